"""What a decision about a platform means on a day, and what may be decided."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.platforms.enums import PlatformState, PlatformStatus
from safeguard.platforms.rules import IN_USE, MAY_BECOME, state_on, what_is_wrong, what_is_wrong_with_facts

DAY = date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("status", "review_due", "expected"),
    [
        ("proposed", None, "unassessed"),
        ("in_assessment", None, "unassessed"),
        ("approved", NEXT, "usable"),
        ("approved", DAY, "usable"),  # the last day of the approval
        ("approved", DAY - timedelta(days=1), "lapsed"),
        ("approved", None, "lapsed"),
        ("restricted", DAY, "restricted"),
        ("restricted", DAY - timedelta(days=1), "lapsed"),
        ("refused", None, "refused"),
        ("retired", None, "retired"),
    ],
)
def test_state_on_a_day(status, review_due, expected):
    assert state_on(status, review_due, DAY) == expected


@given(status=st.sampled_from(sorted(IN_USE)), review_due=DAYS, day=DAYS)
def test_an_approval_lapses_the_day_after_its_review_and_not_before(status, review_due, day):
    assert (state_on(status, review_due, day) == PlatformState.LAPSED) is (day > review_due)


@given(status=st.sampled_from(sorted(set(PlatformStatus) - IN_USE)), review_due=st.none() | DAYS, day=DAYS)
def test_what_is_not_in_use_never_becomes_so_by_a_date(status, review_due, day):
    assert state_on(status, review_due, day) not in (
        PlatformState.USABLE,
        PlatformState.RESTRICTED,
        PlatformState.LAPSED,
    )


def test_every_status_has_a_state_and_a_way_on():
    assert set(MAY_BECOME) == set(PlatformStatus)
    for status in PlatformStatus:
        assert state_on(status, DAY, DAY) in PlatformState
        assert MAY_BECOME[status]
        assert PlatformStatus.PROPOSED not in MAY_BECOME[status]


@pytest.mark.parametrize("status", ["refused", "retired"])
def test_what_was_refused_or_retired_is_assessed_again_first(status):
    assert MAY_BECOME[status] == {PlatformStatus.IN_ASSESSMENT}


def wrong(**over):
    decision = {
        "before": "in_assessment",
        "status": "restricted",
        "reason": "Assessed.",
        "restrictions": "Groups only",
        "review_due": NEXT,
        "today": DAY,
    }
    return [missing.field for missing in what_is_wrong(**{**decision, **over})]


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, []),
        ({"status": "approved", "restrictions": "", "review_due": DAY}, []),
        ({"status": "refused", "restrictions": "", "review_due": None}, []),
        ({"reason": " \n"}, ["reason"]),
        ({"restrictions": " "}, ["restrictions"]),
        ({"review_due": None}, ["review_due"]),
        ({"review_due": DAY - timedelta(days=1)}, ["review_due"]),
        ({"status": "retired"}, ["status"]),  # it was never used
        ({"status": "proposed"}, ["status"]),
        ({"status": "nonsense"}, ["status"]),
        ({"reason": "", "restrictions": "", "review_due": None}, ["reason", "restrictions", "review_due"]),
    ],
)
def test_what_a_decision_must_have(over, expected):
    assert wrong(**over) == expected


def test_an_approval_is_renewed_by_the_same_decision():
    assert wrong(before="restricted") == []


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, []),
        ({"name": " "}, ["name"]),
        ({"purpose": ""}, ["purpose"]),
        ({"methods": []}, ["methods"]),
        ({"methods": ["video", "pigeon"]}, ["methods"]),
        ({"min_age": -1}, ["min_age"]),
        ({"min_age": 26}, ["min_age"]),
    ],
)
def test_what_a_proposal_must_have(over, expected):
    facts = {"name": "Harbour Meet", "purpose": "Mentoring", "methods": ["video"], "min_age": 13}
    assert [missing.field for missing in what_is_wrong_with_facts(**{**facts, **over})] == expected
