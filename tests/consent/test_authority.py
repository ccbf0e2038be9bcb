"""Looked-after young people: the local authority is a party that consent is asked of (practice C27)."""

import uuid
from datetime import timedelta

import pytest

from consent.actions import withdraw
from consent.enums import Decision, Method, Party, Purpose
from consent.models import ConsentDecision
from consent.rules import Answer, Consents, Standing, party_of, standing
from consent.selectors import standing_of
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import add_adult, add_entry, change_contact, change_section
from safeguard.people.models import Network, Status
from safeguard.policies.selectors import thresholds_in_force
from sessions_app.rules.readiness import findings
from sessions_app.selectors.readiness import facts_of
from tests.factories.consent import a_family, a_statement, agreed, an_activity, answered, asked
from tests.factories.people import an_adult
from tests.factories.sessions import TUESDAY, planned, ready_ground
from tests.pages import browser

TAKE_PART, AGREED, REFUSED, WITHDRAWN = Purpose.TAKE_PART, Decision.AGREED, Decision.REFUSED, Decision.WITHDRAWN
BY_ORDER = "Allocated social worker, care order held at CiC/4471"


def in_care(cast, now, says="yes"):
    """A young person and their mother; the authority holds responsibility, if ``says`` is yes."""
    person, mother = a_family(cast.owner, now)
    facts = {"worker_name": "Deborah Achebe", "worker_email": "deborah@town.example", "authority_consents": says}
    change_section(by=cast.owner, now=now, person=person, section=Network, version=0, changes=facts)
    person.refresh_from_db()
    return person, mother


def a_social_worker(cast, now, person, **over):
    facts = {"full_name": "Deborah Achebe", "relationship": "social worker", "email": "deborah@town.example"}
    details = an_adult(**{**facts, "acts_for": "authority", "delegation": BY_ORDER, **over})
    return add_adult(by=cast.owner, now=now, person=person, details=details, client_token=uuid.uuid4())


def answer(party, decision, now, by=""):
    return Answer(TAKE_PART, party, decision, now, by)


YOUNG, PARENT, COUNCIL = Party.YOUNG_PERSON, Party.PARENT_CARER, Party.AUTHORITY


@pytest.mark.parametrize(
    ("said", "by_authority", "found"),
    [
        ([(YOUNG, AGREED), (PARENT, AGREED)], False, Standing.COMPLETE),
        ([(YOUNG, AGREED), (PARENT, AGREED)], True, Standing.NOT_COUNTERSIGNED),
        ([(YOUNG, AGREED), (COUNCIL, AGREED)], True, Standing.COMPLETE),
        ([(YOUNG, AGREED), (COUNCIL, AGREED)], False, Standing.NOT_COUNTERSIGNED),
        ([(YOUNG, AGREED), (COUNCIL, AGREED), (PARENT, REFUSED)], True, Standing.REFUSED),
        ([(YOUNG, AGREED), (PARENT, AGREED), (COUNCIL, REFUSED)], True, Standing.REFUSED),
        ([(YOUNG, AGREED), (PARENT, AGREED), (COUNCIL, WITHDRAWN)], True, Standing.WITHDRAWN),
        ([(COUNCIL, AGREED)], True, Standing.ABSENT),
    ],
)
@pytest.mark.django_db
def test_the_authority_must_agree_where_it_holds_responsibility_and_anybodys_no_holds(now, said, by_authority, found):
    answers = tuple(answer(party, decision, now, by=party if party != YOUNG else "") for party, decision in said)
    assert standing(Consents(answers), TAKE_PART, countersigned=True, by_authority=by_authority) == found


@pytest.mark.django_db
def test_from_16_on_nobody_signs_for_the_authority_either(now):
    answers = Consents((answer(YOUNG, AGREED, now), answer(COUNCIL, REFUSED, now, "x")))
    assert standing(answers, TAKE_PART, countersigned=False, by_authority=True) == Standing.COMPLETE


@pytest.mark.parametrize(("acts_for", "party"), [(None, YOUNG), ("family", PARENT), ("authority", COUNCIL)])
def test_as_whom_somebody_answers(acts_for, party):
    assert party_of(acts_for) == party


@pytest.mark.django_db
def test_whoever_signs_for_the_authority_is_written_down_with_by_what(cast, now):
    person, mother = in_care(cast, now)
    with pytest.raises(Refused, match="by what they sign"):
        a_social_worker(cast, now, person, delegation=" ")
    with pytest.raises(Refused, match="by what they sign"):
        change_contact(by=cast.owner, now=now, whom=mother, version=1, changes={"acts_for": "authority"})
    worker = a_social_worker(cast, now, person)
    html = browser(cast.owner).get(f"/people/{person.ref}/").content.decode()
    assert "For the local authority: Allocated social worker" in html
    changes = {"acts_for": "family"}
    assert change_contact(by=cast.owner, now=now, whom=worker, version=1, changes=changes).acts_for == "family"


@pytest.mark.django_db
def test_the_authority_is_asked_by_link_and_its_yes_completes_what_a_parents_does_not(cast, now):
    now -= timedelta(minutes=9)
    person, mother = in_care(cast, now)
    worker = a_social_worker(cast, now, person)
    activity = an_activity(cast.owner, now)
    agreed(cast.owner, person, activity, now)
    answered(asked(cast.owner, person, mother, activity, now), now + timedelta(minutes=1))
    assert how(person, now) == {Standing.NOT_COUNTERSIGNED}
    html = browser(cast.owner).get(f"/people/{person.ref}/").content.decode()
    assert "Not signed for the local authority yet" in html
    request = asked(cast.owner, person, worker, activity, now)
    mail = Message.objects.get(dedupe_key=f"consent.asked:{request.ref}")
    assert mail.address == "deborah@town.example"
    assert "authority" not in f"{mail.title} {mail.body}"
    answered(request, now + timedelta(minutes=2))
    rows = ConsentDecision.objects.filter(request=request)
    assert {row.party for row in rows if row.adult_id == worker.pk} == {Party.AUTHORITY}
    assert how(person, now) == {Standing.COMPLETE}
    assert "Consent answered by the local authority" in (
        browser(cast.owner).get(f"/people/{person.ref}/?kind=answer").content.decode()
    )


def how(person, now):
    person.refresh_from_db()
    thresholds = thresholds_in_force(now)
    return {line.standing for one in standing_of(person, now.date(), thresholds) for line in one.lines}


@pytest.mark.django_db
def test_its_answer_is_recorded_and_taken_back_as_its_own(cast, now):
    person, _mother = in_care(cast, now)
    worker, activity = a_social_worker(cast, now, person), an_activity(cast.owner, now)
    a_statement(now)
    agreed(cast.owner, person, activity, now)
    with pytest.raises(Refused, match="Choose who gave the answer"):
        agreed(cast.owner, person, activity, now, adult=worker)  # not as a parent
    agreed(cast.owner, person, activity, now, adult=worker, party=Party.AUTHORITY)
    assert how(person, now) == {Standing.COMPLETE}
    said = {"given_by": worker.full_name, "method": Method.PHONE, "reason": "", "party": Party.AUTHORITY}
    withdraw(by=cast.owner, now=now, person=person, activity=activity, purposes=[TAKE_PART], adult=worker, **said)
    assert Standing.WITHDRAWN in how(person, now)


@pytest.mark.django_db
def test_whoever_only_names_them_takes_back_what_they_said_for_the_authority(cast, now):
    person, _mother = in_care(cast, now)
    worker, activity = a_social_worker(cast, now, person), an_activity(cast.owner, now)
    a_statement(now)
    said = {"given_by": worker.full_name, "method": Method.PHONE, "reason": "", "party": Party.PARENT_CARER}
    rows = withdraw(by=cast.owner, now=now, person=person, activity=activity, purposes=[TAKE_PART], **said)
    assert [(row.party, row.adult) for row in rows] == [(Party.AUTHORITY, worker)]


@pytest.mark.django_db
def test_a_session_asks_for_a_reason_while_the_authority_has_not_agreed(cast):
    ground = ready_ground(cast, TUESDAY, born_on=TUESDAY.date() - timedelta(days=13 * 366))
    session = planned(ground)
    person = ground.person
    assert "CON-06" not in {one.code for one in findings(facts_of(session, TUESDAY))}
    facts = {"authority_consents": "yes"}
    change_section(by=cast.owner, now=TUESDAY, person=person, section=Network, version=0, changes=facts)
    found = [one for one in findings(facts_of(session, TUESDAY)) if one.code == "CON-06"]
    assert ["for the local authority" in str(one.text) for one in found] == [True]
    worker = a_social_worker(cast, TUESDAY, person)
    agreed(cast.owner, person, session.activity, TUESDAY, adult=worker, party=Party.AUTHORITY)
    assert "CON-06" not in {one.code for one in findings(facts_of(session, TUESDAY))}


@pytest.mark.django_db
def test_the_pages_of_consent_say_who_must_agree_and_lead_to_whoever_signs(cast, now):
    person, _mother = in_care(cast, now)
    a_statement(now)
    an_activity(cast.owner, now)
    client = browser(cast.owner)
    html = client.get(f"/consent/{person.ref}/ask/").content.decode()
    assert "the yes of a parent or carer alone is not enough" in html
    add = f"/people/{person.ref}/adults/new/?for=authority"
    assert add in html
    page = client.get(add).content.decode()
    assert 'value="Deborah Achebe"' in page
    assert "deborah@town.example" in page
    answers = {
        "client_token": str(uuid.uuid4()),
        "full_name": "Deborah Achebe",
        "relationship": "social worker",
        "email": "deborah@town.example",
        "safe_email": "yes",
        "may_countersign": "yes",
        "acts_for": "authority",
    }
    refused = client.post(add, answers)
    assert refused.status_code == 422
    assert "Write by what they sign for the authority" in refused.content.decode()
    assert client.post(add, answers | {"delegation": BY_ORDER}).status_code == 302
    html = client.get(f"/consent/{person.ref}/ask/").content.decode()
    assert add not in html
    assert "Deborah Achebe, social worker, for the local authority" in html


@pytest.mark.django_db
def test_who_is_looked_after_and_nobody_has_asked_is_pointed_out(cast, now):
    person, _mother = in_care(cast, now, says="not_asked")
    facts = {"kind": "looked_after", "from_on": now.date() - timedelta(days=3)}
    add_entry(by=cast.owner, now=now, person=person, entry=Status, facts=facts, client_token=uuid.uuid4())
    assert "nobody has asked who holds responsibility" in (
        browser(cast.owner).get(f"/consent/{person.ref}/ask/").content.decode()
    )
    changes = {"authority_consents": "no"}
    change_section(by=cast.owner, now=now, person=person, section=Network, version=1, changes=changes)
    assert "nobody has asked who holds" not in (browser(cast.owner).get(f"/consent/{person.ref}/ask/").content.decode())
