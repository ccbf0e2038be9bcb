"""Importing: what is written, what is left alone, who may, and that doing it twice changes nothing."""

import uuid

import pytest

from safeguard.people.models import Person
from safeguard.practitioners.models import User
from tests.desk.importing import a_young_person, an_account, problems, staff, states, written, young

pytestmark = pytest.mark.django_db


def test_young_people_are_registered_and_a_second_time_nothing_changes(cast):
    rows = [a_young_person(1), a_young_person(2)]
    first = young(cast.manager, *rows)
    assert (first.state, states(first), problems(first)) == ("checked", ["new", "new"], [])
    assert not Person.objects.exists()
    done = written(first)
    assert (done.state, done.written, states(done)) == ("done", 2, ["written", "written"])
    people = Person.objects.order_by("case_reference")
    assert [(one.case_reference, one.service) for one in people] == [("CMS-1", cast.service), ("CMS-2", cast.service)]
    again = young(cast.manager, *rows)
    assert states(again) == ["here", "here"]


def test_staff(cast):
    done = written(staff(cast.admin, an_account(1), an_account(2, manager="new1@harbour.example")))
    assert states(done) == ["written", "written"]
    assert User.objects.get(email="new2@harbour.example").line_manager.email == "new1@harbour.example"
    assert uuid
