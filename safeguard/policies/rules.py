"""The thresholds the software needs, with defaults and where each comes from. Pure.

Sources: requirements "Thresholds and defaults"; practice A1 for the times until somebody answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from safeguard.lib.worktime import WorkingHours
from safeguard.policies.enums import Origin

MINUTES, WORKING_HOURS, HOUR_OF_DAY, NATION = "minutes", "working hours", "o'clock", "nation"


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
    """The defaults with the organisation's own values over them."""
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
