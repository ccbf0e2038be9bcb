"""The chronology of a person: their story and the cases its reader may see, line by line, the oldest first."""

import re
import uuid
from datetime import timedelta

import pytest

from incidents.actions import acknowledge_incident, add_entry, correct_entry
from incidents.enums import EntryKind
from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.desk import selectors
from safeguard.desk.selectors.story import Span
from sessions_app.models import Participant, Session
from tests.factories.happened import a_session
from tests.factories.incidents import raise_by
from tests.factories.people import register
from tests.naughty import NAUGHTY
from tests.pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast, now):
    return register(cast.owner, now - timedelta(days=20), full_name="Maya Lund", known_as="Maya")


@pytest.fixture
def case(cast, now, person):
    incident = raise_by(cast.owner, now - timedelta(days=9), service=cast.service, people=(person,))
    acknowledge_incident(by=cast.dsl, now=now - timedelta(days=8), incident=incident)
    incident.refresh_from_db()
    said = {"by": cast.dsl, "incident": incident}
    wrong = add_entry(
        **said, now=now - timedelta(days=7), client_token=uuid.uuid4(), kind=EntryKind.NOTE, text="Rang the school.",
        when_happened="Monday",
    )  # fmt: skip
    correct_entry(**said, now=now - timedelta(days=6), entry=wrong, client_token=uuid.uuid4(), text="The nursery.")
    return incident


def page(person, who, query=""):
    return browser(who).get(f"/people/{person.ref}/chronology/{query}")


def test_cases_stand_in_it_with_their_lines_for_whoever_may_read_them(cast, now, person, case):
    a_session(person, cast.owner, now - timedelta(days=8, hours=1))
    body = page(person, cast.dsl).content.decode()
    order = [body.index(words) for words in ("Registered", "Concern raised", "Rang the school.", "Corrected by")]
    assert order == sorted(order), "the oldest first"
    assert "Happened:</strong> Monday" in body
    assert body.count("Concern raised") == 1
    opened = AuditEvent.objects.filter(verb="incidents.chronology.opened", subject_ref=case.ref)
    assert [event.actor_id for event in opened] == [cast.dsl.pk]


@pytest.mark.requirement("SEC-06")
@pytest.mark.parametrize("who", ["owner", "manager", "other_dso"])
def test_a_case_one_may_not_read_leaves_no_trace(cast, person, case, who):
    answer = page(person, cast[who])
    body = answer.content.decode()
    assert answer.status_code == (404 if who == "other_dso" else 200)
    for word in (case.ref, "Concern raised", "Rang the school."):
        assert word not in body
    assert not AuditEvent.objects.filter(verb="incidents.chronology.opened").exists()
    assert "Nothing of these days" in page(person, cast.owner, "?kind=concern").content.decode()


def test_a_part_and_some_days_of_it(cast, now, person, case):
    a_session(person, cast.owner, now - timedelta(days=3))
    alone = page(person, cast.dsl, "?kind=concern").content.decode()
    assert "Rang the school." in alone
    assert "Registered" not in alone
    sessions = page(person, cast.dsl, "?kind=session").content.decode()
    assert "Rang the school." not in sessions
    day = (now - timedelta(days=4)).date()
    late = page(
        person, cast.dsl, f"?since_day={day.day}&since_month={day.month}&since_year={day.year}"
    ).content.decode()
    assert "Rang the school." not in late
    assert "Registered" not in late


@pytest.mark.parametrize("query", ["?kind=gossip", "?since_day=31&since_month=2&since_year=2026", "?until_day=x"])
def test_a_filter_that_cannot_be_says_so(cast, person, query):
    assert page(person, cast.dsl, query).status_code == 422


@pytest.mark.parametrize("before", [*NAUGHTY[:8], "1e400", "nan", "-1"])
def test_a_moment_that_cannot_be_is_no_fault(cast, person, before):
    address = f"/people/{person.ref}/chronology/"
    assert browser(cast.dsl).get(address, {"before": before}).status_code in (200, 400)


def test_more_than_fits_says_so_and_leads_on(cast, now, person, case):
    shown = selectors.chronology_of_person(cast.dsl, person, Span(now, None, 2))
    assert len(shown.entries) == 2
    assert shown.older_than is not None
    older = selectors.chronology_of_person(cast.dsl, person, Span(shown.older_than, None, 100))
    assert {entry.title for entry in older.entries} >= {"Registered", "Concern raised"}


@pytest.mark.parametrize("rows", [3, 300])
def test_as_many_queries_for_few_as_for_many(cast, now, person, case, rows, django_assert_num_queries):
    _many(cast, person, now, case, rows)
    client = browser(cast.dsl)
    client.get(f"/people/{person.ref}/chronology/")
    with django_assert_num_queries(10):
        body = client.get(f"/people/{person.ref}/chronology/").content.decode()
    assert len(set(re.findall(r"SG-[0-9]{5}-ABCDE", body))) == rows


def _many(cast, person, now, case, rows):
    values = {field.attname: getattr(case, field.attname) for field in Incident._meta.concrete_fields}
    del values["id"]
    made = Incident.objects.bulk_create(
        Incident(
            **{**values, "ref": f"SG-{n:05}-ABCDE", "client_token": uuid.uuid4(), "raised_at": now - timedelta(hours=2)}
        )
        for n in range(rows)
    )
    Incident.people.through.objects.bulk_create(
        Incident.people.through(incident=incident, person=person) for incident in made
    )
    first = a_session(person, cast.owner, now - timedelta(days=1))
    values = {field.attname: getattr(first, field.attname) for field in Session._meta.concrete_fields}
    del values["id"]
    sessions = Session.objects.bulk_create(
        Session(**{**values, "ref": f"SE-{n:05}-ABCDE", "client_token": uuid.uuid4()}) for n in range(rows)
    )
    Participant.objects.bulk_create(Participant(session=session, person=person) for session in sessions)
