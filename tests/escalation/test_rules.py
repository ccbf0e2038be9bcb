"""Who is told in which order and when, over every route, urgency and length of outage."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.rules import (
    LAST_RESORT,
    ROUTES,
    first_due_at,
    levels_that_pass_on,
    next_due_at,
    order_of_work,
    plan_climb,
    route_kind,
)
from safeguard.lib.worktime import is_working_time
from safeguard.policies.rules import in_force

T = in_force({})
NIGHT = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)  # a Friday
MINUTE = timedelta(minutes=1)
LEVELS = ROUTES[RouteKind.ORDINARY]

moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
waits = st.timedeltas(timedelta(0), timedelta(days=10))
urgencies = st.sampled_from(Urgency.values)
routes = st.integers(1, 5).map(lambda count: tuple((f"post {n}",) for n in range(count)))
thresholds = st.builds(
    lambda now, today, wait, again: in_force(
        {"answer_now": now, "answer_today": today, "answer_can_wait": wait, "call_again": again}
    ),
    st.integers(1, 60),
    st.integers(1, 240),
    st.integers(1, 16),
    st.integers(5, 120),
)


@pytest.mark.requirement("ESC-07", "INC-16")
@pytest.mark.parametrize("is_about_staff", [False, True])
@pytest.mark.parametrize("is_about_lead", [False, True])
@pytest.mark.parametrize("has_imagery", [False, True])
def test_narrower_route_wins(is_about_staff, is_about_lead, has_imagery):
    kind = route_kind(is_about_staff=is_about_staff, is_about_lead=is_about_lead, has_imagery=has_imagery)
    expected = RouteKind.ABOUT_STAFF if is_about_staff else RouteKind.ORDINARY
    if has_imagery:
        expected = RouteKind.IMAGERY
    if is_about_lead:
        expected = RouteKind.ABOUT_LEAD
    assert kind == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (RouteKind.ORDINARY, (("dso", "dsl"), ("deputy_dsl",), ("strategic_lead",))),
        (RouteKind.ABOUT_STAFF, (("dsl", "hr_dso"), ("deputy_dsl",), ("strategic_lead",))),
        (RouteKind.ABOUT_LEAD, (("strategic_lead", "hr_dso"), ("chair",))),
        (RouteKind.IMAGERY, (("dsl",), ("deputy_dsl",))),
    ],
)
def test_routes_are_those_of_the_guidance(kind, expected):
    assert ROUTES[kind] == expected


def test_last_resort_is_above_the_whole_team():
    assert LAST_RESORT == ("strategic_lead", "chair")


@pytest.mark.parametrize(
    ("urgency", "now", "expected"),
    [
        (Urgency.NOW, NIGHT, NIGHT),
        (Urgency.TODAY, NIGHT, NIGHT),
        (Urgency.CAN_WAIT, NIGHT, datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (Urgency.CAN_WAIT, datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)),
        (Urgency.CAN_WAIT, datetime(2026, 12, 24, 17, tzinfo=UTC), datetime(2026, 12, 29, 9, tzinfo=UTC)),
    ],
)
def test_first_people_are_told_at_once_unless_it_can_wait(urgency, now, expected):
    assert first_due_at(urgency, now, T) == expected


@pytest.mark.requirement("ESC-06")
@pytest.mark.parametrize(
    ("urgency", "was_last", "expected"),
    [
        (Urgency.NOW, False, NIGHT + 15 * MINUTE),
        (Urgency.TODAY, False, NIGHT + 60 * MINUTE),
        (Urgency.NOW, True, NIGHT + 15 * MINUTE),
        (Urgency.TODAY, True, NIGHT + 15 * MINUTE),
        (Urgency.CAN_WAIT, False, datetime(2026, 11, 23, 13, tzinfo=UTC)),
        (Urgency.CAN_WAIT, True, datetime(2026, 11, 23, 13, tzinfo=UTC)),
    ],
)
def test_next_people_are_told_after_the_time_set(urgency, was_last, expected):
    assert next_due_at(urgency, NIGHT, T, was_last=was_last) == expected


@given(routes, st.integers(-1, 4), moments, waits, urgencies, thresholds)
def test_climb_never_skips_or_repeats_a_level_and_is_due_in_the_future(levels, level, due_at, late, urgency, t):
    last = len(levels) - 1
    level, now = min(level, last), due_at + late
    climb = plan_climb(levels, level=level, due_at=due_at, now=now, urgency=urgency, thresholds=t)
    assert climb.due_at > now
    assert climb.level == climb.levels[-1] <= last
    if level == last:
        assert climb.is_again
        assert climb.levels == tuple(range(last + 1))
    else:
        assert not climb.is_again
        assert climb.levels == tuple(range(level + 1, climb.level + 1))


@given(routes, moments, waits, urgencies, thresholds)
def test_outage_tells_each_missed_level_once_and_leaves_the_ladder_where_it_should_be(levels, start, late, urgency, t):
    """As if somebody had climbed at each due moment all the while."""
    level, due_at, now = -1, start, start + late
    first = plan_climb(levels, level=-1, due_at=start, now=now, urgency=urgency, thresholds=t)
    told = []
    while due_at <= now and level < len(levels) - 1:
        step = plan_climb(levels, level=level, due_at=due_at, now=due_at, urgency=urgency, thresholds=t)
        told += step.levels
        level, due_at = step.level, step.due_at
    assert first.levels == tuple(told)
    assert first.level == level
    assert first.due_at == due_at or due_at <= now < first.due_at


@given(routes, moments, urgencies, thresholds, st.lists(waits, min_size=1, max_size=8))
def test_whole_night_reaches_everybody_before_anybody_is_called_again(levels, start, urgency, t, delays):
    level, due_at, told = -1, start, []
    for late in delays:
        now = due_at + late
        climb = plan_climb(levels, level=level, due_at=due_at, now=now, urgency=urgency, thresholds=t)
        if climb.is_again:
            assert told == list(range(len(levels)))
            return
        told += climb.levels
        assert told == list(range(len(told)))
        level, due_at = climb.level, climb.due_at


@given(moments, thresholds, st.integers(-1, 3))
def test_what_can_wait_is_only_ever_due_when_people_work(moment, t, level):
    first = first_due_at(Urgency.CAN_WAIT, moment, t)
    assert is_working_time(first, t.hours)
    climb = plan_climb([["a"]] * 4, level=level, due_at=first, now=first, urgency=Urgency.CAN_WAIT, thresholds=t)
    assert is_working_time(climb.due_at - timedelta(microseconds=1), t.hours)


@pytest.mark.parametrize(
    ("answered", "first", "expected"),
    [
        ({"dso": 1, "dsl": 2}, 0, (0,)),
        ({"dsl": 2}, 0, (0,)),
        ({"dso": None, "dsl": None, "deputy_dsl": 3}, 0, (0, 1)),
        ({"strategic_lead": 4}, 0, (0, 1, 2)),
        ({}, 0, (0, 1, 2)),
        ({"dso": 1}, 1, (1, 2)),
        ({"strategic_lead": 4}, 2, (2,)),
    ],
)
def test_levels_that_come_to_nobody_new_pass_on(answered, first, expected):
    assert levels_that_pass_on(LEVELS, first, answered) == expected


def test_order_of_work_is_what_burns_first():
    assert sorted(["can_wait", "now", "today"], key=order_of_work) == ["now", "today", "can_wait"]
