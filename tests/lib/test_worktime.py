"""Working time over London's clock: weekends, bank holidays of each nation, and the nights the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import (
    WorkingHours,
    add_working_time,
    bank_holidays,
    is_working_time,
    next_working_moment,
    next_working_morning,
)

HOURS = WorkingHours()
SPRING_FORWARD = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
FALL_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
CHRISTMAS_EVE_EVENING = datetime(2026, 12, 24, 18, tzinfo=UTC)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))
lengths = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))
weeks = st.builds(
    WorkingHours,
    opens=st.integers(6, 12).map(time),
    closes=st.integers(13, 22).map(time),
    nation=st.sampled_from(["ENG", "WLS", "SCT", "NIR"]),
)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (london(2026, 11, 20, 8, 59, 59), False),  # Friday
        (london(2026, 11, 20, 9), True),
        (london(2026, 11, 20, 16, 59, 59), True),
        (london(2026, 11, 20, 17), False),
        (london(2026, 11, 21, 12), False),  # Saturday
        (london(2026, 12, 25, 12), False),  # a Friday, and Christmas Day
        (datetime(2026, 7, 1, 8, tzinfo=UTC), True),  # nine by summer time
        (datetime(2026, 7, 1, 16, tzinfo=UTC), False),
    ],
)
def test_working_time_edges(moment, expected):
    assert is_working_time(moment, HOURS) is expected


@pytest.mark.parametrize(
    ("nation", "day", "expected"),
    [
        ("ENG", date(2026, 12, 28), True),  # Boxing Day fell on a Saturday
        ("SCT", date(2026, 11, 30), True),  # St Andrew's Day
        ("ENG", date(2026, 11, 30), False),
        ("NIR", date(2026, 3, 17), True),
        ("WLS", date(2026, 3, 17), False),
        ("SCT", date(2026, 1, 2), True),
        ("ENG", date(2026, 1, 2), False),
    ],
)
def test_bank_holidays_differ_by_nation(nation, day, expected):
    assert (day in bank_holidays(nation, day.year)) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (london(2026, 11, 20, 12), london(2026, 11, 20, 12)),
        (london(2026, 11, 20, 7), london(2026, 11, 20, 9)),
        (london(2026, 11, 20, 17), london(2026, 11, 23, 9)),
        (london(2026, 11, 21, 8), london(2026, 11, 23, 9)),
        (CHRISTMAS_EVE_EVENING, london(2026, 12, 29, 9)),  # over Christmas, a weekend and the day instead
        (SPRING_FORWARD, london(2027, 3, 30, 9)),  # Easter Sunday; Monday is a bank holiday
        (FALL_BACK, london(2026, 10, 26, 9)),
    ],
)
def test_next_working_moment(moment, expected):
    assert next_working_moment(moment, HOURS) == expected


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        (london(2026, 11, 20, 9), 4, london(2026, 11, 20, 13)),
        (london(2026, 11, 20, 13), 4, london(2026, 11, 20, 17)),  # ends with the day, not on the next
        (london(2026, 11, 20, 15), 4, london(2026, 11, 23, 11)),
        (london(2026, 10, 23, 15), 4, london(2026, 10, 26, 11)),  # over the night the clocks go back
        (london(2027, 3, 25, 16), 4, london(2027, 3, 30, 12)),  # over Easter and the night they go forward
        (london(2026, 11, 20, 9), 16, london(2026, 11, 23, 17)),
    ],
)
def test_working_time_added(moment, hours, expected):
    assert add_working_time(moment, timedelta(hours=hours), HOURS) == expected


@given(moments, weeks)
@example(SPRING_FORWARD, HOURS)
@example(FALL_BACK, HOURS)
@example(CHRISTMAS_EVE_EVENING, HOURS)
def test_next_working_moment_is_the_first_one(moment, week):
    found = next_working_moment(moment, week)
    assert found >= moment
    assert is_working_time(found, week)
    assert found == moment or not is_working_time(found - timedelta(seconds=1), week)
    assert next_working_moment(found, week) == found
    assert found - moment <= timedelta(days=6)  # the longest that the guidance's holidays can last


@given(moments, lengths, weeks)
@example(SPRING_FORWARD, timedelta(hours=4), HOURS)
@example(FALL_BACK, timedelta(hours=4), HOURS)
@example(CHRISTMAS_EVE_EVENING, timedelta(hours=16), HOURS)
def test_working_time_added_ends_in_working_time(moment, length, week):
    end = add_working_time(moment, length, week)
    assert end >= moment + length
    assert is_working_time(end - timedelta(microseconds=1), week)


@given(moments, lengths, lengths, weeks)
def test_working_time_added_in_two_parts_is_the_same(moment, first, second, week):
    halfway = add_working_time(moment, first, week)
    assert add_working_time(halfway, second, week) == add_working_time(moment, first + second, week)


@given(moments, lengths, lengths)
def test_more_working_time_ends_later(moment, shorter, longer):
    shorter, longer = sorted([shorter, longer])
    assert add_working_time(moment, shorter, HOURS) <= add_working_time(moment, longer, HOURS)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (london(2026, 11, 18, 16, 59), london(2026, 11, 19, 9)),
        (london(2026, 11, 18, 0, 5), london(2026, 11, 19, 9)),  # the day has just begun: still the next one
        (london(2026, 11, 20, 22), london(2026, 11, 23, 9)),  # Friday night
        (london(2026, 12, 24, 18), london(2026, 12, 29, 9)),  # Christmas, Boxing Day (a Saturday, so Monday) and Sunday
        (london(2026, 10, 24, 12), london(2026, 10, 26, 9)),  # over the night the clocks go back
    ],
)
def test_next_working_morning(moment, expected):
    assert next_working_morning(moment, HOURS) == expected


@given(moments)
@example(FALL_BACK)
@example(SPRING_FORWARD)
def test_next_working_morning_is_an_opening_of_a_later_day(moment):
    morning = next_working_morning(moment, HOURS)
    assert morning.astimezone(LONDON).date() > moment.astimezone(LONDON).date()
    assert morning.astimezone(LONDON).time() == HOURS.opens
    assert is_working_time(morning, HOURS)
