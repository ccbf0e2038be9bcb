"""Writes of the outbox: queueing, and delivering what is due."""

from safeguard.notifications.actions.delivery import deliver_due
from safeguard.notifications.actions.pulse import record_pulse
from safeguard.notifications.actions.queueing import (
    Outgoing,
    cancel_by_key,
    cancel_messages,
    delivered_elsewhere,
    queue_messages,
)
from safeguard.notifications.actions.testing import confirm_test, send_test

__all__ = [
    "Outgoing",
    "cancel_by_key",
    "cancel_messages",
    "confirm_test",
    "deliver_due",
    "delivered_elsewhere",
    "queue_messages",
    "record_pulse",
    "send_test",
]
