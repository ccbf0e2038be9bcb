"""When an authority owes an answer, and what is done when we do not agree with it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from incidents.enums import AnswerKind, OutsideBody, ReferralKind, Waits
from incidents.rules.raising import Missing
from safeguard.lib.worktime import add_working_time, closing_of, end_of_day, opening_of
from safeguard.policies.rules.thresholds import Thresholds

# Whose answer is waited for, and the threshold in working days. 999 answers by coming; a helpline answers on the line.
ANSWER_WITHIN: Mapping[str, str] = {
    OutsideBody.SOCIAL_CARE: "answer_social_care",
    OutsideBody.LADO: "answer_lado",
    OutsideBody.POLICE: "answer_others",
    OutsideBody.CEOP: "answer_others",
    OutsideBody.IWF: "answer_others",
    OutsideBody.PREVENT: "answer_others",
    OutsideBody.OTHER: "answer_others",
}
SOON = timedelta(hours=4)  # what somebody says is to be done today
LATEST_CHASE = 92  # days: a hold that nobody asks about for longer has been forgotten


def answer_due_at(body: str, kind: str, now: datetime, thresholds: Thresholds) -> datetime | None:
    """By when an authority owes an answer; None if it owes none (ESC-02, practice A9; the times are our own).

    A day of work begins when they work: what is told them at night counts from the morning.
    """
    code = ANSWER_WITHIN.get(body)
    if code is None or kind == ReferralKind.ADVICE:
        return None
    return working_days_on(now, thresholds.number(code), thresholds)


def working_days_on(now: datetime, days: int, thresholds: Thresholds) -> datetime:
    """So many whole days of working time later (our own proposal: their hours are not known, and are like ours)."""
    hours = thresholds.hours
    a_day = datetime.combine(date(2000, 1, 3), hours.closes) - datetime.combine(date(2000, 1, 3), hours.opens)
    return add_working_time(now, a_day * days, hours)


def ends_the_wait(answer: str) -> bool:
    """Whether an answer is one: who wants to know more first has not decided (our own)."""
    return answer != AnswerKind.WANTS_MORE


def may_disagree(answer: str) -> bool:
    """Whether the steps of a professional disagreement are shown with an answer: when nobody acts on it (our own)."""
    return answer in (AnswerKind.NO_ACTION, AnswerKind.ADVICE, AnswerKind.OTHER)


def what_contact_lacks(*, text: str, next_step: str, next_on: date | None, today: date) -> list[Missing]:
    """What is missing in a line of the contact log (ESC-08). ``today`` in London."""
    missing = []
    if not text.strip():
        missing.append(Missing("text", _("Write what was said or done")))
    if next_on is not None and not next_step.strip():
        missing.append(Missing("next_step", _("Write what is to be done that day")))
    if next_on is not None and not 0 <= (next_on - today).days <= LATEST_CHASE:
        missing.append(Missing("next_on", _("Enter a day from today on, within three months")))
    return missing


def what_hold_lacks(*, agreed_with: str, waits: Sequence[str], chase_on: date | None, today: date) -> list[Missing]:
    """What is missing in the beginning of a hold (practice A3): with whom it was agreed, what waits, when to ask."""
    missing = []
    if not agreed_with.strip():
        missing.append(Missing("agreed_with", _("Enter the name of the officer it was agreed with")))
    if not waits or not set(waits) <= set(Waits.values):
        missing.append(Missing("waits", _("Choose what waits")))
    missing += wrong_chase_day(chase_on, today)
    return missing


def wrong_chase_day(chase_on: date | None, today: date) -> list[Missing]:
    """Why this is no day on which to ask the authorities again (practice A3)."""
    if chase_on is None:
        return [Missing("chase_on", _("Enter the day on which you ask them again"))]
    if not 0 < (chase_on - today).days <= LATEST_CHASE:
        return [Missing("chase_on", _("Enter a day after today, within three months"))]
    return []


def what_end_lacks(*, outcome: str, concluded_on: date | None, today: date) -> list[Missing]:
    """What is missing in the end of a hold (ESC-13): the outcome and its day. ``today`` in London."""
    missing = []
    if not outcome.strip():
        missing.append(Missing("outcome", _("Write what the authority has found or decided")))
    if concluded_on is None:
        missing.append(Missing("concluded_on", _("Enter the day on which they finished")))
    elif concluded_on > today:
        missing.append(Missing("concluded_on", _("This day is still to come")))
    return missing


def due_on(day: date, now: datetime, thresholds: Thresholds) -> datetime:
    """When what is to be done on a day is due: as work begins; of a day that has begun, within four hours, and before
    work ends or the day does. It is never late as soon as it is written (our own)."""
    hours = thresholds.hours
    opens, closes = opening_of(day, hours), closing_of(day, hours)
    if opens > now:
        return opens
    return min(now + SOON, closes if closes > now else end_of_day(now))


def suggested_chase(today: date) -> date:
    """The day that the form of a hold begins with (our own): in a week."""
    return today + timedelta(days=7)
