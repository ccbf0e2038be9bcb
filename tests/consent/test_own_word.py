"""Whose word counts: nobody says yes in place of the young person, nor for them once they may not sign."""

from datetime import timedelta

import pytest

from consent import rules, selectors
from consent.actions import withdraw
from consent.enums import Decision, Method, Party, Purpose
from consent.exceptions import LinkClosed
from consent.rules import Standing
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import change_contact
from safeguard.people.rules import birthday
from safeguard.policies.selectors import thresholds_in_force
from tests.factories.consent import a_family, agreed, an_activity, answered, asked, link_of
from tests.factories.people import BORN
from tests.pages import body, browser

pytestmark = pytest.mark.django_db
ANSWER = "/answer/consent/"


@pytest.fixture
def activity(cast, now):
    return an_activity(cast.owner, now, [Purpose.TAKE_PART])


def stands(person, now, day=None):
    """How taking part stands, on the page of the person and in what a session asks."""
    day = day or now.date()
    ((line,),) = [one.lines for one in selectors.standing_of(person, day, thresholds_in_force(now))]
    (activity_id,) = set(person.consents.values_list("activity_id", flat=True))
    consents = selectors.consents_of([person.pk], activity_id, day)[person.pk]
    countersigned = rules.needs_countersignature(person.born_on, day, under=16)
    assert rules.standing(consents, Purpose.TAKE_PART, countersigned=countersigned) == line.standing
    return line.standing


def take_back(cast, person, activity, now):
    withdraw(
        by=cast.owner,
        now=now,
        person=person,
        activity=activity,
        purposes=[Purpose.TAKE_PART],
        party=Party.YOUNG_PERSON,
        given_by=person.full_name,
        method=Method.PHONE,
        reason="",
    )


# --- The young person's own word ------------------------------------------------------------------------------------


def test_under_16_a_parent_may_say_what_the_young_person_says(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    answered(asked(cast.owner, person, mother, activity, now), now)
    assert stands(person, now) == Standing.COMPLETE


def test_a_parent_never_outweighs_what_the_young_person_took_back(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    agreed(cast.owner, person, activity, now)
    request = asked(cast.owner, person, mother, activity, now)
    take_back(cast, person, activity, now + timedelta(minutes=1))
    answered(request, now + timedelta(minutes=2))
    assert stands(person, now) == Standing.WITHDRAWN


def test_a_parent_never_outweighs_what_the_young_person_refused_through_their_own_link(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    own = asked(cast.owner, person, None, activity, now)
    answered(own, now, answers={Purpose.TAKE_PART: Decision.REFUSED})
    answered(asked(cast.owner, person, mother, activity, now), now + timedelta(hours=1))
    assert stands(person, now) == Standing.REFUSED
    agreed(cast.owner, person, activity, now + timedelta(hours=2))  # they change their own mind
    assert stands(person, now) == Standing.COMPLETE


def test_a_no_that_a_parent_passes_on_holds_until_the_young_person_says_another(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    agreed(cast.owner, person, activity, now)
    request = asked(cast.owner, person, mother, activity, now)
    answered(request, now + timedelta(hours=1), young_person=Decision.REFUSED)
    assert stands(person, now) == Standing.REFUSED
    agreed(cast.owner, person, activity, now + timedelta(hours=2))
    assert stands(person, now) == Standing.COMPLETE


@pytest.mark.parametrize(("days", "expected"), [(-1, Standing.COMPLETE), (0, Standing.ABSENT), (800, Standing.ABSENT)])
def test_from_16_what_a_parent_says_for_them_is_not_their_yes(cast, now, activity, days, expected):
    person, mother = a_family(cast.owner, now)
    answered(asked(cast.owner, person, mother, activity, now), now)
    assert stands(person, now, birthday(BORN, 16) + timedelta(days=days)) == expected


def test_from_16_a_parents_page_does_not_ask_what_they_say(cast, now, client):
    sixteen = birthday(BORN, 16).replace(year=BORN.year - 1)
    person, mother = a_family(cast.owner, now, born_on=sixteen)
    request = asked(cast.owner, person, mother, now=now)
    client.get(link_of(request))
    client.post(
        ANSWER,
        {"about": request.ref, "born_on_day": sixteen.day, "born_on_month": 3, "born_on_year": sixteen.year},
    )
    page = body(client.get(ANSWER))
    assert "Your answers about" in page
    assert "What does" not in page
    assert "answers for themselves" in page


def test_who_passed_an_answer_on_stands_beside_it(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, activity, now)
    answered(request, now)
    words = "as told by Sana Khan"
    assert words in body(browser(cast.owner).get(f"/consent/requests/{request.ref}/"))
    assert words in body(browser(cast.owner).get(f"/people/{person.ref}/"))


def test_from_18_no_parent_is_asked(cast, now, activity):
    grown = BORN.replace(year=now.year - 18, month=1, day=1)
    person, mother = a_family(cast.owner, now, born_on=grown)
    with pytest.raises(Refused, match="Ask the person themselves"):
        asked(cast.owner, person, mother, activity, now)
    assert asked(cast.owner, person, None, activity, now)
    page = body(browser(cast.owner).get(f"/consent/{person.ref}/ask/"))
    assert "Ask the person themselves" in page


# --- Who may not sign any more --------------------------------------------------------------------------------------


def no_longer(cast, now, mother):
    return change_contact(
        by=cast.owner, now=now, whom=mother, version=mother.version, changes={"may_countersign": "no"}
    )


def test_a_link_of_somebody_who_may_not_sign_any_more_is_closed_and_its_mail_stopped(cast, now, activity, client):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, activity, now)
    no_longer(cast, now, mother)
    assert Message.objects.get(kind=selectors.ASKED).state == "cancelled"
    assert client.get(link_of(request)).status_code == 410
    with pytest.raises(LinkClosed):
        answered(request, now)


def test_their_yes_does_not_count_any_more_and_their_no_does(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    agreed(cast.owner, person, activity, now)
    agreed(cast.owner, person, activity, now, mother)
    assert stands(person, now) == Standing.COMPLETE
    mother = no_longer(cast, now, mother)
    assert stands(person, now) == Standing.NOT_COUNTERSIGNED
    agreed(cast.owner, person, activity, now, mother, answers={Purpose.TAKE_PART: Decision.REFUSED})
    assert stands(person, now) == Standing.REFUSED


def test_what_they_said_for_the_young_person_does_not_count_either(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    answered(asked(cast.owner, person, mother, activity, now), now)
    no_longer(cast, now, mother)
    assert stands(person, now) == Standing.ABSENT


def test_that_somebody_may_sign_now_stops_no_mail(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    asked(cast.owner, person, mother, activity, now)
    change_contact(by=cast.owner, now=now, whom=mother, version=1, changes={"has_responsibility": "yes"})
    assert Message.objects.get(kind=selectors.ASKED).state == "waiting"


# --- Mail of links that open nothing --------------------------------------------------------------------------------


def test_the_mail_of_a_request_that_was_taken_back_does_not_leave(cast, now, activity):
    person, mother = a_family(cast.owner, now)
    first = asked(cast.owner, person, mother, activity, now)
    second = asked(cast.owner, person, mother, activity, now)
    states = dict(Message.objects.filter(kind=selectors.ASKED).values_list("dedupe_key", "state"))
    assert states == {selectors.asked_key(first.ref): "cancelled", selectors.asked_key(second.ref): "waiting"}
