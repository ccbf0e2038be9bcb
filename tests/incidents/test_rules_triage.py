"""What triage means, and what keeps a case open: pure decisions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.enums import ANSWERS, Category, OutsideBody, SubType, TriageQuestion
from incidents.rules import (
    FOR_DANGER,
    FOR_OFFENCE,
    LATEST_MONITORING,
    NEEDS_REASON,
    Facts,
    Given,
    alarming,
    category_of,
    contradicts_itself,
    counts_as_offence,
    is_asked,
    merge,
    rules_out_offence,
    sub_types_of,
    urgency_after,
    what_closing_lacks,
    what_is_wrong,
    what_keeps_open,
)

TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALM = {"risk": "not_immediate", "online": "no", "severity": "low", "category": "not_online_neglect"}


def answers(**codes):
    return {question: Given(code, "because", TEN) for question, code in codes.items()}


def facts(referrals=(), not_referred_at=None, has_entry=True, **codes):
    history = {question: [given] for question, given in answers(**codes).items()}
    return Facts(history, referrals, not_referred_at, has_entry)


def missing(found):
    return [one.field for one in found]


# --- Kinds of harm --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sub_type", SubType)
def test_each_kind_of_harm_belongs_to_one_category(sub_type):
    assert [category for category in Category if sub_type in sub_types_of(category)] == [category_of(sub_type)]


def test_content_and_conduct_are_told_apart():
    assert category_of("contact_grooming_sexual") == Category.CONTACT
    assert category_of("not_online_self_harm") == Category.NOT_ONLINE
    assert all(len(code) <= 30 for kinds in ANSWERS.values() for code in kinds.values)


# --- Questions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("online", "expected"), [("yes", True), ("not_sure", True), ("no", False), (None, True)])
def test_offence_is_asked_only_where_there_is_material_or_an_act(online, expected):
    given_ = answers(online=online) if online else {}
    assert is_asked(TriageQuestion.OFFENCE, given_) is expected
    assert is_asked(TriageQuestion.RISK, given_)


@pytest.mark.parametrize("question", TriageQuestion)
def test_reasons_are_asked_where_they_decide(question):
    for code in ANSWERS[question].values:
        assert not what_is_wrong(question, Given(code, "because"))
        assert bool(what_is_wrong(question, Given(code, " "))) is (question in NEEDS_REASON)
        assert what_is_wrong(question, Given(code, "x" * 20_001))
    assert what_is_wrong(question, Given("perhaps", "because"))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({"online": "yes", "offence": "yes"}, True),
        ({"online": "not_sure", "offence": "not_sure"}, True),
        ({"offence": "yes"}, True),
        ({"online": "yes", "offence": "no"}, False),
        ({"online": "no", "offence": "yes"}, False),
        ({"online": "yes"}, False),
        ({}, False),
    ],
)
def test_unsure_counts_as_an_offence_where_it_is_asked(codes, expected):
    assert counts_as_offence(answers(**codes)) is expected
    ruled_out = answers(online="no")
    assert rules_out_offence(answers(**codes), ruled_out) is expected
    assert not rules_out_offence(answers(**codes), answers(**codes))


@pytest.mark.parametrize(
    ("changed", "online", "expected"),
    [("yes", "no", True), ("not_sure", "no", True), ("no", "no", False), ("yes", "yes", False), (None, "no", False)],
)
def test_no_act_and_an_offence_cannot_both_be_said_at_once(changed, online, expected):
    given_ = answers(offence=changed) if changed else {}
    assert contradicts_itself(given_, answers(online=online)) is expected


@pytest.mark.parametrize(
    ("codes", "questions", "urgency"),
    [
        ({"risk": "immediate"}, {"risk"}, "now"),
        ({"risk": "not_sure"}, {"risk"}, "now"),
        ({"risk": "not_immediate"}, set(), None),
        ({"severity": "critical"}, {"severity"}, "now"),
        ({"severity": "serious"}, set(), "today"),
        ({"severity": "moderate"}, set(), None),
        ({"online": "yes", "offence": "not_sure"}, {"offence"}, None),
        ({}, set(), None),
    ],
)
def test_what_others_must_know_at_once(codes, questions, urgency):
    assert alarming(answers(**codes)) == questions
    assert urgency_after(answers(**codes)) == urgency


# --- Two at once ----------------------------------------------------------------------------------------------------

ONE = st.builds(Given, st.sampled_from(["", "low", "critical"]), st.sampled_from(["", "a", "b"]))
SOME = st.dictionaries(st.sampled_from(["severity", "risk"]), ONE)


@given(form=SOME, seen=SOME, current=SOME)
def test_nothing_is_overwritten_that_was_not_seen(form, seen, current):
    found = merge(form, seen=seen, current=current)
    for question, meant in found.changed.items():
        assert meant == form[question]
        assert meant.answer
        assert not meant.says_as(seen.get(question))
        assert not meant.says_as(current.get(question))
        if question in current and question not in found.clashing:
            assert current[question].says_as(seen.get(question))
    assert found.clashing <= set(found.changed)
    if seen == current:
        assert not found.clashing


# --- What keeps a case open -----------------------------------------------------------------------------------------


def test_nothing_is_known_yet():
    assert missing(what_keeps_open(Facts({}))) == ["risk", "online", "offence", "severity", "category", "entry"]
    assert all(str(one.text) for one in what_keeps_open(Facts({})))


def test_a_concern_without_material_or_act_has_its_own_way_to_close():
    assert what_keeps_open(facts(**CALM)) == []
    assert missing(what_keeps_open(facts(**CALM, has_entry=False))) == ["entry"]


@pytest.mark.parametrize("question", ["risk", "online", "severity", "category"])
def test_each_answer_is_needed(question):
    known = {name: code for name, code in CALM.items() if name != question}
    assert question in missing(what_keeps_open(facts(**known)))


@pytest.mark.parametrize("online", ["yes", "not_sure"])
def test_where_there_is_an_act_the_offence_is_needed_too(online):
    assert missing(what_keeps_open(facts(**{**CALM, "online": online}))) == ["offence"]
    assert what_keeps_open(facts(**{**CALM, "online": online}, offence="no")) == []


URGENT = [({"risk": "immediate"}, FOR_DANGER), ({"risk": "not_sure"}, FOR_DANGER)]
OFFENCES = [({"online": "yes", "offence": code}, FOR_OFFENCE) for code in ("yes", "not_sure")]


@pytest.mark.parametrize(("over", "enough"), URGENT + OFFENCES)
@pytest.mark.parametrize("body", OutsideBody)
def test_danger_and_offence_ask_for_a_referral_that_reaches_an_authority(over, enough, body):
    codes = {**CALM, **over}
    assert missing(what_keeps_open(facts(**codes))) == ["referral"]
    told = facts(**codes, referrals=[(body, TEN - HOUR)])
    assert missing(what_keeps_open(told)) == ([] if body in enough else ["referral"])


@pytest.mark.parametrize(("over", "_enough"), URGENT + OFFENCES)
@pytest.mark.parametrize(("at", "is_enough"), [(TEN - HOUR, False), (TEN, True), (TEN + HOUR, True)])
def test_a_reason_not_to_refer_counts_only_if_it_was_given_knowing_this(over, _enough, at, is_enough):
    decided = facts(**{**CALM, **over}, not_referred_at=at)
    assert missing(what_keeps_open(decided)) == ([] if is_enough else ["referral"])


@pytest.mark.parametrize(("hours", "is_enough"), [(0, False), (1, False), (2, True), (3, True)])
def test_risk_that_has_risen_asks_for_another_referral(hours, is_enough):
    """Tree S8b: risk rises, S8a."""
    risk = [Given(code, "x", TEN + n * HOUR) for n, code in enumerate(["immediate", "not_immediate", "immediate"])]
    history = {**facts(**CALM).history, "risk": risk}
    risen = Facts(history, [("police", TEN + hours * HOUR)], has_entry=True)
    assert missing(what_keeps_open(risen)) == ([] if is_enough else ["referral"])


def test_a_danger_that_is_over_asks_for_nothing_more():
    risk = [Given("immediate", "x", TEN), Given("not_immediate", "x", TEN + HOUR)]
    assert what_keeps_open(Facts({**facts(**CALM).history, "risk": risk}, has_entry=True)) == []


def test_one_referral_is_asked_for_once():
    both = facts(**{**CALM, "risk": "immediate", "online": "yes"}, offence="yes")
    assert missing(what_keeps_open(both)) == ["referral"]
    lado = facts(**{**CALM, "risk": "immediate", "online": "yes"}, offence="yes", referrals=[("lado", TEN)])
    assert missing(what_keeps_open(lado)) == ["referral"]  # enough for the offence, not for the danger


# --- Closing --------------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 20)
SAID = {"outcome": "Supported.", "learning": "Ask earlier.", "monitor_on": date(2026, 11, 27), "no_monitoring": ""}


@pytest.mark.parametrize(
    ("over", "fields"),
    [
        ({}, []),
        ({"outcome": " \n"}, ["outcome"]),
        ({"learning": ""}, ["learning"]),
        ({"monitor_on": None}, ["monitor_on"]),
        ({"monitor_on": None, "no_monitoring": " "}, ["monitor_on"]),
        ({"monitor_on": None, "no_monitoring": "Moved away."}, []),
        ({"no_monitoring": "Moved away."}, ["no_monitoring"]),
        ({"outcome": "", "learning": "", "monitor_on": None}, ["outcome", "learning", "monitor_on"]),
    ],
)
def test_what_closing_lacks(over, fields):
    assert missing(what_closing_lacks(**{**SAID, **over}, today=TODAY)) == fields


@given(days=st.integers(-800, 800))
def test_monitoring_is_after_today_and_within_a_year(days):
    lacking = what_closing_lacks(**{**SAID, "monitor_on": TODAY + timedelta(days=days)}, today=TODAY)
    assert (lacking == []) is (1 <= days <= LATEST_MONITORING)
