"""The same at the same moment, each on a connection of its own."""

import uuid
from typing import Any

import pytest

from safeguard.lib import clock
from safeguard.people.actions import change_contact, change_person, involve
from safeguard.people.models import Adult, Involvement, Person
from tests.factories.people import an_adult, assess, register
from tests.threads import at_once


@pytest.fixture
def person(committed_db: Any, cast: Any) -> Person:
    return register(cast.owner)


def test_a_form_pressed_twice_at_once_registers_once(committed_db: Any, cast: Any) -> None:
    token, now = uuid.uuid4(), clock.now()
    first, second = at_once(*[lambda: register(cast.owner, now, adults=(an_adult(),), token=token)] * 2)
    assert first == second
    assert (Person.objects.count(), Adult.objects.count(), Involvement.objects.count()) == (1, 1, 1)


def test_of_two_editors_at_once_one_is_told(person: Person, cast: Any) -> None:
    now = clock.now()
    answers = at_once(
        lambda: change_person(by=cast.owner, now=now, person=person, version=1, changes={"known_as": "Mira"}),
        lambda: change_contact(by=cast.manager, now=now, whom=person, version=1, changes={"phone": "07700 900123"}),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["ChangedMeanwhile", "Person"]
    person.refresh_from_db()
    assert person.version == 2


def test_of_two_allocated_at_once_one_is(person: Person, cast: Any) -> None:
    now = clock.now()
    workers = (cast.colleague, cast.other_team)
    at_once(
        *[
            lambda worker=worker: involve(  # type: ignore[misc]
                by=cast.manager, now=now, person=person, practitioner=worker, role="allocated"
            )
            for worker in workers
        ]
    )
    allocated = person.involvements.filter(to_at__isnull=True, role="allocated")
    assert allocated.get().practitioner in workers


def test_an_assessment_sent_twice_at_once_is_made_once(person: Person, cast: Any) -> None:
    token = uuid.uuid4()
    first, second = at_once(*[lambda: assess(cast.owner, person, client_token=token)] * 2)
    assert first == second
    assert person.risk_assessments.count() == 1
