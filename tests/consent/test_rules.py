"""What consent means, decided from facts alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent import rules
from consent.enums import Decision, Party, Purpose
from consent.rules import Answer, Consents, Standing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TAKE_PART = Purpose.TAKE_PART
BIRTHDAYS = st.dates(date(1990, 1, 1), date(2020, 12, 31))


def said(decision, party=Party.YOUNG_PERSON, *, minutes=0, by="", purpose=TAKE_PART):
    return Answer(purpose, party, Decision(decision), NOON + timedelta(minutes=minutes), by)


def parent(decision, by="PC-1", **over):
    return said(decision, Party.PARENT_CARER, by=by, **over)


@pytest.mark.parametrize(
    ("answers", "countersigned", "expected"),
    [
        ([], False, Standing.ABSENT),
        ([], True, Standing.ABSENT),
        ([said("agreed")], False, Standing.COMPLETE),
        ([said("agreed")], True, Standing.NOT_COUNTERSIGNED),
        ([parent("agreed")], True, Standing.ABSENT),  # nobody says yes in place of the young person
        ([said("agreed"), parent("agreed")], True, Standing.COMPLETE),
        ([said("refused"), parent("agreed")], True, Standing.REFUSED),
        ([said("agreed"), parent("refused")], True, Standing.REFUSED),
        ([said("agreed"), parent("agreed"), parent("refused", by="PC-2")], True, Standing.REFUSED),
        ([said("agreed"), parent("refused")], False, Standing.COMPLETE),
        ([said("agreed"), said("withdrawn", minutes=1)], False, Standing.WITHDRAWN),
        ([said("withdrawn"), said("agreed", minutes=1)], False, Standing.COMPLETE),
        ([said("agreed"), parent("agreed"), parent("withdrawn", minutes=1)], True, Standing.WITHDRAWN),
        ([said("agreed", purpose=Purpose.IMAGE)], False, Standing.ABSENT),  # no bundled yes
    ],
)
def test_how_consent_stands(answers, countersigned, expected):
    assert rules.standing(Consents(tuple(answers)), TAKE_PART, countersigned=countersigned) == expected


def passed_on(decision, by="PC-1", **over):
    """What a parent or carer says that the young person says."""
    return said(decision, by=by, **over)


@pytest.mark.parametrize(
    ("answers", "countersigned", "expected"),
    [
        ([passed_on("agreed"), parent("agreed")], True, Standing.COMPLETE),
        ([passed_on("agreed"), parent("agreed")], False, Standing.ABSENT),
        ([passed_on("refused"), parent("agreed")], False, Standing.REFUSED),
        ([said("withdrawn"), passed_on("agreed", minutes=1), parent("agreed")], True, Standing.WITHDRAWN),
        ([said("refused"), passed_on("agreed", minutes=1), parent("agreed")], True, Standing.REFUSED),
        ([said("agreed"), passed_on("refused", minutes=1), parent("agreed")], True, Standing.REFUSED),
        ([said("agreed", minutes=2), passed_on("refused", minutes=1), parent("agreed")], True, Standing.COMPLETE),
        ([passed_on("agreed"), passed_on("refused", by="PC-2"), parent("agreed")], True, Standing.REFUSED),
    ],
)
def test_nobody_says_yes_in_place_of_the_young_person(answers, countersigned, expected):
    assert rules.standing(Consents(tuple(answers)), TAKE_PART, countersigned=countersigned) == expected


def test_the_order_in_which_answers_are_handed_over_does_not_matter():
    late_first = Consents((said("withdrawn", minutes=5), said("agreed")))
    assert rules.standing(late_first, TAKE_PART, countersigned=False) == Standing.WITHDRAWN


@given(born=BIRTHDAYS, under=st.integers(13, 18), days=st.integers(-1, 1))
def test_a_parent_countersigns_until_the_birthday(born, under, days):
    try:
        birthday = born.replace(year=born.year + under)
    except ValueError:
        birthday = date(born.year + under, 3, 1)
    day = birthday + timedelta(days=days)
    assert rules.needs_countersignature(born, day, under=under) is (days < 0)
    assert not rules.needs_countersignature(born, day, under=under, is_adult_at_risk=True)


@pytest.mark.parametrize(
    ("wrong", "minutes"),
    [(0, None), (1, None), (4, None), (5, 15), (6, None), (9, None), (10, 60), (15, 240), (20, 960)],
)
def test_every_fifth_wrong_date_is_followed_by_a_longer_pause(wrong, minutes):
    pause = rules.pause_after(wrong)
    assert pause == (timedelta(minutes=minutes) if minutes else None)


def test_pauses_leave_a_handful_of_tries_in_the_life_of_a_link():
    tries, spent = 0, timedelta()
    while spent < timedelta(days=14):
        tries += 1
        spent += rules.pause_after(tries) or timedelta()
    assert tries <= 35


@given(wrong=st.integers(1, 40_000))
def test_pauses_stay_within_what_a_calendar_holds(wrong):
    assert (rules.pause_after(wrong) or timedelta()) <= timedelta(days=60)


@pytest.mark.parametrize(
    ("state", "expires_in", "is_safe", "expected"),
    [
        ("sent", 1, True, True),
        ("sent", 0, True, False),  # the moment itself is too late
        ("sent", -1, True, False),
        ("sent", 1, False, False),
        ("answered", 1, True, False),
        ("revoked", 1, True, False),
    ],
)
def test_when_a_link_opens_something(state, expires_in, is_safe, expected):
    assert rules.link_is_open(state, NOON + timedelta(seconds=expires_in), NOON, may_be_asked=is_safe) is expected


@pytest.mark.parametrize(
    ("email", "safe", "words"),
    [
        ("a@b.example", "yes", ""),
        ("a@b.example", "no", "not safe"),
        ("", "no", "not safe"),
        ("", "yes", "no email address"),
        ("a@b.example", "not_asked", "Nobody has asked"),
    ],
)
def test_only_a_yes_lets_anybody_be_written_to(email, safe, words):
    problem = rules.why_not_write_to(email, safe)
    assert (words in problem) if words else problem == ""


@pytest.mark.parametrize(
    ("kind", "age", "may", "words"),
    [
        ("young_person", 17, "yes", ""),
        ("young_person", 18, "yes", "Nobody signs for an adult"),
        ("young_person", 9, "no", "may not sign"),
        ("young_person", 9, "not_asked", "Nobody has asked"),
        ("adult_at_risk", 30, "yes", "Nobody signs for an adult"),
    ],
)
def test_who_may_sign_for_somebody(kind, age, may, words):
    problem = rules.why_not_countersign(kind, age, may)
    assert (words in problem) if words else problem == ""


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({}, None),
        ({"title": "  "}, "title"),
        ({"description": ""}, "description"),
        ({"purposes": ()}, "purposes"),
        ({"purposes": ("everything",)}, "purposes"),
        ({"purposes": (Purpose.SHARING,)}, "sharing_with"),
        ({"purposes": (Purpose.SHARING,), "sharing_with": "the school"}, None),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": date(2026, 1, 4)}, "ends_on"),
        ({"ends_on": date(2026, 1, 5)}, None),
    ],
)
def test_what_an_activity_needs(over, field):
    facts = {
        "title": "Music",
        "description": "By video call.",
        "purposes": (TAKE_PART,),
        "sharing_with": "",
        "starts_on": date(2026, 1, 5),
        "ends_on": None,
    }
    assert list(rules.what_is_wrong_with_activity(**{**facts, **over})) == ([field] if field else [])


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({}, None),
        ({"given_by": " "}, "given_by"),
        ({"method": "link"}, "method"),
        ({"method": "pigeon"}, "method"),
        ({"given_at": NOON + timedelta(seconds=1)}, "given_at"),
        ({"evidence_at": ""}, "evidence_at"),
        ({"answers": {}}, "answers"),
        ({"answers": {Purpose.IMAGE: Decision.AGREED}}, "answers"),
        ({"answers": {TAKE_PART: Decision.WITHDRAWN}}, "answers"),
    ],
)
def test_what_a_recorded_answer_needs(over, field):
    facts = {
        "now": NOON,
        "given_by": "Sana Khan",
        "method": "phone",
        "given_at": NOON,
        "evidence_at": "Note of the call, case file",
        "answers": {TAKE_PART: Decision.REFUSED},
        "purposes": ("take_part",),
    }
    assert list(rules.what_is_wrong_with_record(**{**facts, **over})) == ([field] if field else [])


def test_every_purpose_needs_an_answer_of_its_own():
    asked = ["take_part", "image", "recording"]
    given_answers = {TAKE_PART: Decision.AGREED, Purpose.IMAGE: Decision.WITHDRAWN}
    assert rules.missing_answers(asked, given_answers) == [Purpose.IMAGE, Purpose.RECORDING]
