"""The whole of Harbour Youth, loaded once for a file of tests: each of them leaves it as it was."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoDbBlocker

from tests.plugins.database import connected_to, fresh_copy

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Loaded:
    """A database with everything in it, when it was loaded, and how long that took (seconds)."""

    now: datetime
    took: float


@contextmanager
def loaded_at(
    weekday: int, clock_time: str, *, blocker: DjangoDbBlocker, to_the_microsecond: datetime | None = None
) -> Iterator[Loaded]:
    """Load into a database of its own, on the next day with this number (Monday is 0), at this time in London.

    ``to_the_microsecond``: the very moment of another load.
    """
    from safeguard.demo.organisation import build_organisation
    from safeguard.lib import clock

    with fresh_copy() as copy, blocker.unblock(), connected_to(copy.app_url):
        clock.shift(until(clock.now(), weekday, clock_time))
        now = to_the_microsecond or clock.now()
        started = time.monotonic()
        assert build_organisation(now=now)
        yield Loaded(now, time.monotonic() - started)


def until(now: datetime, weekday: int, clock_time: str) -> timedelta:
    """From now to the next such moment."""
    local = now.astimezone(LONDON)
    hour, minute = clock_time.split(":")
    then = local.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    then += timedelta(days=(weekday - local.weekday()) % 7)
    then = then if then > local else then + timedelta(days=7)
    return then.astimezone(UTC) - now


@pytest.fixture(scope="module")
def loaded(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """Everything, on a Tuesday at eleven, when people are at work."""
    with loaded_at(1, "11:00", blocker=django_db_blocker) as there:
        yield there


@pytest.fixture
def year(loaded: Loaded) -> Iterator[Loaded]:
    """The same, for one test: what it writes is rolled back."""
    from django.db import transaction

    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)
