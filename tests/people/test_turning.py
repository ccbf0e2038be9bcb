"""Turning 18: somebody is asked in time, it is talked over, and nothing changes by itself."""

from datetime import date, datetime, timedelta

import pytest

from consent.selectors import is_countersigned
from safeguard.duties.models import Duty
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import ask_about_turning_18, change_person, talk_over_adulthood
from safeguard.people.models import Adulthood, Involvement, Person
from safeguard.people.rules import is_child_on
from safeguard.policies.selectors import thresholds_in_force
from tests.factories.escalation import set_clock
from tests.factories.people import register
from tests.pages import browser

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=LONDON)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _noon():
    set_clock(NOON)


def turning(by, days, **over):
    """Somebody who turns 18 in so many days."""
    day = TODAY + timedelta(days=days)
    return register(by, NOON, born_on=date(day.year - 18, day.month, day.day), **over)


def duties():
    return list(Duty.objects.filter(kind="turns_18", state="open"))


@pytest.mark.parametrize(("days", "asked"), [(85, 0), (84, 1), (30, 1), (1, 1), (0, 1), (-20, 1), (-85, 0)])
def test_the_allocated_practitioner_is_asked_twelve_weeks_before(cast, days, asked):
    person = turning(cast.owner, days)
    for _turn in range(2):  # a second turn of the sweep adds nothing
        ask_about_turning_18(now=NOON)
    assert len(duties()) == asked
    if asked:
        duty = duties()[0]
        assert (duty.owner, duty.subject_ref) == (cast.owner, person.ref)
        assert duty.path == f"/people/{person.ref}/adulthood/"
        assert duty.due_at.astimezone(LONDON).date() == max(TODAY, TODAY + timedelta(days=days))


def test_nobody_is_asked_about_an_adult_at_risk_nor_before_somebody_is_allocated(cast):
    turning(cast.owner, -10, kind="adult_at_risk")
    alone = turning(cast.owner, 20)
    Involvement.objects.filter(person=alone).update(to_at=NOON + timedelta(seconds=1))
    assert ask_about_turning_18(now=NOON + timedelta(seconds=2)) == 0
    assert duties() == []


def test_who_stays_a_young_person_is_done_and_not_asked_again(cast):
    person = turning(cast.owner, 20)
    ask_about_turning_18(now=NOON)
    said = {"by": cast.owner, "now": NOON, "person": person, "kind": "young_person", "wishes": "Mum may know times."}
    talked = talk_over_adulthood(**said)
    assert talk_over_adulthood(**said) == talked  # pressed twice
    ask_about_turning_18(now=NOON)
    assert duties() == []


def test_my_work_says_about_whom_it_is(cast):
    person = turning(cast.owner, 20, full_name="Elin Parry")
    ask_about_turning_18(now=NOON)
    html = browser(cast.owner).get("/").content.decode()
    assert "Talk over what changes at 18" in html
    assert f'href="/people/{person.ref}/adulthood/"' in html
    assert "Elin" in html


def test_an_adult_at_risk_to_be_stays_what_they_are_until_a_person_changes_it(cast):
    person = turning(cast.owner, 20)
    ask_about_turning_18(now=NOON)
    talk_over_adulthood(by=cast.owner, now=NOON, person=person, kind="adult_at_risk", wishes="Tell Kim only.")
    person.refresh_from_db()
    assert person.kind == "young_person"
    assert len(duties()) == 1
    later = set_clock(NOON + timedelta(days=20))
    change_person(by=cast.owner, now=later, person=person, version=person.version, changes={"kind": "adult_at_risk"})
    assert duties() == []


def test_talked_over_early_an_adult_at_risk_to_be_is_asked_about_in_time(cast):
    person = turning(cast.owner, 100)
    said = {"by": cast.owner, "person": person, "kind": "adult_at_risk", "wishes": "Tell Kim only."}
    talk_over_adulthood(now=NOON, **said)
    later = set_clock(NOON + timedelta(days=30))
    for _turn in range(2):
        ask_about_turning_18(now=later)
    assert [duty.subject_ref for duty in duties()] == [person.ref]
    birthday = set_clock(NOON + timedelta(days=100))
    change_person(by=cast.owner, now=birthday, person=person, version=1, changes={"kind": "adult_at_risk"})
    ask_about_turning_18(now=birthday)
    assert duties() == []


def test_other_words_are_shown_beside_those_that_were_kept(cast):
    person = turning(cast.owner, 20)
    client, path = browser(cast.owner), f"/people/{person.ref}/adulthood/"
    assert client.post(path, {"kind": "young_person", "wishes": "Only me."}).status_code == 302
    assert client.post(path, {"kind": "young_person", "wishes": "Only me."}).status_code == 302  # pressed twice
    refused = client.post(path, {"kind": "young_person", "wishes": "Grandma too."})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody has kept this already" in html
    assert "Only me." in html
    assert "Grandma too." in html
    assert Adulthood.objects.get().wishes == "Only me."


def test_those_with_nobody_are_in_nobodys_way_and_their_officer_is_told_once(cast, monkeypatch):
    monkeypatch.setattr("safeguard.people.actions.turning.BATCH", 2)
    alone = [turning(cast.owner, days, full_name=f"Alone {days}") for days in (1, 2, 3)]
    Involvement.objects.filter(person__in=alone).update(to_at=NOON + timedelta(seconds=1))
    person = turning(cast.owner, 20)
    later = NOON + timedelta(seconds=2)
    assert [ask_about_turning_18(now=later) for _turn in range(3)] == [1, 0, 0]
    assert [duty.subject_ref for duty in duties()] == [person.ref]
    told = Message.objects.filter(kind="people.nobody_to_ask").order_by("pk")
    assert [(one.subject_ref, one.recipient_id) for one in told] == [(one.ref, cast.dso.pk) for one in alone]
    assert not any("Alone" in one.title + one.body for one in told)


def test_after_the_birthday_it_is_changed_at_once(cast):
    person = turning(cast.owner, -3)
    ask_about_turning_18(now=NOON)
    talk_over_adulthood(by=cast.owner, now=NOON, person=person, kind="adult_at_risk", wishes="Tell Kim only.")
    person.refresh_from_db()
    assert (person.kind, person.version, duties()) == ("adult_at_risk", 2, [])


@pytest.mark.parametrize(
    ("who", "over", "words"),
    [
        ("owner", {"kind": "child"}, "from 18 on"),
        ("owner", {"wishes": " "}, "what they want"),
        ("other_team", {}, "Only those"),
    ],
)
def test_what_cannot_be_is_refused(cast, who, over, words):
    person = turning(cast.owner, 20)
    said = {"kind": "young_person", "wishes": "x", **over}
    with pytest.raises(Refused, match=words):
        talk_over_adulthood(by=cast[who], now=NOON, person=person, **said)
    assert not Adulthood.objects.exists()


def test_the_page_walks_through_it_and_keeps_what_was_said(cast):
    person = turning(cast.owner, 20, kind="child")
    client, path = browser(cast.owner), f"/people/{person.ref}/adulthood/"
    assert f'href="{path}"' in client.get(f"/people/{person.ref}/").content.decode()
    html = client.get(path).content.decode()
    for words in ("own consent", "adult social care", "told only what they agree to", "15 December 2026"):
        assert words in html
    assert client.post(path, {"kind": "young_person", "wishes": ""}).status_code == 422
    assert client.post(path, {"kind": "young_person", "wishes": "Only me."}).status_code == 302
    after = client.get(path).content.decode()
    assert "Only me." in after
    assert "<textarea" not in after
    assert Person.objects.get().kind == "young_person"
    assert browser(cast.other_team).get(path).status_code == 404


def test_the_rules_by_age_are_right_on_the_birthday_and_the_day_after(cast):
    person = turning(cast.owner, 1)
    limits = thresholds_in_force(NOON)
    day = TODAY + timedelta(days=1)
    assert is_child_on(person.kind, person.born_on, TODAY)
    assert not is_child_on(person.kind, person.born_on, day)
    assert not is_child_on(person.kind, person.born_on, day + timedelta(days=1))
    young = register(cast.owner, NOON, born_on=date(2010, 11, 26))
    assert is_countersigned(young, TODAY, limits)
    assert not is_countersigned(young, day, limits)
    adult = register(cast.owner, NOON, born_on=date(2000, 1, 1), kind="adult_at_risk")
    assert not is_countersigned(adult, TODAY, limits)
