"""Who needs which course and where they stand with it; when somebody is reminded. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from safeguard.practitioners.enums import Standing, TrainingState
from safeguard.practitioners.rules.training import TrainingFact, training_on

SOON = timedelta(weeks=8)  # our own proposal: time enough to find a place on a course
# How many days before the last day, in the order in which somebody is told; -1: it has run out.
STAGES = (56, 14, -1)
TOLD_AFTERWARDS = timedelta(days=28)  # what ran out longer ago stands on the pages, and is not mailed any more


@dataclass(frozen=True)
class CourseFact:
    """A course in use. ``starts_after``: months after joining; ``roles``: those that need it."""

    code: str
    name: str
    starts_after: int
    roles: frozenset[str]


def needed(courses: Iterable[CourseFact], roles: Iterable[str]) -> list[CourseFact]:
    """The courses that somebody with these roles needs, in their order (ORG-28)."""
    held = frozenset(roles)
    return [course for course in courses if course.roles & held]


def standing_on(course: CourseFact, written_last: TrainingFact | None, *, joined_on: date, day: date) -> Standing:
    """Where somebody stands on a day with a course they need (ORG-26, ORG-28).

    Whatever is needed at induction is missing from the day on which somebody joined; a refresher is not, before its
    months have passed.
    """
    state = training_on(written_last, day)
    if state == TrainingState.NEVER:
        return Standing.LATER if day < in_months(joined_on, course.starts_after) else Standing.MISSING
    if state == TrainingState.EXPIRED:
        return Standing.EXPIRED
    assert written_last is not None  # what was never done is answered above
    runs_out = written_last.expires_on
    return Standing.SOON if runs_out is not None and runs_out <= day + SOON else Standing.DONE


GAPS = frozenset({Standing.MISSING, Standing.EXPIRED})


def in_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day (our own)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def stage_on(expires_on: date, day: date) -> int | None:
    """Which reminder of a training is due on a day, as a number of days of STAGES; None if none is (ORG-29).

    Of two that have come only the later one: whoever is told that it has run out need not hear that it soon will.
    """
    if day > expires_on + TOLD_AFTERWARDS:
        return None
    left = (expires_on - day).days
    return min((stage for stage in STAGES if left <= stage), default=None)


def what_is_wrong_with_course(*, months: int | None, starts_after: int) -> dict[str, str]:
    """What keeps a course from being described so, by field (ORG-26); empty if nothing does.

    ``months``: how many months it counts, None for ever; ``starts_after``: how many months after joining it is due.
    """
    wrong = {}
    if months is not None and not 1 <= months <= 120:
        wrong["months"] = _("Enter a number of months from 1 to 120, or leave it empty")
    if not 0 <= starts_after <= 60:
        wrong["starts_after"] = _("Enter a number of months from 0 to 60")
    return wrong


def runs_out(done_on: date, months: int | None) -> date | None:
    """The last day on which a training counts, by the months of its course (ORG-26); None: it does not run out."""
    return None if months is None else in_months(done_on, months) - timedelta(days=1)


def gaps(standings: Mapping[str, Standing]) -> list[str]:
    """The names of the courses that are missing or have run out, in their order (ORG-28)."""
    return [name for name, standing in standings.items() if standing in GAPS]
