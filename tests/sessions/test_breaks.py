"""Breaks of a worker's day: between sessions of the same day in London, and too short where they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safeguard.lib.worktime import london_day
from sessions_app.rules.breaks import Break, Slot, breaks_after
from tests.factories.escalation import set_clock
from tests.factories.sessions import TUESDAY, a_plan, planned, ready_ground
from tests.pages import browser

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
LEAST = timedelta(minutes=15)
LENGTH = timedelta(minutes=45)


def slots(*starts: datetime) -> list[Slot]:
    return [Slot(key, at, at + LENGTH) for key, at in enumerate(starts)]


def test_a_day_with_one_session_has_no_break() -> None:
    assert breaks_after(slots(TEN), LEAST) == {}


def test_each_break_is_told_and_the_short_ones_are_marked() -> None:
    day = slots(TEN + timedelta(hours=2), TEN, TEN + timedelta(minutes=50), TEN + timedelta(hours=2, minutes=30))
    assert breaks_after(day, LEAST) == {
        1: Break(timedelta(minutes=5), is_short=True),
        2: Break(timedelta(minutes=25), is_short=False),
        0: Break(timedelta(), is_short=True),  # they overlap
    }


def test_a_night_is_no_break() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 23:30 in London, the next one after its midnight
    following = late + timedelta(minutes=45)
    assert london_day(late) != london_day(following)
    assert breaks_after([*slots(late), Slot(1, following, following + LENGTH)], LEAST) == {}


@pytest.mark.django_db
@pytest.mark.requirement("ORG-39")
def test_breaks_and_bookings_back_to_back_are_seen_in_the_day_and_warned_of_in_the_plan(cast: Any) -> None:
    ground = ready_ground(cast, set_clock(TUESDAY))
    first = ground.now + timedelta(days=1)
    for starts_at in (first, first + timedelta(minutes=50), first + timedelta(minutes=125)):
        last = planned(ground, a_plan(ground, starts_at=starts_at))
    for path in ("/", "/sessions/?show=mine"):
        page = browser(cast.owner).get(path).content.decode()
        assert 'govuk-tag--yellow">Then a break of 5 minutes' in page
        assert "Then a break of 30 minutes" in page
        assert 'govuk-tag--yellow">Then a break of 30 minutes' not in page
    assert "Then a break" not in browser(cast.manager).get("/sessions/?show=all").content.decode()
    close = planned(ground, a_plan(ground, starts_at=last.starts_at + timedelta(minutes=45)))
    assert "There are only no minutes" in _note(cast, close) or "PLN-30" in _note(cast, close)
    assert "No break after it" in browser(cast.owner).get("/").content.decode()


def _note(cast: Any, session: Any) -> str:
    return str(browser(cast.owner).get(session.get_absolute_url()).content.decode())
