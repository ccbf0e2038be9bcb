"""Which quarter a moment lies in, by London's clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.reports.rules import Quarter, quarter_of, quarters_until

AUTUMN = Quarter(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("moment", "first_day"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2027, 1, 1, tzinfo=UTC), date(2027, 1, 1)),
        # In summer time London's new quarter begins at 23:00 UTC.
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_moment_lies_in_the_quarter_that_london_shows(moment, first_day):
    assert quarter_of(moment) == Quarter(first_day)


def test_quarter_says_when_it_begins_and_ends():
    spring = Quarter(date(2026, 4, 1))
    assert spring.starts_at == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert spring.ends_at == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert spring.label == "April to June 2026"
    assert not spring.has_ended(spring.ends_at - timedelta(microseconds=1))
    assert spring.has_ended(spring.ends_at)


def test_quarters_go_back_over_the_year():
    found = quarters_until(datetime(2027, 2, 3, tzinfo=UTC), 3)
    assert [quarter.label for quarter in found] == [
        "January to March 2027",
        "October to December 2026",
        "July to September 2026",
    ]
    assert AUTUMN.next().previous() == AUTUMN


@pytest.mark.parametrize("day", [date(2026, 10, 2), date(2026, 11, 1)])
def test_quarter_begins_on_no_other_day(day):
    with pytest.raises(ValueError, match="no quarter begins"):
        Quarter(day)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_every_moment_lies_in_exactly_one_quarter(moment):
    quarter = quarter_of(moment)
    assert quarter.starts_at <= moment < quarter.ends_at
    assert quarter.next().starts_at == quarter.ends_at
    assert quarter.previous().ends_at == quarter.starts_at
