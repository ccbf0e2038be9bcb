"""Writes of the outbox: queueing, and delivering what is due."""

from safeguard.notifications.actions.delivery import deliver_due
from safeguard.notifications.actions.holding import cancel_held, hold_messages, release_messages
from safeguard.notifications.actions.pulse import record_pulse
from safeguard.notifications.actions.queueing import (
    Outgoing,
    cancel_by_key,
    cancel_messages,
    cancel_messages_to,
    delivered_elsewhere,
    queue_messages,
)
from safeguard.notifications.actions.testing import confirm_reached, confirm_test, send_test

__all__ = [
    "Outgoing",
    "cancel_by_key",
    "cancel_held",
    "cancel_messages",
    "cancel_messages_to",
    "confirm_reached",
    "confirm_test",
    "deliver_due",
    "delivered_elsewhere",
    "hold_messages",
    "queue_messages",
    "record_pulse",
    "release_messages",
    "send_test",
]
