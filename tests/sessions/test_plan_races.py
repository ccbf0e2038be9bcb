"""Two plans at the same moment, each on a connection of its own."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import change_contact
from safeguard.people.models import Person
from sessions_app.actions import Plan, cancel_session, plan_session, remind_of_sessions, start_session, tell_family
from sessions_app.models import Booking, Session
from tests.factories.escalation import set_clock
from tests.factories.sessions import TUESDAY, Ground, a_plan, approved, planned, ready_ground, told
from tests.threads import at_once

MORNING = datetime(2026, 11, 25, 8, tzinfo=ZoneInfo("Europe/London"))


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


def _start(ground: Ground, session: Session, now: datetime, by: Any = None) -> Callable[[], Session]:
    return lambda: start_session(by=by or ground.worker, now=now, session=session)


@pytest.mark.parametrize("other", ["the same worker", "as second worker"])
def test_of_two_starts_at_the_same_moment_one_is_refused_in_words(ground: Ground, other: str) -> None:
    first = told(ground, planned(ground))
    plan = a_plan(ground, starts_at=first.starts_at + timedelta(hours=1))
    if other == "as second worker":
        plan = replace(plan, practitioner=ground.cast.colleague, second_worker=ground.worker)
    by = ground.worker if other == "the same worker" else ground.cast.manager
    second = told(ground, planned(ground, plan, by=by))
    now = first.starts_at + timedelta(minutes=50)
    starter = ground.worker if other == "the same worker" else ground.cast.colleague
    answers = at_once(_start(ground, first, now), _start(ground, second, now, starter))
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Session"]
    assert Session.objects.filter(state="live").count() == 1


def _while_it_is_saved(change: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """What ``meanwhile`` comes to, begun after ``change`` was made and before it was committed."""
    made, found = threading.Event(), []

    def slowly() -> None:
        with transaction.atomic():
            change()
            made.set()
            time.sleep(0.5)

    def then() -> None:
        made.wait(10)
        found.append(meanwhile())

    problems = [answer for answer in at_once(slowly, then) if isinstance(answer, Exception)]
    return problems[0] if problems else found[0]


def _to_no(ground: Ground) -> Callable[[], Any]:
    def change() -> None:
        person = Person.objects.get(pk=ground.person.pk)
        change_contact(by=ground.worker, now=MORNING, whom=person, version=person.version, changes={"safe_text": "no"})

    return change


def test_a_number_that_becomes_unsafe_meanwhile_gets_no_reminder(ground: Ground) -> None:
    approved(ground)
    Message.objects.all().delete()
    assert _while_it_is_saved(_to_no(ground), lambda: remind_of_sessions(now=MORNING)) == 0
    assert remind_of_sessions(now=MORNING) == 0
    assert not Message.objects.exists()


def test_a_session_that_is_called_off_meanwhile_is_not_reminded_of(ground: Ground) -> None:
    session = approved(ground)
    off = lambda: cancel_session(by=ground.worker, now=MORNING, session=session, reason="Ill")  # noqa: E731
    assert _while_it_is_saved(off, lambda: remind_of_sessions(now=MORNING)) == 0
    assert not Message.objects.filter(kind="sessions.reminder").exists()


def test_a_number_that_becomes_unsafe_meanwhile_is_not_told(ground: Ground) -> None:
    session = planned(ground)
    tell = lambda: tell_family(  # noqa: E731
        by=ground.worker, now=ground.now, session=session, channel="text", whom=ground.person
    )
    assert isinstance(_while_it_is_saved(_to_no(ground), tell), Refused)
    assert not Message.objects.exists()
