"""What people are told: reference, urgency, answer-by time and link. Never a name, a detail or a category (SEC-07)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.escalation.enums import Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import ALERT_KIND
from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.practitioners.models import User

NEWS_KIND = "escalation.news"


def alert(person: User, ladders: Sequence[Ladder], telling: uuid.UUID) -> list[Outgoing]:
    """The messages that tell one person of one or several ladders: e-mail always, and a text message.

    Two channels, because two mailboxes wake nobody (practice A10).
    """
    lines = [_line(ladder) for ladder in ladders]
    body = "\n\n".join([*lines, _what_to_do(ladders)])
    # A text message stays one, however many ladders waited: what they are is in the e-mail and on the dashboard.
    text = body if len(ladders) == 1 else _("Sign in to open them: %(link)s") % {"link": f"{settings.SITE_URL}/"}
    return _both_channels(person, ALERT_KIND, str(telling), _title(ladders), {Channel.EMAIL: body, Channel.SMS: text})


def _what_to_do(ladders: Sequence[Ladder]) -> str:
    if all(_is_overdue_work(ladder) for ladder in ladders):
        return _("Sign in to open it. Do what is missing, or ring whoever is dealing with it.")
    return _("Sign in to open it. Acknowledge it if you are dealing with it.")


def _is_overdue_work(ladder: Ladder) -> bool:
    """A duty's ladder speaks of the record that the duty is about."""
    return ladder.subject_ref != ladder.about_ref


def news(person: User, ladder: Ladder, *, due_at: datetime | None = None, is_lasting: bool = False) -> list[Outgoing]:
    """The messages that say that something was added to a matter; those that wait until a moment are one.
    ``is_lasting``: they are tried for ever, as an alert is."""
    title = _("%(ref)s: something was added") % {"ref": ladder.about_ref}
    body = f"{title}.\n{settings.SITE_URL}{ladder.path}"
    key = f"{ladder.ref}:{due_at:%Y%m%d%H%M%S}" if due_at else str(uuid.uuid4())
    messages = _both_channels(person, NEWS_KIND, key, title, dict.fromkeys(Channel, body))
    # By the ladder, so that it can be stopped for whoever is left out.
    return [replace(message, subject_ref=ladder.ref, due_at=due_at, persistent=is_lasting) for message in messages]


def to_watch(person: User, ladder: Ladder, telling: uuid.UUID) -> list[Outgoing]:
    """The messages that say that a matter somebody deals with is for its recipient to look at, today."""
    title = _("%(ref)s: please look at it today") % {"ref": ladder.about_ref}
    body = _("%(title)s. Somebody deals with it, and you answer for it now.\n%(link)s") % {
        "title": title,
        "link": f"{settings.SITE_URL}{ladder.path}",
    }
    return _both_channels(person, ALERT_KIND, str(telling), title, dict.fromkeys(Channel, body))


def route_changed(person: User, now: datetime) -> Outgoing:
    """That the order in which people are told was changed: not of what, nor by whom (SEC-07)."""
    link = f"{settings.SITE_URL}{reverse('desk:routes')}"
    return Outgoing(
        kind="escalation.route_changed",
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"escalation.route_changed:{now.isoformat()}:{person.pk}",
        title=_("Who is told of concerns was changed"),
        body=_("Somebody has changed in which order people are told of concerns. See what it is now:\n%(link)s")
        % {"link": link},
        queue=Queue.ALERTS,
        recipient_id=person.pk,
    )


def _both_channels(
    person: User, kind: str, subject_ref: str, title: str, bodies: Mapping[Channel, str]
) -> list[Outgoing]:
    addresses = [(Channel.EMAIL, person.email)]
    if person.work_phone and settings.SMS_URL:
        addresses.append((Channel.SMS, person.work_phone))
    return [
        Outgoing(
            kind=kind,
            channel=channel,
            address=address,
            recipient_id=person.pk,
            subject_ref=subject_ref,
            dedupe_key=f"{subject_ref}:{person.pk}:{channel.value}",
            title=title,
            body=bodies[channel],
            queue=Queue.ALERTS,
            persistent=kind == ALERT_KIND,
        )
        for channel, address in addresses
    ]


def _title(ladders: Sequence[Ladder]) -> str:
    first = ladders[0]
    if len(ladders) == 1:
        return _("%(ref)s: %(urgency)s. Answer by %(by)s") % {
            "ref": first.about_ref,
            "urgency": _urgency(first),
            "by": clock.to_the_minute(first.next_due_at),
        }
    return _("%(count)s items wait for an answer") % {"count": len(ladders)}


def _line(ladder: Ladder) -> str:
    return _("%(ref)s: %(urgency)s. Answer by %(by)s.\n%(link)s") % {
        "ref": ladder.about_ref,
        "urgency": _urgency(ladder),
        "by": clock.to_the_minute(ladder.next_due_at),
        "link": f"{settings.SITE_URL}{ladder.path}",
    }


def _urgency(ladder: Ladder) -> str:
    if _is_overdue_work(ladder):
        return _("something there is overdue")
    return {
        Urgency.NOW: _("somebody must act now"),
        Urgency.TODAY: _("somebody must act today"),
        Urgency.CAN_WAIT: _("it can wait"),
    }[Urgency(ladder.urgency)]
