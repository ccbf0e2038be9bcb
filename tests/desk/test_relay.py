"""The relay: lanes side by side, each with a sign of life, and a line a minute of what its sweeps did."""

import logging
import threading
import time
from itertools import pairwise
from typing import Any

from safeguard.desk import relay
from safeguard.desk.relay import Lane, run_relay
from safeguard.jobs import RELAY, Sweep
from safeguard.lib.queue import Queue
from safeguard.notifications.enums import lane_pulse
from safeguard.notifications.models import Pulse


def test_an_address_that_hangs_delays_no_alert_and_ends_no_relay(committed_db: None, monkeypatch: Any) -> None:
    hanging, stop, turns = threading.Event(), threading.Event(), []

    def hang() -> None:
        hanging.set()
        stop.wait(20)

    def alert() -> None:
        turns.append(time.monotonic())

    monkeypatch.setattr(relay, "SWEEPS", (Sweep("alerts", alert, 0.05, Queue.ALERTS, "ladders"),))
    monkeypatch.setattr(relay, "WATCHES", (Sweep("outside watch", hang, 60, Queue.REMINDERS, "outside"),))
    monkeypatch.setattr(relay, "HUNG_AFTER", 1.0)
    monkeypatch.setattr(relay, "PULSE_EVERY", 0.5)
    ended: list[bool] = []
    running = threading.Thread(target=lambda: ended.append(run_relay(stop)))
    running.start()
    assert hanging.wait(10)
    time.sleep(2.5)  # longer than a lane for alerts may hang
    assert running.is_alive()
    seen = set(Pulse.objects.values_list("name", flat=True))
    stop.set()
    running.join(15)
    assert ended == [True]
    assert len(turns) > 20
    assert max(later - earlier for earlier, later in pairwise(turns)) < 1.0
    assert seen == {RELAY, lane_pulse("ladders")}  # the lane that hangs is silent


def test_a_lane_for_alerts_that_hangs_ends_the_relay() -> None:
    lanes = [Lane(name, [], threading.Event()) for name in ("ladders", "outside", "measures")]
    for lane in lanes:
        lane.last_turn -= relay.HUNG_AFTER + 1
    assert [lane.hangs() for lane in lanes] == [True, False, False]


def test_a_sweep_has_one_line_a_minute(committed_db: None, monkeypatch: Any, caplog: Any) -> None:
    def fail() -> None:
        raise ValueError("Zephyrine Quillfeather")

    sweep = Sweep("alerts", fail, 1, Queue.ALERTS, "ladders")
    lane = Lane("ladders", [sweep], threading.Event())
    with caplog.at_level(logging.INFO):
        lane._turn(sweep)
        lane._turn(sweep)
    assert [one for one in caplog.records if one.message == "sweep"] == []
    monkeypatch.setattr(relay, "LINE_EVERY", 0.0)
    with caplog.at_level(logging.INFO):
        lane._turn(sweep)
    (line,) = [one for one in caplog.records if one.message == "sweep"]
    assert {name: line.fields[name] for name in ("sweep", "turns", "failed", "outcome")} == {
        "sweep": "alerts",
        "turns": 3,
        "failed": 3,
        "outcome": "failure",
    }
