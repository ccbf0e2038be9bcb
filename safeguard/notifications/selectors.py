"""Reading the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message, Pulse

LATE_AFTER = timedelta(minutes=2)


def messages_about(subject_refs: Iterable[str]) -> QuerySet[Message]:
    """Every message about these subjects, in the order in which they were queued."""
    return Message.objects.filter(subject_ref__in=list(subject_refs)).order_by("queued_at", "id")


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
