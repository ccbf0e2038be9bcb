"""What beat asks Celery for, and what a task leaves in the log."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from celery.signals import task_postrun, task_prerun

from safeguard import celery as site
from safeguard.celery import app
from safeguard.jobs import SWEEPS, WATCHES
from safeguard.lib import clock, context
from safeguard.lib.queue import Queue
from safeguard.notifications.enums import worker_pulse
from safeguard.notifications.models import Pulse
from safeguard.sweeping import tick


def test_every_queue_has_a_tick_of_its_own() -> None:
    ticks = {name: one for name, one in app.conf.beat_schedule.items() if one["task"] == tick.name}
    assert [(one["args"], one["options"]["queue"]) for one in ticks.values()] == [([q.value], q.value) for q in Queue]
    assert {one["schedule"] for one in ticks.values()} == {20.0}


def test_beat_asks_for_every_sweep_and_for_nothing_that_only_the_relay_does() -> None:
    asked = {one["args"][0] for one in app.conf.beat_schedule.values() if one["task"] == "safeguard.sweep"}
    assert asked == {sweep.name for sweep in SWEEPS}
    assert not asked & {sweep.name for sweep in WATCHES}


@pytest.mark.django_db
def test_a_tick_that_reached_the_database_is_a_sign_of_life() -> None:
    tick(Queue.REPORTS.value)
    seen = Pulse.objects.get(name=worker_pulse("reports"))
    assert clock.now() - seen.at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("name", "state", "slow", "level"),
    [
        ("notifications.deliver_alerts", "SUCCESS", False, logging.INFO),
        ("safeguard.sweep", "SUCCESS", False, logging.DEBUG),
        ("safeguard.tick", "SUCCESS", False, logging.DEBUG),
        ("safeguard.sweep", "SUCCESS", True, logging.INFO),
        ("safeguard.sweep", "FAILURE", False, logging.INFO),
    ],
)
def test_a_task_has_one_line_without_its_arguments(
    caplog: Any, monkeypatch: Any, name: str, state: str, slow: bool, level: int
) -> None:
    monkeypatch.setattr(site, "SLOW", -1 if slow else 1000)
    task = type("Task", (), {"name": name})()
    before = context.request_id()
    with caplog.at_level(logging.DEBUG):
        task_prerun.send(sender=task, task_id="1", task=task, args=["Quillfeather"], kwargs={})
        task_postrun.send(sender=task, task_id="1", task=task, args=["Quillfeather"], kwargs={}, state=state)
    (line,) = [record for record in caplog.records if record.name == "safeguard.celery"]
    assert (line.levelno, line.fields["task"], line.fields["outcome"]) == (level, name, state.lower())
    assert set(line.fields) == {"task", "ms", "outcome"}
    assert context.request_id() != before
