"""Queueing a message, inside the transaction of whatever it tells of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from safeguard.lib.queue import Queue, Wake, wake_on_commit
from safeguard.lib.worktime import WorkingHours, next_working_moment
from safeguard.notifications.enums import NOT_LEFT, Channel, MessageState
from safeguard.notifications.models import Message
from safeguard.notifications.sealing import seal


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message to queue. ``due_at`` None means at once, or when its recipient is next at work; ``sealed`` keeps the
    text encrypted until it is sent."""

    kind: str
    channel: Channel
    address: str
    dedupe_key: str
    title: str
    body: str
    queue: Queue = Queue.REMINDERS
    recipient_id: int | None = None
    subject_ref: str = ""
    due_at: datetime | None = None
    sealed: bool = False
    persistent: bool = False  # tried for ever: an alert that somebody must answer
    neutral: bool = False  # from a sender that names nobody
    safety_critical: bool = False  # it leaves at any hour, as every alert does (ORG-41)

    @property
    def keeps_hours(self) -> bool:
        """Whether it asks somebody who works here to look at something that can wait until they are at work."""
        return self.recipient_id is not None and self.queue != Queue.ALERTS and not self.safety_critical


def queue_messages(outgoing: Sequence[Outgoing], *, now: datetime) -> None:
    """Write the rows, once each by dedupe key, and wake the senders after the commit.

    The one place that keeps working boundaries: what can wait, and is for somebody who works here, is due when they
    are next at work (ORG-41).
    """
    hours = _hours(outgoing, now)
    rows = [_row(item, now, hours) for item in outgoing]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    for queue, wake in ((Queue.ALERTS, Wake.ALERTS), (Queue.REMINDERS, Wake.REMINDERS)):
        if any(item.queue == queue and item.due_at is None for item in outgoing):
            wake_on_commit(wake)


def _hours(outgoing: Sequence[Outgoing], now: datetime) -> Mapping[int, WorkingHours]:
    people = {item.recipient_id for item in outgoing if item.keeps_hours}
    found: Mapping[int, WorkingHours] = import_string(settings.STAFF_HOURS)(people, now) if people else {}
    return found


def _due(item: Outgoing, now: datetime, hours: Mapping[int, WorkingHours]) -> datetime:
    due_at = item.due_at or now
    own = hours.get(item.recipient_id) if item.keeps_hours and item.recipient_id is not None else None
    return next_working_moment(due_at, own) if own is not None else due_at


def _row(item: Outgoing, now: datetime, hours: Mapping[int, WorkingHours]) -> Message:
    title, body = ("", seal(item.title, item.body)) if item.sealed else (item.title, item.body)
    return Message(
        kind=item.kind,
        queue=item.queue,
        channel=item.channel,
        recipient_id=item.recipient_id,
        address=item.address,
        subject_ref=item.subject_ref,
        dedupe_key=item.dedupe_key,
        title=title,
        body=body,
        is_sealed=item.sealed,
        is_persistent=item.persistent,
        is_neutral=item.neutral,
        queued_at=now,
        next_attempt_at=_due(item, now, hours),
    )


def cancel_messages(subject_ref: str, *, recipient_ids: Sequence[int] | None = None) -> int:
    """Stop what has not left yet (to some recipients, or to all). Returns how many were stopped."""
    to_whom = Q() if recipient_ids is None else Q(recipient_id__in=recipient_ids)
    waiting = Message.objects.filter(to_whom, subject_ref=subject_ref, state__in=NOT_LEFT)
    return waiting.update(state=MessageState.CANCELLED)


def cancel_messages_to(recipient_id: int, *, but: Collection[str] = ()) -> int:
    """Stop what has not left yet to somebody who has left, except messages of the kinds ``but``. ``recipient_id``:
    whose. Returns how many were stopped."""
    waiting = Message.objects.filter(recipient=recipient_id, state__in=NOT_LEFT).exclude(kind__in=but)
    return waiting.update(state=MessageState.CANCELLED)


def cancel_by_key(start: str) -> int:
    """Stop what has not left yet of everything whose dedupe key begins so: one thing somebody hears of, not all of
    it. Returns how many were stopped."""
    if not start:
        raise ValueError("this would stop the whole outbox")
    waiting = Message.objects.filter(dedupe_key__startswith=start, state__in=NOT_LEFT)
    return waiting.update(state=MessageState.CANCELLED)


def delivered_elsewhere(subject_refs: Sequence[str], *, now: datetime) -> int:
    """Mark what waits about these subjects as sent, without sending it (the past of a demonstration).

    Returns how many messages that were.
    """
    waiting = Message.objects.filter(subject_ref__in=subject_refs, state=MessageState.WAITING)
    return waiting.update(state=MessageState.SENT, sent_at=now)
