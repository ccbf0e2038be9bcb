"""What stands still after a restore, and how it goes on (docs/decisions/0019)."""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q

from consent.actions import revoke_open_requests
from safeguard.duties.actions import hold_duties, release_duties
from safeguard.escalation.actions import hold_ladders, resume_ladders
from safeguard.escalation.selectors import ALERT_KIND, held_ladders
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.actions import cancel_held, hold_messages, release_messages
from safeguard.notifications.models import Restoration
from safeguard.notifications.selectors import restoration
from safeguard.practitioners.models import User
from sessions_app.actions import stop_words_about_the_past


@transaction.atomic
def hold_everything(*, by: None = None, now: datetime, taken_at: datetime) -> Restoration:
    """Let nothing go on that waited in the backup of ``taken_at``: no message, no ladder, no duty, no link.

    What was answered, or taken back, after the backup is not known here, so links to families and links to set a new
    password open nothing any more; whoever has chosen no password yet is to be invited again.
    """
    restored = hold_messages(now=now, taken_at=taken_at)
    hold_ladders(now=now)
    hold_duties(now=now)
    revoke_open_requests(now=now)
    _close_links_for_passwords(now)
    return restored


def _close_links_for_passwords(now: datetime) -> None:
    """Such a link is made from the moment of the last sign-in and the stored password, among other things."""
    has_chosen_none = Q(last_login__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    User.objects.exclude(has_chosen_none).update(last_login=now)
    invited = list(User.objects.filter(has_chosen_none))
    for person in invited:
        person.set_unusable_password()  # another one each time
    User.objects.bulk_update(invited, ["password"], batch_size=500)


@transaction.atomic
def release_held(*, by: User, now: datetime) -> int | None:
    """Let go on what stands still since a backup was restored; returns how many messages and ladders that was.

    Whoever has to answer what nobody has acknowledged gets one new message about all of it, with new times to answer
    by. What speaks of a moment that has passed is stopped; the rest leaves, each once. Raises Refused for somebody
    who may not. None if nothing was held, or somebody else was first; 0 if the backup held nothing that waited.
    """
    if not by.may(Permission.RELEASE_HELD):
        raise Refused("Only the safeguarding leads, ICT and administrators may release what was held.")
    last = restoration()
    if last is None or not Restoration.objects.select_for_update().filter(pk=last.pk, released_at=None).exists():
        return None
    cancel_held(by=by, now=now, kind=ALERT_KIND)  # the ladders say it anew, with times that are still to come
    stop_words_about_the_past(now=now)
    ladders = resume_ladders(by=by, now=now, ladders=held_ladders())
    release_duties(by=by, now=now)
    return ladders + release_messages(by=by, now=now, restoration=last)
