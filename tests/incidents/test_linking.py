"""Whom a case is about: linked, taken out where it was the wrong person, and both stay in its chronology."""

import uuid
from datetime import timedelta

import pytest

from incidents.actions import add_entry, correct_entry, link_person, unlink_person
from incidents.enums import EntryKind, LineKind
from incidents.models import PersonLink
from incidents.selectors import SOURCES, Cases, Wanted, whole_stream
from safeguard.desk.selectors import story_of
from safeguard.lib.errors import Refused
from tests.factories.incidents import raise_by
from tests.factories.people import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast, now):
    return register(cast.owner, now, full_name="Maya Lund", known_as="Maya")


def linked(by, now, incident, person, action=link_person, reason="The school says so."):
    action(by=by, now=now, incident=incident, client_token=uuid.uuid4(), person=person, reason=reason)


def test_linked_it_stands_in_their_story_and_taken_out_it_does_not(cast, now, raise_a_concern, person):
    incident = raise_a_concern()
    for _press in range(2):
        linked(cast.dsl, now, incident, person)
    assert [one.ref for one in story_of(cast.dsl, person, now.replace(year=2030)).concerns] == [incident.ref]
    for _press in range(2):
        linked(cast.dsl, now + timedelta(minutes=1), incident, person, unlink_person, "Another Maya.")
    assert story_of(cast.dsl, person, now.replace(year=2030)).concerns == []
    assert PersonLink.objects.count() == 2
    lines = whole_stream(SOURCES, Cases.of([incident]), Wanted([LineKind.REPORT]))
    assert [(line.title, line.text) for line in lines if "Maya" in line.title] == [
        ("Linked to Maya", "The school says so."),
        ("Corrected: it is not about Maya", "Another Maya."),
    ]


@pytest.mark.parametrize("who", ["owner", "admin", "other_team"])
@pytest.mark.parametrize("action", [link_person, unlink_person])
def test_only_those_who_deal_with_it_change_whom_it_is_about(cast, now, raise_a_concern, person, who, action):
    incident = raise_a_concern()
    with pytest.raises(Refused):
        linked(cast[who], now, incident, person, action)
    with pytest.raises(Refused, match="why"):
        linked(cast.dsl, now, incident, person, action, " ")


def test_nobody_links_a_person_they_may_not_see(cast, now, person):
    incident = raise_by(cast.other_team, service=cast.other_service)
    with pytest.raises(Refused, match="nobody"):
        linked(cast.other_dso, now, incident, person)


def test_a_correction_stands_beside_what_was_wrong_and_is_a_line_too(cast, now, raise_a_concern):
    incident = raise_a_concern()
    said = {"by": cast.dsl, "now": now, "incident": incident}
    wrong = add_entry(**said, client_token=uuid.uuid4(), kind=EntryKind.DECISION, text="Rang on Monday.")
    token = uuid.uuid4()
    for _press in range(2):
        correct_entry(**said, entry=wrong, client_token=token, text="It was Tuesday.", when_happened="Tuesday")
    first, second = whole_stream(SOURCES, Cases.of([incident]), Wanted([LineKind.DECISION]))
    assert {first.title, second.title} == {"Decision and reason", "Correction"}
    original = first if first.ref == str(wrong.ref) else second
    assert [(one.text, one.by) for one in original.corrected] == [("It was Tuesday.", cast.dsl.full_name)]
    assert original.text == "Rang on Monday."
    assert whole_stream(SOURCES, Cases.of([incident]), Wanted([LineKind.NOTE])) == []


def test_an_entry_of_another_case_is_not_corrected_here(cast, now, raise_a_concern):
    said = {"by": cast.dsl, "now": now}
    wrong = add_entry(
        **said, incident=raise_a_concern(), client_token=uuid.uuid4(), kind=EntryKind.NOTE, text="Elsewhere"
    )
    with pytest.raises(Refused):
        correct_entry(**said, incident=raise_a_concern(), entry=wrong, client_token=uuid.uuid4(), text="x")
    with pytest.raises(Refused):
        correct_entry(by=cast.admin, now=now, incident=wrong.incident, entry=wrong, client_token=uuid.uuid4(), text="x")
