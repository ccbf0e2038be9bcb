"""The thresholds the software needs, with defaults and where each comes from. Pure.

Sources: requirements "Thresholds and defaults"; practice A1 for the times until somebody answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.utils.text import slugify

from safeguard.lib.worktime import WorkingHours
from safeguard.policies.enums import AupState, Origin, PolicyKind

MINUTES, WORKING_HOURS, HOUR_OF_DAY, NATION = "minutes", "working hours", "o'clock", "nation"
YEARS, WEEKS, DAYS, CASES = "years", "weeks", "days", "cases"


@dataclass(frozen=True)
class Default:
    """A threshold as it is until the organisation sets its own; ``low`` and ``high`` bound what may be set."""

    value: Any
    unit: str
    label: str
    source: str
    origin: Origin = Origin.ORGANISATION
    low: int = 1
    high: int = 7 * 24 * 60


DEFAULTS: Mapping[str, Default] = {
    "answer_now": Default(15, MINUTES, "A concern marked 'now' is answered within", "practice A1", high=60),
    "answer_today": Default(60, MINUTES, "A concern marked 'today' is answered within", "practice A1", high=240),
    "answer_can_wait": Default(4, WORKING_HOURS, "A concern that can wait is answered within", "practice A1", high=16),
    "call_again": Default(
        15, MINUTES, "After the last post, everybody is called again every", "design 4.5", low=5, high=120
    ),
    "chase_unfinished": Default(
        30, MINUTES, "The author of an unfinished concern is reminded after", "practice A13", low=10, high=240
    ),
    "first_entry": Default(
        120,
        MINUTES,
        "The first entry in the chronology follows an acknowledgement within",
        "002 A1 Initial response",
    ),
    "record_due": Default(
        60, MINUTES, "The record follows the end of a session within", "003 Transparency b4", high=480
    ),
    "welfare_call": Default(
        60, MINUTES, "Without another agreement, the welfare call after a safe word follows within", "004 Risk b4"
    ),
    "call_back": Default(
        5,
        MINUTES,
        "After a lost connection the worker calls back within",
        "004 Intro & follow-up b3",
        Origin.GUIDANCE,
        high=30,
    ),
    "take_over": Default(8, WORKING_HOURS, "Somebody who is handed over is accepted within", "issue 5", high=40),
    "session_length": Default(45, MINUTES, "A session lasts at most", "002 A2 §3.3", Origin.GUIDANCE, low=5, high=240),
    "session_gap": Default(
        15, MINUTES, "Between two sessions of a worker there are", "004 Self-care b4", low=0, high=120
    ),
    "reminder_hour": Default(8, HOUR_OF_DAY, "Morning reminders leave at", "004 Message", low=6, high=11),
    "countersign_under": Default(
        16,
        YEARS,
        "A parent or carer countersigns under the age of",
        "003 Informed Consent",
        Origin.GUIDANCE,
        low=13,
        high=18,
    ),
    "risk_review": Default(26, WEEKS, "A risk assessment is reviewed after", "requirements RA-24", low=1, high=104),
    "link_expires": Default(14, DAYS, "A link to a family can be used for", "design 4.8", low=1, high=60),
    "small_count": Default(
        5, CASES, "In reports a number is hidden when it is smaller than", "002 §2.9 h; our proposal", low=3, high=20
    ),
    "day_opens": Default(9, HOUR_OF_DAY, "Working time begins at", "001 b7", low=6, high=12),
    "day_closes": Default(17, HOUR_OF_DAY, "Working time ends at", "001 b7", low=13, high=22),
    "nation": Default("ENG", NATION, "The nation whose bank holidays hold", "practice F48"),
}
NATIONS = ("ENG", "WLS", "SCT", "NIR")


@dataclass(frozen=True)
class Thresholds:
    """The thresholds in force at a moment, by code."""

    values: Mapping[str, Any]

    def minutes(self, code: str) -> timedelta:
        """A threshold in minutes, as a length of time."""
        return timedelta(minutes=self.values[code])

    def number(self, code: str) -> int:
        """A threshold as the plain number that it is, in its own unit."""
        return int(self.values[code])

    def days(self, code: str) -> timedelta:
        """A threshold in days, as a length of time."""
        return timedelta(days=self.values[code])

    def weeks(self, code: str) -> timedelta:
        """A threshold in weeks, as a length of time."""
        return timedelta(weeks=self.values[code])

    def working_hours_long(self, code: str) -> timedelta:
        """A threshold in working hours, as a length of working time."""
        return timedelta(hours=self.values[code])

    @property
    def hours(self) -> WorkingHours:
        """The organisation's working hours and nation."""
        return WorkingHours(
            opens=time(self.values["day_opens"]),
            closes=time(self.values["day_closes"]),
            nation=self.values["nation"],
        )


def in_force(changes: Mapping[str, Any]) -> Thresholds:
    """The defaults with the organisation's own values over them, each in its own unit."""
    return Thresholds({code: changes.get(code, default.value) for code, default in DEFAULTS.items()})


def why_not(code: str, value: Any) -> str | None:
    """Why this value may not be set, in words for the screen, or None if it may."""
    default = DEFAULTS.get(code)
    if default is None:
        return "There is no such threshold."
    if default.unit == NATION:
        return None if value in NATIONS else "Choose one of the four nations."
    if type(value) is not int or not default.low <= value <= default.high:
        return f"Enter a whole number from {default.low} to {default.high}."
    return None


LONGEST_CODE = 40
RESERVED_CODES = frozenset({"add"})  # addresses of ours


def code_of(title: str) -> str:
    """The name of a policy in addresses, made of its title; empty when no name can be made of it."""
    code = slugify(title)[:LONGEST_CODE].strip("-")
    return "" if code in RESERVED_CODES else code


def needs_signing(kind: str, number: int, *, must_sign: bool | None) -> bool:
    """Whether a version must be signed. ``number``: 1 for the first; ``must_sign`` None: nobody said.

    The first version of the policy on acceptable use always is, or its signature could never be asked for (ORG-07).
    """
    if kind != PolicyKind.AUP:
        return bool(must_sign)
    return number == 1 or must_sign is not False


def aup_state(to_sign: int | None, signed: int | None) -> AupState:
    """Where somebody stands with the policy on acceptable use (ORG-07).

    ``to_sign`` is the number of the latest version that must be signed (None: none was issued), ``signed`` that of
    the latest version they signed (None: they never did).
    """
    if to_sign is None:
        return AupState.NO_AUP
    if signed is None:
        return AupState.NEVER_SIGNED
    return AupState.SIGNED if signed >= to_sign else AupState.STALE
