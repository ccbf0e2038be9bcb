"""Who has looked at and changed a record: for the lead and deputy, in pages, without what they may not see."""

import uuid
from datetime import date, timedelta

import pytest

from incidents.enums import ExclusionReason
from incidents.models import Exclusion
from safeguard.desk.selectors.trail import SHOWN, trail_of
from safeguard.lib.permissions import Permission
from safeguard.people.actions import add_entry, change_section, note_opened
from safeguard.people.models import Needs, Status
from tests.factories.consent import a_family, a_statement, an_activity, asked
from tests.factories.incidents import raise_by
from tests.factories.people import an_adult, assess, register
from tests.pages import browser

pytestmark = pytest.mark.django_db


def trail(who, person, query=""):
    return browser(who).get(f"/people/{person.ref}/trail/{query}")


@pytest.mark.requirement("SEC-13")
def test_looks_and_changes_of_people_consent_and_incidents_are_on_one_page(cast, now):
    """That nobody edits the trail is proved in tests/architecture/test_models.py, for every role."""
    person, mother = a_family(cast.owner, now)
    a_statement(now)
    asked(cast.owner, person, mother, an_activity(cast.owner, now))
    assess(cast.owner, person, now)
    change_section(by=cast.manager, now=now, person=person, section=Needs, version=0, changes={"device": "secret pad"})
    facts = {"kind": "in_need", "from_on": date(2026, 1, 1)}
    add_entry(by=cast.owner, now=now, person=person, entry=Status, facts=facts, client_token=uuid.uuid4())
    incident = raise_by(cast.owner, service=cast.service)
    incident.people.add(person)
    browser(cast.dso).get(f"/people/{person.ref}/?show=contact")
    html = trail(cast.dsl, person).content.decode()
    for words in (
        "Priya Shah",
        "registered",
        "opened the record of",
        "changed a part of the record of",
        "device, version",
        "Maggie Okafor",
        "looked at the contact details of",
        incident.ref,
    ):
        assert words in html, words
    assert "secret pad" not in html
    assert "looked at who has opened" in trail(cast.dsl, person).content.decode()


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "lead", "admin", "board", "ict", "other_team"])
def test_it_is_a_404_to_everybody_but_the_lead_and_deputy(cast, now, who):
    person = register(cast.owner, now)
    assert trail(cast[who], person).status_code == 404
    for leader in ("dsl", "deputy"):
        assert trail(cast[leader], person).status_code == 200
        assert "Who has looked at" in browser(cast[leader]).get(f"/people/{person.ref}/").content.decode()


def test_a_case_that_somebody_may_not_read_is_not_in_it(cast, now):
    person = register(cast.owner, now)
    restricted = raise_by(cast.owner, service=cast.service)
    restricted.people.add(person)
    assert restricted.ref in trail(cast.dsl, person).content.decode()
    Exclusion.objects.create(incident=restricted, person=cast.dsl, reason=ExclusionReason.values[0])
    assert restricted.ref not in trail(cast.dsl, person).content.decode()
    assert restricted.ref in trail(cast.deputy, person).content.decode()


@pytest.mark.parametrize("rows", [3, 130])
def test_it_comes_in_pages_with_the_same_queries_however_long_it_is(cast, now, django_assert_num_queries, rows):
    person = register(cast.owner, now, adults=(an_adult(),))
    for number in range(rows):
        note_opened(by=cast.owner, now=now + timedelta(seconds=number), person=person)
    assert cast.dsl.may(Permission.SEE_ALL_PEOPLE)  # their roles, once
    with django_assert_num_queries(4):
        first = trail_of(cast.dsl, person)
    seen, older = len(first.events), first.older
    assert bool(older) == (rows > SHOWN)
    while older:
        page = trail_of(cast.dsl, person, older)
        seen, older = seen + len(page.events), page.older
    assert seen >= rows + 3
    for before in ("x", "-1", "9" * 40, "0"):
        assert trail(cast.dsl, person, f"?before={before}").status_code == 200
