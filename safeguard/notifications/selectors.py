"""Reading the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from safeguard.lib.errors import NotVisible
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import ChannelTest, Message, Pulse

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
    """The dedupe keys of what has not left of one kind."""
    waiting = Message.objects.filter(kind=kind, state=MessageState.WAITING)
    return list(waiting.values_list("dedupe_key", flat=True))


def key_for(base: str, address: str) -> str:
    """The dedupe key of a message that somebody sends by hand: the same one as long as the first may still arrive at
    this address, and a new one once it cannot. The caller holds a lock, so that two presses are one message."""
    before = Message.objects.filter(dedupe_key__startswith=f"{base}:")
    arrives = before.filter(address=address).exclude(state__in=NEVER_LEFT).order_by("-id")
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


def test_sent_to(user_id: int, ref: UUID) -> ChannelTest:
    """A test message that was sent to this person. Raises NotVisible for anybody else's."""
    found = ChannelTest.objects.select_related("sent_by").filter(recipient=user_id, ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def latest_tests() -> QuerySet[ChannelTest]:
    """Test messages, the newest first."""
    return ChannelTest.objects.select_related("recipient").order_by("-sent_at", "-pk")
