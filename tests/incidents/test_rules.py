"""How urgent, which answers count, what is missing."""

import pytest

from incidents.enums import HowSoon, IncidentState, YesNoUnsure
from incidents.rules import (
    counts_as_yes,
    is_about_staff,
    may_become,
    urgency_of,
    what_is_missing,
)
from safeguard.escalation.enums import Urgency

ENOUGH = {"how_soon": "today", "about_staff": "no", "imagery": "no", "exact_words": "words", "seen_and_done": ""}


@pytest.mark.parametrize(
    ("how_soon", "is_danger", "expected"),
    [
        (HowSoon.NOW, False, Urgency.NOW),
        (HowSoon.TODAY, False, Urgency.TODAY),
        (HowSoon.NOT_SURE, False, Urgency.TODAY),
        (HowSoon.CAN_WAIT, False, Urgency.CAN_WAIT),
        ("", False, Urgency.TODAY),
        *[(how_soon, True, Urgency.NOW) for how_soon in HowSoon],
    ],
)
def test_urgency_until_triage(how_soon, is_danger, expected):
    assert urgency_of(how_soon, is_danger=is_danger) == expected


@pytest.mark.parametrize(("answer", "expected"), [("yes", True), ("not_sure", True), ("", True), ("no", False)])
def test_not_sure_counts_as_yes(answer, expected):
    assert counts_as_yes(answer) is expected


@pytest.mark.parametrize(
    ("answer", "is_anybody_named", "expected"),
    [("no", False, False), ("no", True, True), ("not_sure", False, True), ("yes", False, True)],
)
def test_somebody_named_makes_it_about_staff(answer, is_anybody_named, expected):
    assert is_about_staff(answer, is_anybody_named=is_anybody_named) is expected


@pytest.mark.parametrize("state", IncidentState)
@pytest.mark.parametrize("new", IncidentState)
def test_states(state, new):
    raised, acknowledged, closed = IncidentState
    allowed = [(raised, acknowledged), (acknowledged, closed), (closed, acknowledged)]
    allowed += [(acknowledged, raised), (closed, raised)]  # it waits again
    assert may_become(state, new) is ((state, new) in allowed)


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, []),
        ({"exact_words": "", "seen_and_done": "seen"}, []),
        ({"exact_words": ""}, ["exact_words"]),
        ({"how_soon": ""}, ["how_soon"]),
        ({"about_staff": ""}, ["about_staff"]),
        ({"imagery": ""}, ["imagery"]),
        (dict.fromkeys(ENOUGH, ""), ["how_soon", "about_staff", "imagery", "exact_words"]),
    ],
)
def test_only_what_nobody_could_act_without_is_asked_for(answers, fields):
    missing = what_is_missing(**{**ENOUGH, **answers})
    assert [m.field for m in missing] == fields
    assert all(str(m.text) for m in missing)


@pytest.mark.parametrize("answer", YesNoUnsure)
def test_every_answer_is_an_answer(answer):
    assert not what_is_missing(**{**ENOUGH, "about_staff": answer, "imagery": answer})
