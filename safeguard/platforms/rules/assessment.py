"""What the answers of an assessment mean: what is missing, what forbids, what a young person's wish meets. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.platforms.enums import PlatformStatus
from safeguard.platforms.rules.questions import (
    CONSUMER,
    FAILED,
    NO,
    OFF,
    UNCLEAR,
    YES,
    Answers,
    Kind,
    Question,
    is_answered,
    is_asked,
    questions,
)
from safeguard.platforms.rules.register import A_YEAR, IN_USE

LONGEST_TEXT, LONGEST_LINE = 10_000, 200


def tidy(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are answers, by question: what nobody asked, or is empty, is left out (PLT-02).

    A question under an answer that was not given stays: it is asked again when that answer changes.
    """
    return {
        question.code: value.isoformat() if isinstance(value := answers[question.code], date) else value
        for question in questions()
        if question.code in answers and is_answered(question, answers)
    }


def what_is_no_answer(answers: Mapping[str, Any]) -> list[Question]:
    """The questions whose answer is of the wrong kind, a choice that is not offered, or too long (PLT-02)."""
    return [question for question in questions() if not _fits(question, answers.get(question.code))]


def _fits(question: Question, value: Any) -> bool:
    if value is None or value in ("", []):
        return True
    offered = {code for code, _label in question.choices}
    if question.kind == Kind.MANY:
        return isinstance(value, list) and set(value) <= offered
    if question.kind == Kind.NUMBER:
        return type(value) is int and 0 <= value <= question.most
    if not isinstance(value, str):
        return False
    if question.kind == Kind.CHOICE:
        return value in offered
    if question.kind == Kind.DATE:
        return _day(value) is not None
    return len(value) <= (LONGEST_TEXT if question.kind == Kind.TEXT else LONGEST_LINE)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def what_is_missing(answers: Answers) -> list[Question]:
    """The questions that have to be answered before a platform is approved, and are not (PLT-02 to PLT-18)."""
    return [q for q in questions() if q.needed and is_asked(q, answers) and not is_answered(q, answers)]


# What an answer forbids: always, or an approval without restrictions.
_FORBIDS: tuple[tuple[str, str, frozenset[PlatformStatus], str | Promise], ...] = (
    ("terms", CONSUMER, frozenset({PlatformStatus.APPROVED}),
     gettext_lazy("Its terms allow private use only: refuse it, or restrict it and say why")),
    ("terms", UNCLEAR, IN_USE,
     gettext_lazy("Its terms do not say whether an organisation may use it: ask the company first")),
    ("data_result", FAILED, IN_USE, gettext_lazy("It did not pass the data protection check")),
    ("exposes", YES, IN_USE,
     gettext_lazy("It shows a place or personal details to others, and that is not switched off")),
)  # fmt: skip


def what_forbids(answers: Answers, status: str) -> list[str | Promise]:
    """What the answers say against this decision (PLT-04, PLT-05, PLT-09)."""
    return [text for code, answer, statuses, text in _FORBIDS if answers.get(code) == answer and status in statuses]


def answers_against(status: str) -> list[tuple[str, str]]:
    """The answers that speak against this decision, each with the code of its question (PLT-04, PLT-05, PLT-09)."""
    return [(code, answer) for code, answer, statuses, _text in _FORBIDS if status in statuses]


@dataclass(frozen=True)
class Assessed:
    """An assessment as a decision is judged by it. ``made_on``: its day in London."""

    answers: Answers
    made_on: date
    has_lead_note: bool


def what_keeps_from_use(status: str, assessed: Assessed | None, today: date) -> list[str | Promise]:
    """Everything that keeps a platform from being approved or restricted now (PLT-01 to PLT-18, PLT-22); an empty list
    if nothing does, and for every other decision."""
    if status not in IN_USE:
        return []
    if assessed is None:
        return [_("It has not been assessed")]
    found: list[str | Promise] = [
        _("Not answered yet: %(question)s") % {"question": question.label}
        for question in what_is_missing(assessed.answers)
    ]
    found += what_forbids(assessed.answers, status)
    if assessed.answers.get("streams") == YES and not assessed.has_lead_note:
        found.append(_("It streams live: the safeguarding lead has to add a note first"))
    if assessed.made_on + A_YEAR < today:
        found.append(_("The assessment is older than a year: go through it again first"))
    return found


def settings_in(answers: Answers) -> list[str]:
    """What must be set before every session, a line each (PLT-08)."""
    return [line.strip() for line in str(answers.get("settings", "")).splitlines() if line.strip()]


def data_for(answers: Answers, minutes: int) -> tuple[int | None, int | None]:
    """Megabytes that so many minutes use, with video and without; None where nobody knows (PLT-14, PLN-15)."""
    return _share(answers.get("data_video"), minutes), _share(answers.get("data_audio"), minutes)


def _share(rate: int | None, minutes: int) -> int | None:
    """What so many minutes use of an hour's data; never nothing of something."""
    if not rate:
        return rate
    return max(1, round(rate * minutes / 60))


def unmet_wishes(answers: Answers, *, prefers_first_name_only: bool, prefers_video_off: bool) -> list[str | Promise]:
    """Which of somebody's wishes about being seen a platform cannot meet, in words (PLT-10, PER-07).

    What nobody has looked at is not taken for a yes. Where there is no video, it is off.
    """
    unmet: list[str | Promise] = []
    if prefers_first_name_only and answers.get("first_name_only") != YES:
        unmet.append(_("show a first name only"))
    if prefers_video_off and answers.get("video_off") not in (YES, "none"):
        unmet.append(_("keep the video off"))
    return unmet


def differences(before: Answers, after: Answers) -> list[Question]:
    """The questions that two assessments answer differently (our own)."""
    return [question for question in questions() if before.get(question.code) != after.get(question.code)]


def in_words(question: Question, answers: Answers) -> str:
    """An answer as people read it; empty when there is none (our own)."""
    value = answers.get(question.code)
    if not is_answered(question, answers):
        return ""
    labels = {code: str(label) for code, label in question.choices}
    if question.kind == Kind.CHOICE:
        return labels.get(str(value), "")
    if question.kind == Kind.MANY:
        return ", ".join(labels[code] for code in value or [] if code in labels)
    return str(value)


def features_meanwhile(answers: Answers, min_age: int) -> dict[str, Any]:
    """What the register takes over from an assessment while it is in use and nobody has decided on it: a higher age
    (PLT-07), and nothing that would open more (our own). ``min_age``: whole years, as it is."""
    age = answers.get("min_age", 0)
    return {"min_age": age} if age > min_age else {}


def features(answers: Answers) -> dict[str, Any]:
    """What the register shows of an assessment: the youngest age, and what it has (PLT-07, PLT-11, PLT-12, PLT-18)."""
    found: dict[str, Any] = {}
    if "min_age" in answers:
        found["min_age"] = answers["min_age"]
    if "has_chat" in answers:
        found["has_chat"] = answers["has_chat"] == YES
    if "video_off" in answers:
        found["has_camera"] = answers["video_off"] in (YES, NO)
    if "recording" in answers:
        found["has_recording"] = answers["recording"] in (YES, OFF)
    return found
