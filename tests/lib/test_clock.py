"""The one clock is the database's; only a database marked as a test or a demonstration may be moved in time."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection

from safeguard.lib import clock


@pytest.mark.django_db
def test_now_is_aware_and_moves():
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta(0)
    assert first < second


@pytest.mark.django_db
def test_now_is_not_the_process_clock(time_machine):
    before = clock.now()
    time_machine.move_to(datetime(2001, 1, 1, tzinfo=UTC))
    assert abs(clock.now() - before) < timedelta(minutes=1)


@pytest.mark.django_db
def test_shift_moves_the_clock_and_adds_up():
    before = clock.now()
    clock.shift(timedelta(hours=8))
    clock.shift(timedelta(minutes=5))
    assert timedelta(hours=8, minutes=5) <= clock.now() - before < timedelta(hours=8, minutes=6)


def test_shift_on_a_database_that_nobody_marked_is_refused(committed_db):
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("UPDATE app_clock SET may_shift = false")
    before = clock.now()
    with pytest.raises(DatabaseError, match="may not be moved"):
        clock.shift(timedelta(hours=1))
    assert clock.now() - before < timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE app_clock SET may_shift = true", "DELETE FROM app_clock", "DROP FUNCTION app_now()"]
)
def test_the_app_role_cannot_mark_a_database(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        connection.cursor().execute(statement)


def test_moment_is_said_in_london_time():
    assert clock.to_the_minute(datetime(2026, 11, 20, 22, 5, tzinfo=UTC)) == "20 Nov 22:05"
    assert clock.to_the_minute(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "1 Jul 23:05"
