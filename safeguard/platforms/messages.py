"""What ICT is told about reviews: a reference and a link, no name of a platform, no detail (SEC-07)."""

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import User

DUE, LAPSED, AGAINST = "platforms.review_due", "platforms.review_lapsed", "platforms.speaks_against"


def review_due(platform: Platform, whom: User, at: datetime) -> Outgoing:
    """The e-mail to whoever answers for a platform, a month before its review is due. ``at``: when it leaves."""
    title = _("%(ref)s: to be looked at again") % {"ref": platform.ref}
    return _outgoing(DUE, platform, whom, at, title, _("It is due by %(day)s."))


def review_lapsed(platform: Platform, whom: User, at: datetime) -> Outgoing:
    """The e-mail to everybody of ICT when nobody has looked at it again in time."""
    title = _("%(ref)s: was not looked at again in time") % {"ref": platform.ref}
    return _outgoing(
        LAPSED, platform, whom, at, title, _("It was due by %(day)s. Until somebody has, every use needs a reason.")
    )


def speaks_against(platform: Platform, number: int, whom: User, at: datetime) -> Outgoing:
    """The e-mail to everybody of ICT when a new assessment speaks against what was decided. ``number``: its own."""
    title = _("%(ref)s: the new assessment speaks against its use") % {"ref": platform.ref}
    body = _("Decide about it again. Until somebody has, every use needs a reason.")
    return _outgoing(f"{AGAINST}:{number}", platform, whom, at, title, body)


def _outgoing(kind: str, platform: Platform, whom: User, at: datetime, title: str, body: str) -> Outgoing:
    day = platform.review_due
    assert day is not None  # the database: what is in use has its day
    link = f"{settings.SITE_URL}{platform.get_absolute_url()}"
    return Outgoing(
        kind=kind.partition(":")[0],
        channel=Channel.EMAIL,
        address=whom.email,
        recipient_id=whom.pk,
        subject_ref=platform.ref,
        dedupe_key=f"{kind}:{platform.ref}:{whom.pk}:{day.isoformat()}",
        title=title,
        body=f"{body % {'day': date_format(day, 'j F Y')}}\n{link}",
        queue=Queue.REMINDERS,
        due_at=at,
    )
