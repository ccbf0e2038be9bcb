"""Who needs which course, where they stand, and when they are told: every branch."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.practitioners import rules
from safeguard.practitioners.enums import CheckKind, OfficerKnown, Standing
from safeguard.practitioners.rules import CourseFact, TrainingFact

DAY = date(2026, 11, 20)
YEAR = timedelta(days=365)
AT_INDUCTION = CourseFact("policy", "Policy", 0, frozenset({"practitioner", "line_manager"}))
LATER = CourseFact("refresher", "Refresher", 12, frozenset({"practitioner"}))


def test_a_role_needs_its_courses_and_a_manager_those_of_the_team() -> None:
    assert rules.needed([AT_INDUCTION, LATER], ["practitioner"]) == [AT_INDUCTION, LATER]
    assert rules.needed([AT_INDUCTION, LATER], ["line_manager"]) == [AT_INDUCTION]
    assert rules.needed([AT_INDUCTION, LATER], ["board"]) == []


@pytest.mark.parametrize(
    ("course", "last", "joined_on", "standing"),
    [
        (AT_INDUCTION, None, DAY, Standing.MISSING),
        (LATER, None, DAY - YEAR + timedelta(days=1), Standing.LATER),
        (LATER, None, date(2025, 11, 20), Standing.MISSING),
        (AT_INDUCTION, TrainingFact(DAY - YEAR, DAY - timedelta(days=1)), DAY, Standing.EXPIRED),
        (AT_INDUCTION, TrainingFact(DAY - YEAR, DAY), DAY, Standing.SOON),
        (AT_INDUCTION, TrainingFact(DAY, DAY + timedelta(days=56)), DAY, Standing.SOON),
        (AT_INDUCTION, TrainingFact(DAY, DAY + timedelta(days=57)), DAY, Standing.DONE),
        (AT_INDUCTION, TrainingFact(DAY, None), DAY, Standing.DONE),
    ],
)
def test_where_somebody_stands(course: CourseFact, last: TrainingFact | None, joined_on: date, standing: str) -> None:
    assert rules.standing_on(course, last, joined_on=joined_on, day=DAY) == standing


def test_gaps_are_what_is_missing_or_has_run_out() -> None:
    standings = {one.value: one for one in Standing}
    assert rules.gaps(standings) == ["missing", "expired"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 11, 20), 24, date(2028, 11, 20)),
    ],
)
def test_months_end_where_there_is_no_such_day(day: date, months: int, then: date) -> None:
    assert rules.in_months(day, months) == then


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 120))
def test_months_never_fail_and_never_go_back(day: date, months: int) -> None:
    assert day <= rules.in_months(day, months) <= day + timedelta(days=31 * months)


def test_a_training_counts_for_the_months_of_its_course() -> None:
    assert rules.runs_out(date(2026, 3, 2), 12) == date(2027, 3, 1)
    assert rules.runs_out(date(2026, 3, 2), None) is None


@pytest.mark.parametrize(
    ("left", "stage"), [(57, None), (56, 56), (15, 56), (14, 14), (0, 14), (-1, -1), (-28, -1), (-29, None)]
)
def test_each_stage_has_its_days(left: int, stage: int | None) -> None:
    assert rules.stage_on(DAY + timedelta(days=left), DAY) == stage


@pytest.mark.parametrize(
    ("months", "starts_after", "wrong"),
    [(None, 0, []), (120, 60, []), (0, 0, ["months"]), (121, 0, ["months"]), (1, -1, ["starts_after"]),
     (1, 61, ["starts_after"])],
)  # fmt: skip
def test_months_of_a_course(months: int | None, starts_after: int, wrong: list[str]) -> None:
    assert list(rules.what_is_wrong_with_course(months=months, starts_after=starts_after)) == wrong


@pytest.mark.parametrize(
    ("said", "officer", "own", "known"),
    [
        (None, None, 1, OfficerKnown.NOBODY),
        (7, None, 1, OfficerKnown.NOBODY),
        (None, 1, 1, OfficerKnown.KNOWN),
        (None, 7, 1, OfficerKnown.NEVER),
        (7, 7, 1, OfficerKnown.KNOWN),
        (7, 8, 1, OfficerKnown.CHANGED),
    ],
)
def test_whether_somebody_knows_their_officer(said: int | None, officer: int | None, own: int, known: str) -> None:
    assert rules.officer_known(said, officer, own=own) == known


def test_a_check_is_due_on_joining_and_a_year_after_each_time() -> None:
    assert rules.due_again(None, YEAR, DAY) == DAY
    assert rules.due_again(DAY, YEAR, DAY - 2 * YEAR) == DAY + YEAR


def test_a_check_is_not_made_while_a_statement_is_left_out() -> None:
    for kind in CheckKind:
        everything = list(rules.STATEMENTS[kind])
        assert rules.what_is_not_said(kind, everything) == []
        assert rules.what_is_not_said(kind, everything[1:]) == everything[:1]


@pytest.mark.parametrize(
    ("scores", "low"),
    [
        ({"technology": 3, "storing": 3, "duties": 5}, []),
        ({"technology": 2, "storing": 3, "duties": 1}, ["technology", "duties"]),
    ],
)
def test_two_and_below_is_low(scores: dict[str, int], low: list[str]) -> None:
    assert rules.low_parts(scores) == low


def test_who_is_asked_for_help() -> None:
    assert rules.asked_of_whom(has_manager=True) == "manager"
    assert rules.asked_of_whom(has_manager=False) == "group"


@pytest.mark.parametrize(("ago", "missed"), [(-1, 0), (27, 0), (28, 1), (83, 2)])
def test_how_often_somebody_should_have_talked(ago: int, missed: int) -> None:
    assert rules.nudges_missed(DAY - timedelta(days=ago), DAY, timedelta(weeks=4)) == missed


def test_nothing_is_recorded_before_it_happens() -> None:
    assert rules.what_is_wrong_with_day(DAY, DAY) is None
    assert rules.what_is_wrong_with_day(DAY + timedelta(days=1), DAY)
