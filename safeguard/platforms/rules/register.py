"""What may be decided about a platform, and what that means on a day. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from safeguard.platforms.enums import Method, PlatformState, PlatformStatus

IN_USE = frozenset({PlatformStatus.APPROVED, PlatformStatus.RESTRICTED})

_STATES = {
    PlatformStatus.PROPOSED: PlatformState.UNASSESSED,
    PlatformStatus.IN_ASSESSMENT: PlatformState.UNASSESSED,
    PlatformStatus.APPROVED: PlatformState.USABLE,
    PlatformStatus.RESTRICTED: PlatformState.RESTRICTED,
    PlatformStatus.REFUSED: PlatformState.REFUSED,
    PlatformStatus.RETIRED: PlatformState.RETIRED,
}


def state_on(status: str, review_due: date | None, day: date) -> PlatformState:
    """What a platform of this status is on a day (PLT-01, practice E42 and E43).

    ``review_due`` is the last day of an approval: the day after, it has lapsed until somebody looks again.
    """
    if status in IN_USE and (review_due is None or review_due < day):
        return PlatformState.LAPSED
    return _STATES[PlatformStatus(status)]


def state_with(state: PlatformState, *, is_spoken_against: bool) -> PlatformState:
    """What it is while a newer assessment speaks against what was decided: a reason, not a stop (practice E43)."""
    return PlatformState.RESTRICTED if is_spoken_against and state == PlatformState.USABLE else state


# What a platform may become. What was refused or retired is assessed again before anybody uses it.
MAY_BECOME: Mapping[str, frozenset[PlatformStatus]] = {
    PlatformStatus.PROPOSED: IN_USE | {PlatformStatus.IN_ASSESSMENT, PlatformStatus.REFUSED},
    PlatformStatus.IN_ASSESSMENT: IN_USE | {PlatformStatus.REFUSED},
    PlatformStatus.APPROVED: IN_USE | {PlatformStatus.IN_ASSESSMENT, PlatformStatus.REFUSED, PlatformStatus.RETIRED},
    PlatformStatus.RESTRICTED: IN_USE | {PlatformStatus.IN_ASSESSMENT, PlatformStatus.REFUSED, PlatformStatus.RETIRED},
    PlatformStatus.REFUSED: frozenset({PlatformStatus.IN_ASSESSMENT}),
    PlatformStatus.RETIRED: frozenset({PlatformStatus.IN_ASSESSMENT}),
}
A_YEAR = timedelta(days=366)  # a review is due at least yearly (PLT-22); one of those years is a leap year
REMINDED_BEFORE = timedelta(days=30)  # a month before the review is due, its owner is told
OLDEST_AGE = 25  # a higher minimum age would shut out everybody we work with


@dataclass(frozen=True)
class Missing:
    """A question whose answer is missing or wrong, and what to say about it."""

    field: str
    text: str


def what_is_wrong(
    *, before: str, status: str, reason: str, restrictions: str, review_due: date | None, today: date
) -> list[Missing]:
    """What keeps this decision from being taken, by field (PLT-01); an empty list if nothing does."""
    wrong = []
    if status not in MAY_BECOME[before]:
        wrong.append(Missing("status", _("Choose what was decided")))
    if not reason.strip():
        wrong.append(Missing("reason", _("Write why")))
    if status == PlatformStatus.RESTRICTED and not restrictions.strip():
        wrong.append(Missing("restrictions", _("Write what it may be used for, and what not")))
    if status in IN_USE and review_due is None:
        wrong.append(Missing("review_due", _("Enter the day by which somebody looks at it again")))
    if status in IN_USE and review_due is not None and review_due < today:
        wrong.append(Missing("review_due", _("Enter a day that is still to come")))
    if status in IN_USE and review_due is not None and review_due > today + A_YEAR:
        wrong.append(Missing("review_due", _("Enter a day within a year: every platform is looked at again each year")))
    return wrong


def what_is_wrong_with_correction(
    *, name: str, purpose: str, methods: Collection[str], why: str, is_changed: bool
) -> list[Missing]:
    """What keeps a correction from being taken, by field (PLT-01); an empty list if nothing does."""
    wrong = what_is_wrong_with_facts(name=name, purpose=purpose, methods=methods, min_age=0)
    if not why.strip():
        wrong.append(Missing("why", _("Write why it is corrected")))
    if not wrong and not is_changed:
        wrong.append(Missing("name", _("Nothing has been changed")))
    return wrong


def what_is_wrong_with_facts(*, name: str, purpose: str, methods: Collection[str], min_age: int) -> list[Missing]:
    """What keeps a platform from being proposed, by field (PLT-01, PLT-07); an empty list if nothing does.

    ``min_age``: whole years.
    """
    wrong = []
    if not name.strip():
        wrong.append(Missing("name", _("Enter what it is called")))
    if not purpose.strip():
        wrong.append(Missing("purpose", _("Write what it is for")))
    if not methods or not set(methods) <= set(Method.values):
        wrong.append(Missing("methods", _("Choose how people meet on it")))
    if not 0 <= min_age <= OLDEST_AGE:
        wrong.append(Missing("min_age", _("Enter an age in whole years, from 0 to 25")))
    return wrong
