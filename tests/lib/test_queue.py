"""Waking Celery: after the commit only, by a name from the closed list, and never in the way of what was written."""

import logging
import threading
from types import SimpleNamespace

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from safeguard.lib import queue
from safeguard.lib.queue import Wake, wake_on_commit

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    calls = []
    monkeypatch.setattr(current_app, "send_task", lambda *args, **kwargs: calls.append((args, kwargs)))
    return calls


def test_wake_waits_for_the_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wake_on_commit(Wake.ALERTS)
        assert not sent
    assert [(args[0], kwargs["queue"]) for args, kwargs in sent] == [("notifications.deliver_alerts", "alerts")]


def test_wake_of_what_was_rolled_back_does_not_happen(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        wake_on_commit(Wake.ALERTS)
        transaction.set_rollback(True)
    assert not sent


def test_wake_carries_no_time_and_retries_nothing(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wake_on_commit(Wake.REMINDERS)
    assert sent == [
        (("notifications.deliver_reminders",), {"queue": "reminders", "retry": False, "ignore_result": True})
    ]


def test_wake_with_the_broker_down_is_only_logged(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise OperationalError("redis://:secret@somewhere")

    monkeypatch.setattr(current_app, "send_task", refuse)
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        wake_on_commit(Wake.ALERTS)
    assert "left to the relay (OperationalError)" in caplog.text
    assert "secret" not in caplog.text


def test_broker_that_hangs_is_left_alone_for_a_while(monkeypatch, django_capture_on_commit_callbacks):
    """Whoever raises a concern waits for it once, not each time."""
    clock, asked = {"now": 1000.0}, []

    def hang(*args, **kwargs):
        asked.append(clock["now"])
        clock["now"] += 5
        raise OperationalError

    monkeypatch.setattr(queue, "time", SimpleNamespace(monotonic=lambda: clock["now"]))
    monkeypatch.setitem(queue._broker, "left_alone_until", 0.0)
    monkeypatch.setattr(current_app, "send_task", hang)
    for _ in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            wake_on_commit(Wake.ALERTS)
        clock["now"] += 4
    assert asked == [1000.0, 1017.0]


def test_wake_goes_to_our_broker_from_any_thread(settings):
    """Celery's current app belongs to a thread; the relay's lanes and the web's threads must have ours."""
    found = []
    thread = threading.Thread(target=lambda: found.append(current_app.conf.broker_url))
    thread.start()
    thread.join()
    assert found == [settings.CELERY_BROKER_URL]
