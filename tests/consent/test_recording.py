"""Answers given another way, consent taken back, and how consent stands after it."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction

from consent.actions import record_decision, withdraw
from consent.enums import Decision, Method, Party, Purpose
from consent.models import ConsentDecision
from consent.rules import Standing, needs_countersignature, standing
from consent.selectors import consents_of, decisions_of, requests_of, standing_of
from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import involve
from safeguard.policies.selectors import thresholds_in_force
from tests.factories.consent import a_family, a_statement, agreed, an_activity, answered, asked
from tests.factories.people import an_adult, register

pytestmark = pytest.mark.django_db
YES, NO = Decision.AGREED, Decision.REFUSED


@pytest.fixture
def family(cast, now):
    return a_family(cast.owner, now)


@pytest.fixture
def activity(cast, now):
    return an_activity(cast.owner, now)


def refused(words, action, **values):
    before = ConsentDecision.objects.count(), AuditEvent.objects.count()
    with pytest.raises(Refused, match=words), transaction.atomic():
        action(**values)
    assert (ConsentDecision.objects.count(), AuditEvent.objects.count()) == before


def taken_back(cast, person, activity, now, **over):
    said = {
        "party": Party.YOUNG_PERSON,
        "purposes": [Purpose.TAKE_PART],
        "given_by": person.full_name,
        "method": Method.PHONE,
        "reason": "",
    }
    return {"by": cast.owner, "now": now, "person": person, "activity": activity, **said, **over}


@pytest.mark.requirement("CON-07")
@pytest.mark.parametrize("method", [one for one in Method if one != Method.LINK])
def test_how_when_by_whom_and_where_the_evidence_is(cast, now, family, activity, method):
    """Signed form, email, text, recorded call, phone; when, who gave it, who took it, where the evidence is kept."""
    person, mother = family
    a_statement(now - timedelta(days=1))
    at = now - timedelta(hours=3)
    rows = agreed(
        cast.owner, person, activity, now, mother, method=method, given_at=at, evidence_at="Case file, folder 3",
        answers={Purpose.TAKE_PART: YES, Purpose.MESSAGES: NO},
    )  # fmt: skip
    assert [(row.purpose, row.decision) for row in rows] == [("take_part", "agreed"), ("messages", "refused")]
    for row in rows:
        assert (row.method, row.given_at, row.recorded_at) == (method, at, now)
        assert (row.given_by, row.adult, row.recorded_by) == ("Sana Khan", mother, cast.owner)
        assert row.evidence_at == "Case file, folder 3"
        assert row.statement.number == 1
        assert AuditEvent.objects.filter(subject_ref=str(row.ref), verb="consent.decision.recorded").count() == 1
    refused("Say where", agreed, by=cast.owner, person=person, activity=activity, now=now, evidence_at=" ")


def test_what_was_said_before_there_was_a_statement_is_recorded_all_the_same(cast, now, family, activity):
    assert agreed(cast.owner, family[0], activity, now)[0].statement is None


def test_the_same_form_lands_once(cast, now, family, activity):
    token = uuid.uuid4()
    first = agreed(cast.owner, family[0], activity, now, client_token=token)
    assert agreed(cast.owner, family[0], activity, now, client_token=token) == first
    assert ConsentDecision.objects.count() == 2
    refused("somebody else", agreed, by=cast.dsl, person=family[0], activity=activity, now=now, client_token=token)


def test_what_is_refused(cast, now, family, activity):
    person, mother = family
    same = {"person": person, "activity": activity, "now": now}
    other = register(cast.owner, now, adults=(an_adult(),), full_name="Ben Ode")
    for stranger in (cast.colleague, cast.other_team, cast.board):
        refused("Only those who work with them", agreed, by=stranger, **same)
    refused("Choose who gave", agreed, by=cast.owner, party=Party.PARENT_CARER, **same)
    refused("Choose who gave", agreed, by=cast.owner, adult=mother, party=Party.YOUNG_PERSON, **same)
    refused("not on file", agreed, by=cast.owner, adult=other.adults.get(), **same)
    refused("a moment that has passed", agreed, by=cast.owner, given_at=now + timedelta(minutes=1), **same)
    refused("how they said it", agreed, by=cast.owner, method=Method.LINK, **same)
    refused("at least one question", agreed, by=cast.owner, answers={Purpose.IMAGE: YES}, **same)
    assert record_decision  # the action behind the factory


def test_a_parent_who_may_not_sign_cannot_agree_but_may_say_no(cast, now, activity):
    person = register(cast.owner, now, adults=(an_adult(may_countersign="no"),))
    father = person.adults.get()
    refused("may not sign", agreed, by=cast.owner, person=person, activity=activity, now=now, adult=father)
    assert agreed(cast.owner, person, activity, now, father, answers={Purpose.TAKE_PART: NO})


def test_nobody_answers_for_an_adult_at_risk(cast, now, activity):
    person, son = a_family(cast.owner, now, kind="adult_at_risk", born_on=date(1950, 6, 1))
    no = {Purpose.TAKE_PART: NO}
    same = {"by": cast.owner, "person": person, "activity": activity, "now": now, "adult": son}
    refused("Nobody signs for an adult", agreed, answers=no, **same)


# --- Taken back -----------------------------------------------------------------------------------------------------


def test_consent_is_taken_back_for_one_purpose_and_everybody_who_works_with_them_is_told(cast, now, family, activity):
    person, _mother = family
    involve(by=cast.owner, now=now, person=person, practitioner=cast.colleague)
    agreed(cast.owner, person, activity, now - timedelta(days=1))
    token = uuid.uuid4()
    for _ in range(2):
        rows = withdraw(**taken_back(cast, person, activity, now, client_token=token, reason="Too busy."))
    assert [(row.purpose, row.decision, row.given_at, row.reason) for row in rows] == [
        ("take_part", "withdrawn", now, "Too busy.")
    ]
    told = Message.objects.get(kind="consent.changed")
    assert told.recipient == cast.colleague
    assert "Amira" not in f"{told.title} {told.body}"
    consents = consents_of([person.pk], activity.pk, now.date())[person.pk]
    assert standing(consents, Purpose.TAKE_PART, countersigned=False) == Standing.WITHDRAWN
    assert standing(consents, Purpose.MESSAGES, countersigned=False) == Standing.COMPLETE


def test_which_parent_took_it_back(cast, now, activity):
    person = register(cast.owner, now, adults=(an_adult(), an_adult(full_name="Omar Khan", relationship="father")))
    mother, father = person.adults.order_by("pk")
    values = taken_back(cast, person, activity, now, party=Party.PARENT_CARER, given_by="omar khan")
    assert withdraw(**values)[0].adult == father
    refused("Choose who gave", withdraw, **{**values, "given_by": "A neighbour"})
    assert withdraw(**{**values, "given_by": "A neighbour", "adult": mother})[0].adult == mother


def test_what_a_withdrawal_needs(cast, now, family, activity):
    person, _mother = family
    refused("Tick what", withdraw, **taken_back(cast, person, activity, now, purposes=[]))
    refused("Tick what", withdraw, **taken_back(cast, person, activity, now, purposes=[Purpose.IMAGE]))
    refused("Enter the name", withdraw, **taken_back(cast, person, activity, now, given_by=""))
    refused("how they said it", withdraw, **taken_back(cast, person, activity, now, method=Method.LINK))
    refused("Only those", withdraw, **taken_back(cast, person, activity, now, by=cast.colleague))


# --- How it stands --------------------------------------------------------------------------------------------------


def test_consents_of_several_people_come_in_one_query(cast, now, family, activity, django_assert_num_queries):
    person, mother = family
    nobody = register(cast.owner, now, full_name="Ben Ode")
    agreed(cast.owner, person, activity, now)
    agreed(cast.owner, person, activity, now, mother)
    with django_assert_num_queries(1):
        found = consents_of([person.pk, nobody.pk], activity.pk, now.date())
    assert found[nobody.pk].answers == ()
    assert {(one.party, one.by) for one in found[person.pk].answers} == {
        (Party.YOUNG_PERSON, ""),
        (Party.PARENT_CARER, mother.ref),
    }
    other = an_activity(cast.owner, now)
    assert consents_of([person.pk], other.pk, now.date())[person.pk].answers == ()


def test_under_sixteen_it_takes_a_parent_and_from_the_birthday_on_it_does_not(cast, now, activity):
    today = now.date()
    born = date(today.year - 16, 6, 15)
    person, mother = a_family(cast.owner, now, born_on=born)
    agreed(cast.owner, person, activity, now)
    before, birthday = date(today.year, 6, 14), date(today.year, 6, 15)
    assert needs_countersignature(born, before, under=16)
    thresholds = thresholds_in_force(now)
    assert _stands(person, before, thresholds) == Standing.NOT_COUNTERSIGNED
    assert _stands(person, birthday, thresholds) == Standing.COMPLETE
    agreed(cast.owner, person, activity, now, mother)
    assert _stands(person, before, thresholds) == Standing.COMPLETE
    agreed(cast.owner, person, activity, now, mother, answers={Purpose.TAKE_PART: NO})
    assert _stands(person, before, thresholds) == Standing.REFUSED
    assert _stands(person, birthday, thresholds) == Standing.COMPLETE


def _stands(person, day, thresholds):
    (only,) = standing_of(person, day, thresholds)
    return only.lines[0].standing


def test_the_story_of_consent(cast, now, family, django_assert_num_queries):
    person, mother = family
    first = answered(asked(cast.owner, person, mother, now=now), now)
    later = an_activity(cast.owner, now + timedelta(minutes=1), title="Drawing")
    waiting = asked(cast.owner, person, mother, later, now=now + timedelta(minutes=2))
    thresholds = thresholds_in_force(now)
    with django_assert_num_queries(3):  # the third: whether they are looked after on that day
        stands = standing_of(person, now.date(), thresholds)
    assert [one.activity for one in stands] == [later, first.activity]
    assert [one.is_complete for one in stands] == [False, True]
    assert list(stands[0].waiting) == [waiting]
    assert [(line.label, line.standing, line.answered_at) for line in stands[1].lines] == [
        ("Take part in sessions online or by phone", Standing.COMPLETE, now),
        ("Send follow-up messages after a session", Standing.COMPLETE, now),
    ]
    assert list(requests_of(person)) == [waiting, first]
    assert decisions_of(person).count() == 4
