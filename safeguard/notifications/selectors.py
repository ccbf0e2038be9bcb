"""Reading the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from safeguard.notifications.enums import NOT_LEFT, MessageState
from safeguard.notifications.models import Message, Pulse, Restoration

LATE_AFTER = timedelta(minutes=2)
NEVER_LEFT = (MessageState.CANCELLED, MessageState.FAILED)


def messages_about(subject_refs: Iterable[str]) -> QuerySet[Message]:
    """Every message about these subjects, in the order in which they were queued."""
    return Message.objects.filter(subject_ref__in=list(subject_refs)).order_by("queued_at", "id")


def never_left(dedupe_keys: Iterable[str]) -> set[str]:
    """Those of these messages that were stopped, or given up: nobody has read them, and nobody will."""
    gone = Message.objects.filter(dedupe_key__in=list(dedupe_keys), state__in=NEVER_LEFT)
    return set(gone.values_list("dedupe_key", flat=True))


def waiting_keys(kind: str) -> list[str]:
    """The dedupe keys of what has not left of one kind, whether it waits or is held."""
    waiting = Message.objects.filter(kind=kind, state__in=NOT_LEFT)
    return list(waiting.values_list("dedupe_key", flat=True))


def key_for(base: str, address: str) -> str:
    """The dedupe key of a message that somebody sends by hand: the same one as long as the first may still arrive at
    this address, and a new one once it cannot, or while it is held: what somebody sends now must leave now.
    The caller holds a lock, so that two presses are one message."""
    before = Message.objects.filter(dedupe_key__startswith=f"{base}:")
    arrives = before.filter(address=address).exclude(state__in=(*NEVER_LEFT, MessageState.HELD)).order_by("-id")
    return arrives.values_list("dedupe_key", flat=True).first() or f"{base}:{before.count() + 1}"


def failing_alerts() -> QuerySet[Message]:
    """Alerts that are being refused or not reached, oldest first."""
    return Message.objects.filter(state=MessageState.WAITING, failing_since__isnull=False, is_persistent=True).order_by(
        "failing_since"
    )


def late_alerts(now: datetime) -> QuerySet[Message]:
    """Alerts that should have left two minutes ago and have not."""
    return Message.objects.filter(state=MessageState.WAITING, is_persistent=True, queued_at__lt=now - LATE_AFTER)


def pulse(name: str) -> Pulse | None:
    """The last sign of life of a part, or None if it was never seen."""
    return Pulse.objects.filter(name=name).first()


@dataclass(frozen=True)
class Held:
    """What stands still of the outbox since a backup was restored: from when it was, and how many messages."""

    restoration: Restoration
    alerts: int  # of people who must answer: replaced by one new message a person when it is released
    to_families: int
    others: int  # to staff

    @property
    def count(self) -> int:
        """All of them."""
        return self.alerts + self.to_families + self.others


def restoration() -> Restoration | None:
    """The restored backup whose messages nobody has released yet, or None: the ordinary state. One query."""
    return Restoration.objects.filter(released_at__isnull=True).order_by("-id").first()


def held() -> Held | None:
    """What of the outbox stands still, or None if nothing has been restored that is not released."""
    last = restoration()
    if last is None:
        return None
    to_family = Q(recipient__isnull=True, is_persistent=False)
    counted = Message.objects.filter(state=MessageState.HELD).aggregate(
        alerts=Count("pk", filter=Q(is_persistent=True)),
        to_families=Count("pk", filter=to_family),
        others=Count("pk", filter=Q(is_persistent=False) & ~to_family),
    )
    return Held(last, **counted)
