"""Health addresses: up, able to work, alerts leave. They say codes and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from safeguard.jobs import RECONCILER, RELAY
from safeguard.lib import clock
from safeguard.notifications.actions import record_pulse

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement fails."""

    def refuse(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("safeguard.health.connection.cursor", refuse)
    monkeypatch.setattr("safeguard.health.alert_problems", refuse)


def _beat(now: Any) -> None:
    for name in (RELAY, RECONCILER):
        record_pulse(name, now=now)


def test_alive_asks_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_ready_with_a_database() -> None:
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


@pytest.mark.usefixtures("broken_database")
def test_not_ready_without_one() -> None:
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "problems": ["database"]})
    assert Client().get("/health/alerts").status_code == 503
    assert Client().get("/health/live").status_code == 200


def test_alerts_are_well_while_both_parts_beat(now: Any) -> None:
    _beat(now)
    answer = Client().get("/health/alerts")
    assert (answer.status_code, answer.json()) == (200, {"well": True, "problems": []})


def test_a_part_that_was_never_seen_is_silent() -> None:
    answer = Client().get("/health/alerts")
    assert answer.status_code == 503
    assert answer.json()["problems"] == [f"{RELAY} is silent", f"{RECONCILER} is silent"]


@pytest.mark.parametrize(
    ("name", "ago", "is_well"),
    [(RELAY, 59, True), (RELAY, 61, False), (RECONCILER, 179, True), (RECONCILER, 181, False)],
)
def test_a_part_that_stopped_is_silent(now: Any, name: str, ago: int, is_well: bool) -> None:
    _beat(now)
    record_pulse(name, now=clock.now() - timedelta(seconds=ago))
    assert (Client().get("/health/alerts").status_code == 200) is is_well


def test_what_the_reconciler_found_is_passed_on_without_how_often(now: Any) -> None:
    _beat(now)
    record_pulse(RECONCILER, now=now, findings=["alerts that have not left: 2"])
    answer = Client().get("/health/alerts")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["alerts that have not left"])


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/health/alerts"])
def test_only_looking_is_allowed(path: str) -> None:
    for method in ("post", "put", "delete"):
        assert getattr(Client(), method)(path).status_code == 405
    assert Client().head(path).content == b""
