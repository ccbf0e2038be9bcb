"""Reminding somebody of a duty: reference and link, no name, no detail (SEC-07)."""

from django.conf import settings
from django.utils.translation import gettext as _

from safeguard.duties import rules
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.practitioners.models import User

KIND, OVERDUE = "duties.reminder", "duties.overdue"


def overdue(duty: Duty, manager: User) -> list[Outgoing]:
    """The e-mail that tells a line manager that somebody of their team has not done something."""
    return [
        Outgoing(
            kind=OVERDUE,
            channel=Channel.EMAIL,
            address=manager.email,
            recipient_id=manager.pk,
            subject_ref=duty.ref,
            dedupe_key=f"{OVERDUE}:{duty.ref}:{manager.pk}:{duty.due_at.isoformat()}",
            title=_("%(ref)s: something your team was to do is late") % {"ref": duty.subject_ref},
            body=_("It was due by %(due)s.\n%(link)s")
            % {"due": clock.to_the_minute(duty.due_at), "link": f"{settings.SITE_URL}{duty.path}"},
            queue=Queue.REMINDERS,
        )
    ]


def reminder(duty: Duty) -> Outgoing:
    """The e-mail that reminds an owner."""
    return Outgoing(
        kind=KIND,
        channel=Channel.EMAIL,
        address=duty.owner.email,
        recipient_id=duty.owner_id,
        subject_ref=duty.ref,
        dedupe_key=f"{KIND}:{duty.ref}:{duty.owner_id}:{duty.due_at.isoformat()}",
        title=_("%(ref)s: something is waiting for you") % {"ref": duty.subject_ref},
        body=_("It was due by %(due)s.\n%(link)s")
        % {"due": clock.to_the_minute(duty.due_at), "link": f"{settings.SITE_URL}{duty.path}"},
        queue=Queue.REMINDERS,
        safety_critical=rules.is_safety_critical(duty.kind),
    )
