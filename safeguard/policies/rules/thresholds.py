"""The thresholds the software needs, with defaults and where each comes from. Pure.

Sources: requirements "Thresholds and defaults"; practice A1 for the times until somebody answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from safeguard.lib.worktime import WorkingHours
from safeguard.policies.enums import Origin

MINUTES, WORKING_HOURS, HOUR_OF_DAY, NATION = "minutes", "working hours", "o'clock", "nation"
YEARS, WEEKS, DAYS, CASES = "years", "weeks", "days", "cases"
WORKING_DAYS = "working days"


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
        15, MINUTES, "After the last post, everybody is called again every", "our own", low=5, high=120
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
    "monitor_first": Default(1, WEEKS, "After closing, somebody looks again after", "requirements INC-32", high=8),
    "monitor_second": Default(4, WEEKS, "And a second time after", "requirements INC-32", high=26),
    "monitor_third": Default(12, WEEKS, "And a third time after", "requirements INC-32", high=52),
    "recheck_parents": Default(
        5, WORKING_DAYS, "When parents are not told, it is weighed again within", "requirements INC-38", high=20
    ),
    "tell_lado": Default(
        8, WORKING_HOURS, "The designated officer (LADO) is told within", "practice C30; our proposal", high=16
    ),
    "support_colleague": Default(
        8, WORKING_HOURS, "A colleague is offered support within", "003 Accountability b4", high=40
    ),
    "second_look": Default(24, WORKING_HOURS, "A closed case is looked at a second time within", "our own", high=80),
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
    "self_check": Default(52, WEEKS, "A self-check is made again after", "002 §5.3; 003 Tips b3", low=4, high=104),
    "check_in": Default(
        4,
        WEEKS,
        "Workers talk with a colleague or their manager within",
        "004 Self-care b3",
        high=26,
    ),
    "supervision": Default(8, WEEKS, "A supervision takes place at least every", "002 §2.9 j; our proposal", high=52),
    "question_due": Default(7, DAYS, "A question is answered within", "002 §6.3.1; our proposal", high=60),
    "background_check": Default(
        156, WEEKS, "A background check (DBS) is done again after", "practice C30; our own proposal", low=26, high=520
    ),
    "answer_social_care": Default(
        1,
        WORKING_DAYS,
        "Social care answers a referral within",
        "WT chapter 3; check with your local partnership",
        Origin.GUIDANCE,
        high=10,
    ),
    "answer_lado": Default(
        1,
        WORKING_DAYS,
        "The designated officer (LADO) answers within",
        "issue 6; our proposal, check with your local partnership",
        high=10,
    ),
    "answer_others": Default(
        5,
        WORKING_DAYS,
        "The police and other bodies answer a referral within",
        "issue 6; our proposal, check with your local partnership",
        high=20,
    ),
    "link_expires": Default(14, DAYS, "A link to a family can be used for", "our own", low=1, high=60),
    "turns_18": Default(
        12, WEEKS, "Before their 18th birthday, what changes is talked over from", "practice A12; our proposal", high=52
    ),
    "small_count": Default(
        5, CASES, "In reports a number is hidden when it is smaller than", "002 §2.9 h; our proposal", low=3, high=20
    ),
    "day_opens": Default(9, HOUR_OF_DAY, "Working time begins at", "001 b7", low=6, high=12),
    "day_closes": Default(17, HOUR_OF_DAY, "Working time ends at", "001 b7", low=13, high=22),
    "idle_safeguarding": Default(
        30,
        MINUTES,
        "Whoever needs a second factor is signed out when nothing was pressed for",
        "requirements SEC-02; our proposal",
        low=5,
        high=120,
    ),
    "idle": Default(
        60,
        MINUTES,
        "Anybody else is signed out when nothing was pressed for",
        "requirements SEC-02; our proposal",
        low=5,
        high=240,
    ),
    "nation": Default("ENG", NATION, "The nation whose bank holidays hold", "practice F48"),
}
# The rooms of the page of limits; what is in none of them stands in a last one.
ROOMS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Concerns"),
        ("answer_now", "answer_today", "answer_can_wait", "call_again", "chase_unfinished", "first_entry"),
    ),
    (
        gettext_lazy("Sessions"),
        ("session_length", "session_gap", "call_back", "welfare_call", "record_due", "reminder_hour"),
    ),
    (
        gettext_lazy("Young people and families"),
        ("risk_review", "countersign_under", "link_expires", "turns_18", "take_over"),
    ),
    (
        gettext_lazy("People who work here"),
        ("self_check", "check_in", "supervision", "question_due", "background_check", "idle_safeguarding", "idle"),
    ),
    (gettext_lazy("Working time"), ("day_opens", "day_closes", "nation")),
)
NATIONS = ("ENG", "WLS", "SCT", "NIR")


def in_rooms(codes: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Limits by the room in which they stand; each once, in their own order (our own)."""
    left = list(codes)
    rooms = [(str(title), [code for code in left if code in inside]) for title, inside in ROOMS]
    others = [code for code in left if not any(code in inside for _title, inside in ROOMS)]
    return [(title, found) for title, found in [*rooms, (str(_("Everything else")), others)] if found]


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


AHEAD = timedelta(days=366)
# Two thresholds of which the first must stay below the second, or not above it; and what is said otherwise.
TOGETHER: tuple[tuple[str, str, bool, str | Promise], ...] = (
    ("day_opens", "day_closes", True, gettext_lazy("Working time would end before it begins.")),
    (
        "answer_now",
        "answer_today",
        False,
        gettext_lazy("A concern marked “now” would be answered later than one marked “today”."),
    ),
    ("reminder_hour", "day_closes", True, gettext_lazy("Morning reminders would leave after working time.")),
    (
        "idle_safeguarding",
        "idle",
        False,
        gettext_lazy(
            "Whoever needs a second factor sees the most, and would stay signed in longer than everybody else when "
            "nothing is pressed. Choose a time that is not longer for them than for the others; change the other one "
            "first if both are to change."
        ),
    ),
)

# Those of which a change may be impossible together with what another one is.
JUDGED_TOGETHER = frozenset(code for first, second, _is_strict, _words in TOGETHER for code in (first, second))


def why_not_together(changes: Iterable[tuple[datetime, str, Any]], judged_from: int = 0) -> str | Promise | None:
    """Why these changes make an impossible combination, or None (our own: a day does not close before it opens).

    ``changes``: values of ``JUDGED_TOGETHER`` with their moments and codes, in the order in which they take effect,
    from what is in force on. What was before is not asked: a change reaches forward only.
    ``judged_from``: the first of them that is judged; what was possible before a rule came stands in nobody's way.
    """
    values = {code: default.value for code, default in DEFAULTS.items()}
    for place, (_at, code, value) in enumerate(changes):
        values[code] = value
        if place < judged_from:
            continue
        for first, second, is_strict, words in TOGETHER:
            if code in (first, second) and (
                values[first] > values[second] or (is_strict and values[first] == values[second])
            ):
                return words
    return None


def why_not_then(from_at: datetime, now: datetime) -> str | Promise | None:
    """Why a change may not take effect at this moment, or None: the past keeps what it had (design 4.1)."""
    if from_at < now:
        return _("A threshold cannot be changed in the past.")
    if from_at > now + AHEAD:
        return _("Choose a day within a year.")
    return None


DOCUMENTS = {
    "000": gettext_lazy("six things for professionals contacting young people in self-isolation"),
    "001": gettext_lazy("Merton, social media and streaming"),
    "002": gettext_lazy("The Futures Group online safety policy"),
    "003": gettext_lazy("Staying Safe Online"),
    "004": gettext_lazy("Barnardo’s guidance on digital platforms"),
    "WT": gettext_lazy("Working Together to Safeguard Children 2023, statutory in England"),
}


def origin_in_words(default: Default) -> str:
    """Where a default comes from, so that nobody takes our proposal for the guidance (design 4.1)."""
    document, _space, clause = default.source.partition(" ")
    if document not in DOCUMENTS:
        return _("Our proposal: the guidance gives no number.")
    words = {"document": DOCUMENTS[document], "number": document, "clause": clause.partition(";")[0]}
    if default.origin == Origin.GUIDANCE:
        return _("From the guidance: %(number)s (%(document)s), %(clause)s.") % words
    return _("Our proposal. The guidance asks for it without a number: %(number)s (%(document)s), %(clause)s.") % words


NATION_NAMES = {
    "ENG": gettext_lazy("England"),
    "WLS": gettext_lazy("Wales"),
    "SCT": gettext_lazy("Scotland"),
    "NIR": gettext_lazy("Northern Ireland"),
}
_WITH_UNIT = {
    MINUTES: ngettext_lazy("%(value)s minute", "%(value)s minutes", "value"),
    WORKING_DAYS: ngettext_lazy("%(value)s working day", "%(value)s working days", "value"),
    WORKING_HOURS: ngettext_lazy("%(value)s working hour", "%(value)s working hours", "value"),
    YEARS: ngettext_lazy("%(value)s year", "%(value)s years", "value"),
    WEEKS: ngettext_lazy("%(value)s week", "%(value)s weeks", "value"),
    DAYS: ngettext_lazy("%(value)s day", "%(value)s days", "value"),
    CASES: gettext_lazy("%(value)s"),
    HOUR_OF_DAY: gettext_lazy("%(value)s:00"),
}


def in_words(code: str, value: Any) -> str:
    """A value with its unit, for the screen (design 4.1)."""
    unit = DEFAULTS[code].unit
    if unit == NATION:
        return str(NATION_NAMES.get(value, value))
    return str(_WITH_UNIT[unit] % {"value": value})
