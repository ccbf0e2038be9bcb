"""The loop behind ``manage.py relay``: every sweep, in lanes, needing neither Celery nor Redis.

This is the guarantee that an alert leaves. A lane that throws goes on; a lane that hangs ends the process, and
whatever supervises it starts it again.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import close_old_connections, connection

from safeguard.jobs import IMPORTS, RELAY, SWEEPS, WATCHES, Sweep
from safeguard.lib import clock, context
from safeguard.lib.logs import about
from safeguard.notifications.actions import record_pulse
from safeguard.notifications.enums import lane_pulse

logger = logging.getLogger(__name__)
HUNG_AFTER = 120.0  # seconds without a turn
LONGEST_PAUSE = 10.0  # seconds between tries while the database is away
PULSE_EVERY = 10.0
PULSE = "pulse of"
# What waits for the outside, and what reads files that people bring: neither may take the alerts with it.
MAY_HANG = frozenset({*(sweep.lane for sweep in WATCHES), IMPORTS})
LINE_EVERY = 60.0  # seconds: a sweep that runs each second has one line a minute


@dataclass
class Tally:
    """What became of one sweep since its last line in the log."""

    since: float
    turns: int = 0
    failed: int = 0
    longest: float = 0.0

    def add(self, seconds: float, *, failed: bool) -> None:
        """One turn more."""
        self.turns, self.failed = self.turns + 1, self.failed + failed
        self.longest = max(self.longest, seconds)


class Lane(threading.Thread):
    """One thread that takes its sweeps in turn, each as often as it asks."""

    def __init__(self, name: str, sweeps: Sequence[Sweep], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.sweeps, self.stop = sweeps, stop
        self.last_turn = time.monotonic()
        self._due = dict.fromkeys((s.name for s in sweeps), 0.0)
        self._pause = 0.0
        self._tallies = {s.name: Tally(self.last_turn) for s in sweeps}

    def run(self) -> None:
        """Turn until told to stop."""
        while not self.stop.is_set():
            self.last_turn = time.monotonic()
            for sweep in self.sweeps:
                if self._due[sweep.name] <= time.monotonic():
                    self._turn(sweep)
            soonest = min(self._due.values())
            self.stop.wait(max(0.05, self._pause, soonest - time.monotonic()))
        connection.close()

    def hangs(self) -> bool:
        """Whether it has not turned for so long that the process must end; not for a lane that may hang."""
        return self.name not in MAY_HANG and time.monotonic() - self.last_turn > HUNG_AFTER

    def _turn(self, sweep: Sweep) -> None:
        began = self.last_turn = time.monotonic()
        context.begin()
        self._due[sweep.name] = began + sweep.every
        try:
            close_old_connections()
            sweep.run()
            self._pause, failed = 0.0, False
        except Exception:
            logger.exception("sweep %s failed and is tried again", sweep.name)
            self._pause, failed = min(LONGEST_PAUSE, max(0.5, self._pause * 2)), True
        self._tallies[sweep.name].add(time.monotonic() - began, failed=failed)
        self._say(sweep.name)

    def _say(self, name: str) -> None:
        """One line a minute: how often, the longest turn in milliseconds, and how many failed."""
        tally, now = self._tallies[name], time.monotonic()
        if now - tally.since < LINE_EVERY or name.startswith(PULSE):
            return
        outcome, ms = "failure" if tally.failed else "success", round(tally.longest * 1000)
        logger.info("sweep", extra=about(sweep=name, ms=ms, turns=tally.turns, failed=tally.failed, outcome=outcome))
        self._tallies[name] = Tally(now)


def _pulse(name: str) -> None:
    record_pulse(name, now=clock.now())


def _with_pulses(sweeps: Sequence[Sweep]) -> list[Sweep]:
    """The sweeps, the relay's own sign of life, and one of each lane: the first might beat while another hangs."""
    lanes = {sweep.lane: lane_pulse(sweep.lane) for sweep in sweeps}
    signs = [("ladders", RELAY), *lanes.items()]
    queue = SWEEPS[0].queue
    return [
        *sweeps,
        *(Sweep(f"{PULSE} {name}", partial(_pulse, name), PULSE_EVERY, queue, lane) for lane, name in signs),
    ]


def run_relay(stop: threading.Event) -> bool:
    """Run every lane until ``stop`` is set. False if a lane hung: the process must end so that it is replaced."""
    sweeps = _with_pulses([*SWEEPS, *WATCHES])
    lanes = [Lane(name, [s for s in sweeps if s.lane == name], stop) for name in dict.fromkeys(s.lane for s in sweeps)]
    logger.info("relay starts", extra=about(lanes=len(lanes), sweeps=len(sweeps)))
    for lane in lanes:
        lane.start()
    while not stop.wait(1.0):
        hung = [lane.name for lane in lanes if lane.hangs() or not lane.is_alive()]
        if hung:
            logger.error("relay: %s hung", ", ".join(hung))
            return False
    for lane in lanes:
        lane.join(timeout=10)
    logger.info("relay ends")
    return True
