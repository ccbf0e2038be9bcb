import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from safeguard.desk.relay import run_relay


class Command(BaseCommand):
    """Sends every message and climbs every ladder that is due, until it is told to stop."""

    help = "Run the loop that guarantees alerts. Run one or more; they share the work."

    def handle(self, *args: Any, **options: Any) -> None:
        """Stop on INT and TERM after the turn that is under way; end at once if a lane hangs."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        if not run_relay(stop):
            os._exit(1)  # a hung thread cannot be stopped any other way
