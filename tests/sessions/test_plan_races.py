"""Two plans at the same moment, each on a connection of its own."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sessions_app.actions import Plan, plan_session
from sessions_app.models import Booking, Session
from tests.factories.escalation import set_clock
from tests.factories.sessions import TUESDAY, Ground, a_plan, ready_ground
from tests.threads import at_once


@pytest.fixture
def ground(committed_db: Any, cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


def _press(ground: Ground, plan: Plan, token: uuid.UUID | None = None) -> Callable[[], Session]:
    return lambda: plan_session(by=ground.worker, now=ground.now, plan=plan, client_token=token or uuid.uuid4())


def test_of_two_plans_at_the_same_moment_one_lands(ground: Ground) -> None:
    later = a_plan(ground, starts_at=ground.now + timedelta(days=1, minutes=30))
    answers = at_once(_press(ground, a_plan(ground)), _press(ground, later))
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Session"]
    assert (Session.objects.count(), Booking.objects.filter(is_free=False).count()) == (1, 1)


def test_two_workers_who_book_each_other_do_not_wait_for_ever(ground: Ground) -> None:
    theirs = a_plan(ground, practitioner=ground.cast.colleague, second_worker=ground.worker)
    mine = a_plan(ground, second_worker=ground.cast.colleague)
    by_manager = lambda: plan_session(  # noqa: E731
        by=ground.cast.manager, now=ground.now, plan=theirs, client_token=uuid.uuid4()
    )
    answers = at_once(_press(ground, mine), by_manager)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Session"]


def test_the_same_form_at_the_same_moment_lands_once(ground: Ground) -> None:
    press = _press(ground, a_plan(ground), uuid.uuid4())
    first, second = at_once(press, press)
    assert first == second
    assert (Session.objects.count(), Booking.objects.count()) == (1, 1)
