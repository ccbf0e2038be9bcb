"""What the trail of a record keeps from somebody whom a concern is about (practice B16), and what else is in it."""

import uuid
from datetime import timedelta

import pytest

from consent.actions.alarming import raise_alarm
from incidents.actions import note_opened as note_case_opened
from incidents.enums import ExclusionReason
from incidents.models import Exclusion
from safeguard.desk.selectors.trail import trail_of
from safeguard.escalation.models import LadderStep
from safeguard.lib.clock import LONDON
from safeguard.people.actions import hand_over_people, note_opened, record_agreement
from safeguard.people.enums import Verb
from safeguard.policies.enums import PolicyKind, Readers
from tests.factories.consent import a_family, an_activity, asked
from tests.factories.incidents import raise_by, told_of
from tests.factories.people import register
from tests.factories.policies import PolicyVersionFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def looks(reader, person, of):
    """When somebody looked at a record, as another reads on its trail."""
    events = trail_of(reader, person).events
    return [event.at for event in events if event.verb == Verb.OPENED and event.actor_id == of.pk]


def verbs_at(reader, person, moment):
    return {event.verb for event in trail_of(reader, person).events if event.at == moment}


def test_whoever_a_concern_is_about_does_not_see_who_looks_because_of_it(cast, now):
    person = register(cast.owner, now)
    everybody = (cast.deputy, cast.dso, cast.owner, cast.manager)
    before, after = now + MINUTE, now + 9 * MINUTE
    for who in everybody:
        note_opened(by=who, now=before, person=person)
    case = raise_by(cast.owner, now=now + 5 * MINUTE, service=cast.service, people=(person,))
    Exclusion.objects.create(incident=case, person=cast.dsl, reason=ExclusionReason.NAMED)
    note_case_opened(by=cast.deputy, now=after, incident=case, ladder=None)
    assert cast.dso in told_of(case)  # and has opened nothing of the case yet
    for who in everybody:
        note_opened(by=who, now=after, person=person)
    assert looks(cast.dsl, person, cast.deputy) == [before]
    assert looks(cast.dsl, person, cast.dso) == [before]
    assert looks(cast.dsl, person, cast.owner) == [after, before]  # who works with them would have looked anyway
    assert looks(cast.dsl, person, cast.manager) == [after, before]  # who has nothing to do with it
    for who in everybody:
        assert looks(cast.deputy, person, who) == [after, before]


def test_a_practitioner_who_came_because_of_it_is_not_seen_looking(cast, now):
    person = register(cast.owner, now)
    case = raise_by(cast.owner, now=now + MINUTE, service=cast.service, people=(person,))
    Exclusion.objects.create(incident=case, person=cast.dsl, reason=ExclusionReason.NAMED)
    kept = [cast.dsl.pk]
    moved = now + 2 * MINUTE
    hand_over_people(by=cast.manager, now=moved, people=[person], to=cast.colleague, reason="Now you.", kept_from=kept)
    note_case_opened(by=cast.colleague, now=now + 3 * MINUTE, incident=case, ladder=None)
    note_opened(by=cast.colleague, now=now + 4 * MINUTE, person=person)
    assert looks(cast.dsl, person, cast.colleague) == []
    assert looks(cast.deputy, person, cast.colleague) == [now + 4 * MINUTE]


@pytest.mark.parametrize("is_about_us", [True, False])
def test_what_a_family_said_about_one_of_us_is_not_in_it_for_whoever_was_not_told(cast, now, is_about_us):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, an_activity(cast.owner, now), now)
    ladder = raise_alarm(now=now + MINUTE, request=request, note="She scares him.", is_about_us=is_about_us)
    told = set(LadderStep.objects.filter(ladder=ladder, kind="told").values_list("person", flat=True))
    # Who of the two is told depends on the hour.
    reader = next(one for one in (cast.deputy, cast.dsl) if (one.pk in told) is not is_about_us)
    seen = {event.verb for event in trail_of(reader, person).events}
    assert ("consent.request.alarmed" in seen) == (not is_about_us)
    assert "consent.request.asked" in seen


def test_who_was_told_of_an_ordinary_alarm_does_not_see_that_it_became_one_about_them(cast, now):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, an_activity(cast.owner, now), now)
    ladder = raise_alarm(now=now + MINUTE, request=request, note="She scares him.", is_about_us=False)
    reader = LadderStep.objects.filter(ladder=ladder, kind="told").exclude(person=cast.owner).earliest("pk").person
    assert "consent.request.alarmed" in {event.verb for event in trail_of(reader, person).events}
    raise_alarm(now=now + 3 * MINUTE, request=request, note="He works with you.", is_about_us=True)
    assert "consent.request.alarmed" not in {event.verb for event in trail_of(reader, person).events}


def test_agreements_are_in_it(cast, now):
    person = register(cast.owner, now)
    version = PolicyVersionFactory(policy__kind=PolicyKind.AUP, policy__readers=Readers.CUSTOMER)
    facts = {"adult": None, "answer": "agreed", "how": "call", "agreed_on": now.astimezone(LONDON).date()}
    record_agreement(by=cast.owner, now=now, person=person, version=version, client_token=uuid.uuid4(), **facts)
    html = browser(cast.dsl).get(f"/people/{person.ref}/trail/").content.decode()
    assert "wrote down what was agreed with Amira" in html
    began = html.split("began to work with Amira")[1].split("</td>")[0]
    assert "Priya Shah" in began  # whoever an event names stands there by name
    assert str(cast.owner.ref) not in html


def test_hand_overs_are_in_it_with_all_they_changed_but_for_those_kept_from_the_reader(cast, now):
    person = register(cast.owner, now)
    hidden, open_to_all = now + MINUTE, now + 2 * MINUTE
    kept = [cast.dsl.pk]
    hand_over_people(by=cast.manager, now=hidden, people=[person], to=cast.colleague, reason="Now you.", kept_from=kept)
    hand_over_people(by=cast.manager, now=open_to_all, people=[person], to=cast.owner, reason="Back.")
    assert verbs_at(cast.dsl, person, hidden) == set()
    assert verbs_at(cast.deputy, person, hidden) > {Verb.HANDED_OVER}
    assert verbs_at(cast.dsl, person, open_to_all) == verbs_at(cast.deputy, person, open_to_all) > {Verb.HANDED_OVER}
