"""Age, names, numbers and what cannot be right: pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.people import rules
from safeguard.people.enums import ContactChannel, PersonKind, SafeToContact

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1906, 1, 1), date(2100, 1, 1))


def facts(**over):
    return {"full_name": "Amira Khan", "known_as": "Amira", "kind": "young_person", "born_on": date(2011, 3, 27)} | over


def wrong(**over):
    return [one.field for one in rules.what_is_wrong(facts(**over), today=TODAY)]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 11, 21), date(2026, 11, 20), 15),
        (date(2010, 11, 21), date(2026, 11, 21), 16),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (TODAY, TODAY, 0),
    ],
)
def test_age_is_whole_years_on_a_day(born, day, age):
    assert rules.age_on(born, day) == age


@given(born=DAYS, years=st.integers(1, 30))
def test_the_birthday_is_the_first_day_of_an_age(born, years):
    day = rules.birthday(born, years)
    assert rules.age_on(born, day) == years
    assert rules.age_on(born, day - timedelta(days=1)) == years - 1


@given(born=st.dates(date(1990, 1, 1), date(2020, 1, 1)), day=st.dates(date(2020, 1, 2), date(2060, 1, 1)))
def test_the_rules_for_children_hold_below_eighteen(born, day):
    assert rules.is_child_on(PersonKind.YOUNG_PERSON, born, day) == (rules.age_on(born, day) < 18)
    assert not rules.is_child_on(PersonKind.ADULT_AT_RISK, born, day)


@pytest.mark.parametrize("answer", SafeToContact.values)
def test_only_a_yes_is_a_yes(answer):
    assert rules.may_use({ContactChannel.TEXT: answer}, ContactChannel.TEXT) == (answer == "yes")
    assert not rules.may_use({ContactChannel.TEXT: answer}, ContactChannel.EMAIL)


@pytest.mark.parametrize(
    ("over", "fields"),
    [
        ({}, []),
        ({"born_on": TODAY}, []),
        ({"born_on": TODAY + timedelta(days=1)}, ["born_on"]),
        ({"born_on": date(1905, 11, 21)}, ["born_on"]),
        ({"kind": "adult_at_risk", "born_on": date(1905, 11, 22)}, []),  # 120 years old
        ({"kind": "adult_at_risk", "born_on": date(1905, 11, 21)}, ["born_on"]),  # 121
        ({"kind": "adult_at_risk", "born_on": date(2008, 11, 21)}, []),  # 18 today
        ({"kind": "adult_at_risk", "born_on": date(2008, 11, 22)}, ["kind"]),  # 18 tomorrow
        ({"kind": "child", "born_on": date(2008, 11, 22)}, []),
        ({"kind": "child", "born_on": date(2008, 11, 21)}, ["kind"]),
        ({"born_on": date(2000, 11, 22)}, []),  # 25
        ({"born_on": date(2000, 11, 21)}, ["kind"]),  # 26: 2000 typed for 2010 must not lift a child's rules
        ({"full_name": " ’ "}, ["full_name"]),
        ({"known_as": ""}, ["known_as"]),
        ({"address": "1 Quay", "address_withheld": "PC Adams"}, ["address"]),
        ({"address": "1 Quay"}, []),
        ({"authority_known": "yes", "authority": None}, ["authority"]),
        ({"authority_known": "unknown", "authority": None}, []),
        ({"phone": "07700 900123", "other_phone": "+353 1 234 5678"}, []),
        ({"phone": "7700 900123"}, ["phone"]),
        ({"call_back_phone": "ask Mum"}, ["call_back_phone"]),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_question(over, fields):
    assert wrong(**over) == fields


def test_only_what_is_given_is_judged():
    assert rules.what_is_wrong({}, today=TODAY) == []


@given(born=DAYS, kind=st.sampled_from(PersonKind.values), today=DAYS)
def test_every_date_has_an_answer_in_words_or_none(born, kind, today):
    for one in rules.what_is_wrong(facts(born_on=born, kind=kind), today=today):
        assert one.field in ("born_on", "kind")
        assert one.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "+447700900123"),
        ("(020) 7946 0123", "+442079460123"),
        ("+44 7700 900123", "+447700900123"),
        ("07700–900–123", "+447700900123"),
        ("+353 1 234 5678", "+35312345678"),
        ("", ""),
        (" ask ", "ask"),
    ],
)
def test_numbers_are_kept_in_one_form(typed, kept):
    assert rules.tidy_phone(typed) == kept
    assert rules.tidy_phone(kept) == kept


@given(st.text())
def test_names_of_any_kind_have_a_key_that_fits(text):
    key = rules.name_key(text, text)
    assert len(key) <= 400
    assert key == "" or key.startswith(" ")


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("Amira Khan", "Khan Amira", True),
        ("Amira Khan", "Amyra Qureshi", True),
        ("Zoë O’Neill", "Zoe ONeill", True),
        ("Jonathan Smith", "Jonahtan Smyth", True),
        ("Catherine Bell", "Catherin Ball", True),
        ("Ann Lee", "Ian Low", False),
        ("Amira Khan", "Bethan Price", False),
        ("Amira Khan", "", False),
    ],
)
def test_like_names(one, two, alike):
    keys = rules.name_key(one), rules.name_key(two)
    assert rules.is_like(*keys) == alike
    assert rules.is_like(*reversed(keys)) == alike


BEFORE = {
    "phone": "+447700900123", "email": "a@b.example", "other_phone": "", "safe_call": "yes", "safe_text": "no",
    "safe_email": "yes", "safe_other_phone": "not_asked",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"phone": "+447700900124"}, {"safe_call": "not_asked"}),  # and the no stays a no
        ({"phone": "+447700900123"}, {}),
        ({"phone": "+447700900124", "safe_call": "yes"}, {}),
        ({"email": ""}, {"safe_email": "not_asked"}),
        ({"other_phone": "+447700900125"}, {}),
    ],
)
def test_another_number_is_not_safe_because_the_one_before_was(changes, after):
    assert rules.contact_after(BEFORE, changes) == changes | after


@pytest.mark.parametrize(
    ("changes", "lifts"),
    [
        ({"safe_text": "yes"}, True),
        ({"safe_text": "not_asked"}, True),  # or it would be the way round
        ({"safe_text": "no"}, False),
        ({"safe_call": "no"}, False),
        ({"phone": ""}, False),
        ({}, False),
    ],
)
def test_leaving_a_no_is_lifting_a_stop(changes, lifts):
    assert rules.lifts_a_stop(BEFORE, changes) == lifts


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Your session is at 16:00", False),
        ("AMIRA  khan, your session", True),
        ("Amira, your session", False),  # a worker may have the same first name
        ("Come to 4 Quay Street, HU1", True),
        ("The word is pineapple.", True),
        ("pineapples", False),
    ],
)
def test_a_message_that_tells_too_much(text, tells):
    secrets = ["Amira Khan", "4 Quay Street\nHU1", "Pineapple", ""]
    assert rules.tells_too_much(text, secrets) == tells
