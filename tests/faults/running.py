"""What every run does the same way."""

import time

from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message
from tests.faults.invariants import AFTER_A_FAULT
from tests.faults.world import World, fresh_connection


def drain(world: World) -> None:
    """Give the outbox its time to empty; what is left after it is counted as lost by the invariants."""
    fresh_connection()
    end = time.monotonic() + AFTER_A_FAULT
    waiting = Message.objects.filter(state=MessageState.WAITING)
    while waiting.exists() and time.monotonic() < end:
        time.sleep(0.2)
