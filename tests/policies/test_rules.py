"""Thresholds: sensible until somebody sets their own, bounded when they do. Policies: who signs what."""

from datetime import time, timedelta

import pytest

from safeguard.policies.enums import Origin
from safeguard.policies.rules import (
    DEFAULTS,
    NATION,
    NATIONS,
    aup_state,
    code_of,
    in_force,
    needs_signing,
    why_not,
)

NUMBERS = [code for code, default in DEFAULTS.items() if default.unit != NATION]


@pytest.mark.parametrize("code", DEFAULTS)
def test_default_may_be_set_and_names_its_source(code):
    assert why_not(code, DEFAULTS[code].value) is None
    assert DEFAULTS[code].source
    assert DEFAULTS[code].label
    assert DEFAULTS[code].origin in Origin


def test_defaults_are_those_of_practice():
    thresholds = in_force({})
    assert thresholds.minutes("answer_now") == timedelta(minutes=15)
    assert thresholds.minutes("answer_today") == timedelta(hours=1)
    assert thresholds.working_hours_long("answer_can_wait") == timedelta(hours=4)
    assert thresholds.minutes("chase_unfinished") == timedelta(minutes=30)
    assert (thresholds.hours.opens, thresholds.hours.closes, thresholds.hours.nation) == (time(9), time(17), "ENG")


@pytest.mark.parametrize("code", NUMBERS)
def test_bounds_hold(code):
    default = DEFAULTS[code]
    assert why_not(code, default.low) is None
    assert why_not(code, default.high) is None
    expected = f"Enter a whole number from {default.low} to {default.high}."
    for value in (default.low - 1, default.high + 1, None, "15", 15.0, True, [], {}):
        assert why_not(code, value) == expected


def test_day_always_opens_before_it_closes():
    assert DEFAULTS["day_opens"].high < DEFAULTS["day_closes"].low


def test_nation_is_one_of_four():
    assert all(why_not("nation", nation) is None for nation in NATIONS)
    for value in ("FRA", "", None, 1, []):
        assert why_not("nation", value) == "Choose one of the four nations."


def test_threshold_that_does_not_exist():
    assert why_not("answer_never", 1) == "There is no such threshold."


def test_own_values_lie_over_the_defaults_and_unknown_ones_are_dropped():
    thresholds = in_force({"answer_now": 5, "of a later version": 1})
    assert thresholds.values == {**{code: d.value for code, d in DEFAULTS.items()}, "answer_now": 5}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Acceptable use policy", "acceptable-use-policy"),
        ("  Zoë’s rules! ", "zoes-rules"),
        ("x" * 60, "x" * 40),
        ("a" * 39 + " b", "a" * 39),
        ("???", ""),
        ("Add", ""),  # an address of ours
    ],
)
def test_a_policy_s_name_in_addresses_is_made_of_its_title(title, code):
    assert code_of(title) == code


@pytest.mark.parametrize(
    ("kind", "number", "must_sign", "expected"),
    [
        ("aup", 1, None, True),
        ("aup", 1, False, True),
        ("aup", 2, None, True),
        ("aup", 2, False, False),
        ("other", 1, None, False),
        ("other", 1, True, True),
        ("other", 2, False, False),
    ],
)
def test_the_first_policy_on_acceptable_use_is_always_signed(kind, number, must_sign, expected):
    assert needs_signing(kind, number, must_sign=must_sign) is expected


@pytest.mark.parametrize(
    ("to_sign", "signed", "expected"),
    [
        (None, None, "no_aup"),
        (None, 3, "no_aup"),
        (1, None, "never_signed"),
        (2, 1, "stale"),
        (2, 2, "signed"),
        (2, 3, "signed"),  # the third changed only its wording
    ],
)
def test_where_somebody_stands_with_acceptable_use(to_sign, signed, expected):
    assert aup_state(to_sign, signed) == expected
