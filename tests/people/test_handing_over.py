"""Handing people over: who may, to whom, and that what each may see changes at that moment."""

from datetime import timedelta

import pytest

from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import get_person_for
from safeguard.people.actions import hand_over_people
from tests.factories.people import register

pytestmark = pytest.mark.django_db


def hand_over(cast, now, people, **over):
    said = {"by": cast.manager, "to": cast.colleague, "reason": "Priya moves to another team."}
    return hand_over_people(now=now, people=people, **{**said, **over})


def test_old_one_sees_them_no_more_and_the_new_one_does(cast, now):
    person = register(cast.owner, now - timedelta(days=1))
    assert get_person_for(cast.owner, person.ref)
    begun = hand_over(cast, now, [person])
    assert [(one.practitioner, one.role, one.from_at) for one in begun] == [(cast.colleague, "allocated", now)]
    assert get_person_for(cast.colleague, person.ref) == person
    with pytest.raises(NotVisible):
        get_person_for(cast.owner, person.ref)
    assert person.involvements.get(practitioner=cast.owner).to_at == now


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"reason": " "}, "has to know"),
        ({"by": "other_team"}, "Only those"),
        ({"by": "ict"}, "Only those"),
        ({"to": "admin", "by": "admin"}, "Only those"),
        ({"to": "other_team"}, "does not work in Evening line"),
        ({"to": "dso"}, "does not work with young people"),
    ],
)
def test_refused(cast, now, over, words):
    person = register(cast.owner, now - timedelta(days=1))
    with pytest.raises(Refused, match=words):
        hand_over(cast, now, [person], **{name: cast[who] if name != "reason" else who for name, who in over.items()})
    assert person.involvements.get().practitioner == cast.owner


@pytest.mark.parametrize("who", ["owner", "manager", "dsl", "admin"])
def test_allowed(cast, now, who):
    person = register(cast.owner, now - timedelta(days=1))
    assert len(hand_over(cast, now, [person], by=cast[who])) == 1
