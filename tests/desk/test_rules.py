"""Pages of a story, and ages at which rules change: pure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.desk.rules import Entry, next_age_that_matters, page_of
from safeguard.people.rules import age_on

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTES = st.lists(st.integers(0, 30), max_size=60)


def entries(minutes):
    return [Entry(at=NOON + timedelta(minutes=one), title=str(number)) for number, one in enumerate(minutes)]


@given(minutes=MINUTES, size=st.integers(1, 10))
def test_the_pages_together_are_the_whole_story_once(minutes, size):
    left, seen = entries(minutes), []
    for _page in range(len(minutes) + 1):
        shown, older_than = page_of(left, size)
        seen += shown
        if older_than is None:
            break
        left = [one for one in left if one.at < older_than]
        assert left
    assert len(seen) == len(minutes)
    assert {one.title for one in seen} == {one.title for one in entries(minutes)}
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)


@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        (date(2010, 12, 21), date(2026, 11, 21), (16, date(2026, 12, 21))),
        (date(2010, 12, 22), date(2026, 11, 21), None),
        (date(2010, 11, 21), date(2026, 11, 21), None),  # today they are 16
        (date(2013, 11, 22), date(2026, 11, 21), (13, date(2026, 11, 22))),
        (date(2008, 2, 29), date(2026, 2, 10), (18, date(2026, 3, 1))),
        (date(2001, 1, 1), date(2026, 11, 21), None),
    ],
)
def test_the_age_at_which_rules_change_is_told_a_month_before(born, today, expected):
    assert next_age_that_matters(born, today) == expected


@given(born=st.dates(date(1990, 1, 1), date(2026, 11, 21)))
def test_what_is_told_is_true(born):
    today = date(2026, 11, 21)
    found = next_age_that_matters(born, today)
    if found is not None:
        years, day = found
        assert age_on(born, day) == years
        assert age_on(born, today) == years - 1
