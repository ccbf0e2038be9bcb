"""The local authority is one party, whoever signs for it (practice C27), and what a label that was wrong undoes."""

import uuid
from datetime import timedelta

import pytest

from consent.enums import Decision, Party, Purpose
from consent.rules import Answer, Consents, Standing
from consent.selectors import standing_of
from safeguard.lib.findings import Level
from safeguard.notifications.models import Message
from safeguard.people.actions import add_adult, add_entry, change_contact, change_entry, change_section
from safeguard.people.models import CourtOrder, Network, Status
from safeguard.policies.selectors import thresholds_in_force
from sessions_app.rules.readiness import findings
from sessions_app.selectors.readiness import facts_of
from tests.consent.test_authority import a_social_worker, in_care
from tests.factories.consent import a_statement, agreed, an_activity, asked
from tests.factories.people import an_adult
from tests.factories.sessions import TUESDAY, planned, ready_ground
from tests.pages import browser

AGREED, REFUSED, WITHDRAWN = Decision.AGREED, Decision.REFUSED, Decision.WITHDRAWN


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([("old", AGREED, False)], {AGREED}),  # who has left said it for the authority
        ([("old", REFUSED, False), ("new", AGREED, True)], {AGREED}),
        ([("old", REFUSED, True), ("carer", AGREED, True)], {REFUSED, AGREED}),
        ([("old", AGREED, True), ("carer", REFUSED, True)], {REFUSED}),
        ([("old", AGREED, False), ("new", WITHDRAWN, True)], {WITHDRAWN}),
        ([("old", REFUSED, True), ("old", AGREED, True)], {AGREED}),
        ([], set()),
    ],
)
def test_its_last_answer_counts_whoever_signed_and_nobody_overrules_who_still_signs(said, found):
    answers = tuple(
        Answer(Purpose.TAKE_PART, Party.AUTHORITY, decision, TUESDAY + timedelta(minutes=number), by, may_sign)
        for number, (by, decision, may_sign) in enumerate(said)
    )
    assert Consents(answers).authority(Purpose.TAKE_PART) == found


def how(person, now):
    person.refresh_from_db()
    return {line.standing for one in standing_of(person, now.date(), thresholds_in_force(now)) for line in one.lines}


@pytest.mark.django_db
def test_its_yes_outlives_the_social_worker_and_not_the_label(cast, now):
    person, _mother = in_care(cast, now)
    worker, activity = a_social_worker(cast, now, person), an_activity(cast.owner, now)
    a_statement(now)
    agreed(cast.owner, person, activity, now)
    agreed(cast.owner, person, activity, now, adult=worker, party=Party.AUTHORITY)
    change_contact(by=cast.owner, now=now, whom=worker, version=1, changes={"may_countersign": "no"})
    assert how(person, now) == {Standing.COMPLETE}
    changes = {"may_countersign": "yes", "acts_for": "family"}
    change_contact(by=cast.owner, now=now, whom=worker, version=2, changes=changes)
    assert how(person, now) == {Standing.NOT_COUNTERSIGNED}
    change_section(
        by=cast.owner, now=now, person=person, section=Network, version=1, changes={"authority_consents": "no"}
    )
    assert how(person, now) == {Standing.NOT_COUNTERSIGNED}  # it is no parent's yes either


@pytest.mark.django_db
def test_the_no_of_who_was_taken_for_the_authority_stays_a_no(cast, now):
    person, _mother = in_care(cast, now)
    worker, activity = a_social_worker(cast, now, person), an_activity(cast.owner, now)
    a_statement(now)
    agreed(cast.owner, person, activity, now)
    answers = dict.fromkeys(map(Purpose, activity.purposes), REFUSED)
    agreed(cast.owner, person, activity, now, adult=worker, party=Party.AUTHORITY, answers=answers)
    change_contact(by=cast.owner, now=now, whom=worker, version=1, changes={"acts_for": "family"})
    successor = a_social_worker(cast, now, person, full_name="Tom Reyes", email="tom@town.example")
    agreed(cast.owner, person, activity, now, adult=successor, party=Party.AUTHORITY)
    assert how(person, now) == {Standing.REFUSED}


@pytest.mark.django_db
def test_a_link_that_waits_is_not_sent_to_who_signs_as_somebody_else_now(cast, now):
    person, mother = in_care(cast, now)
    request = asked(cast.owner, person, mother, now=now)
    changes = {"acts_for": "authority", "delegation": "Order CA/114"}
    change_contact(by=cast.owner, now=now, whom=mother, version=1, changes=changes)
    assert Message.objects.get(dedupe_key=f"consent.asked:{request.ref}").state == "cancelled"


@pytest.mark.django_db
def test_a_session_of_somebody_looked_after_asks_who_consents(cast, django_assert_num_queries):
    ground = ready_ground(cast, TUESDAY, born_on=TUESDAY.date() - timedelta(days=13 * 366))
    session, person = planned(ground), ground.person

    def found():
        return [str(one.text) for one in findings(facts_of(session, TUESDAY)) if one.code == "CON-06"]

    assert found() == []
    facts = {"kind": "looked_after", "from_on": TUESDAY.date() - timedelta(days=3)}
    add_entry(by=cast.owner, now=TUESDAY, person=person, entry=Status, facts=facts, client_token=uuid.uuid4())
    assert ["nobody has asked who holds responsibility" in text for text in found()] == [True]
    changes = {"authority_consents": "no"}
    change_section(by=cast.owner, now=TUESDAY, person=person, section=Network, version=0, changes=changes)
    assert found() == []


@pytest.mark.django_db
def test_from_16_on_nothing_is_said_of_the_authority(cast, now):
    person, _mother = in_care(cast, now)
    a_statement(now)
    an_activity(cast.owner, now)
    client, path = browser(cast.owner), f"/consent/{person.ref}/ask/"
    assert "Its yes is needed" in client.get(path).content.decode()
    type(person).objects.filter(pk=person.pk).update(born_on=now.date() - timedelta(days=17 * 366))
    assert "Its yes is needed" not in client.get(path).content.decode()


@pytest.mark.django_db
def test_the_no_of_whoever_lost_responsibility_is_a_reason_and_no_stop(cast):
    ground = ready_ground(cast, TUESDAY, born_on=TUESDAY.date() - timedelta(days=13 * 366))
    session, person = planned(ground), ground.person
    details = an_adult(full_name="Imran Khan", relationship="father", email="imran@family.example")
    father = add_adult(by=cast.owner, now=TUESDAY, person=person, details=details, client_token=uuid.uuid4())
    answers = dict.fromkeys(map(Purpose, session.activity.purposes), REFUSED)
    agreed(cast.owner, person, session.activity, TUESDAY, adult=father, answers=answers)

    def found():
        return [(one.level, str(one.text)) for one in findings(facts_of(session, TUESDAY)) if one.code == "CON-01"]

    assert [level for level, _text in found()] == [Level.STOP]
    facts = {"kind": "other", "meaning": "He decides nothing.", "effects": ["no_responsibility"], "binds": father}
    facts["from_on"] = TUESDAY.date() - timedelta(days=3)
    order = add_entry(
        by=cast.owner, now=TUESDAY, person=person, entry=CourtOrder, facts=facts, client_token=uuid.uuid4()
    )
    [(level, text)] = found()
    assert level == Level.REASON
    assert order.ref in text
    assert Standing.REFUSED not in how(person, TUESDAY)
    ends = {"to_on": TUESDAY.date() - timedelta(days=1)}
    change_entry(by=cast.owner, now=TUESDAY, entry=order, version=1, changes=ends)
    assert [level for level, _text in found()] == [Level.STOP]
