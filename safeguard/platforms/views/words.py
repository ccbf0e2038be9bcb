"""Platforms in words: rows of lists and of summaries, lines of what was decided."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.platforms import rules
from safeguard.platforms.enums import PlatformState, PlatformStatus
from safeguard.platforms.models import Platform, PlatformAssessment, PlatformCorrection, PlatformDecision
from safeguard.platforms.rules.questions import BY_CODE, SECTIONS, YES, Answers, Kind, Question, is_answered, is_asked
from safeguard.practitioners.models import User

# The colour of a state; red is kept for immediate risk, and what asks for nothing has none.
LEVELS = {
    PlatformState.USABLE: "",
    PlatformState.RESTRICTED: "moderate",
    PlatformState.LAPSED: "high",
    PlatformState.UNASSESSED: "none",
    PlatformState.REFUSED: "high",
    PlatformState.RETIRED: "none",
}


def list_row(platform: Platform, state: PlatformState) -> list[dict[str, Any]]:
    """A platform as a row of a table; ``state``: what it is today."""
    due = date_format(platform.review_due) if platform.review_due else "–"
    return [
        {"label": _("Platform"), "text": platform.name, "url": platform.get_absolute_url()},
        {"label": _("How people meet"), "text": methods(platform)},
        {"label": _("Youngest age"), "text": age(platform)},
        {"label": _("Looked at again by"), "text": due},
        {"label": _("State"), "text": state.label, "level": LEVELS[state]},
    ]


def methods(platform: Platform) -> str:
    """How people meet on it."""
    return capfirst(", ".join(words.lower() for words in platform.method_words))


def age(platform: Platform) -> str:
    """The youngest age."""
    return str(platform.min_age) if platform.min_age else _("Any")


def facts(platform: Platform, assessment: PlatformAssessment | None) -> list[dict[str, Any]]:
    """A platform as rows of a summary list: what somebody who wants to use it has to know comes first."""
    names = {"has_chat": _("written messages"), "has_camera": _("a camera"), "has_recording": _("recording")}
    has = [words for name, words in names.items() if getattr(platform, name)]
    rows: list[dict[str, Any]] = [
        {"key": _("How people meet"), "value": methods(platform)},
        {"key": _("What it is for"), "value": platform.purpose, "long": True},
        {"key": _("Youngest age its terms allow"), "value": age(platform)},
        {"key": _("It has"), "value": capfirst(", ".join(has)) or _("No written messages, camera or recording")},
        {"key": _("Who answers for it"), "value": platform.owner.full_name},
    ]
    if platform.restrictions:
        rows.insert(0, {"key": _("It may be used for"), "value": platform.restrictions, "long": True})
    if assessment is not None:
        rows[-1:-1] = _for_whom(assessment.answers)
    if platform.review_due:
        rows.append({"key": _("Looked at again by"), "value": platform.review_due})
    return rows


def _for_whom(answers: Answers) -> list[dict[str, Any]]:
    """For which ages, what somebody can keep to themselves, and what those are offered who cannot use it."""
    can = [_("show a first name only")] if answers.get("first_name_only") == YES else []
    can += [_("keep the video off")] if answers.get("video_off") == YES else []
    helps = rules.in_words(BY_CODE["access"], answers).capitalize()
    instead = "\n".join(words for words in (helps, rules.in_words(BY_CODE["alternatives"], answers)) if words)
    rows = [
        {"key": _("For which ages it suits"), "value": answers.get("ages", ""), "long": True},
        {"key": _("Somebody on it can"), "value": capfirst(", ".join(can))},
        {"key": _("For those who need something else"), "value": instead, "long": True},
    ]
    return [row for row in rows if row["value"]]


def assessment_sections(assessment: PlatformAssessment) -> list[dict[str, Any]]:
    """An assessment as headings with rows; what is open says whether it must be answered."""
    return [
        {"title": section.title, "rows": [_answer(question, assessment) for question in asked]}
        for section in SECTIONS
        if (asked := [question for question in section.questions if is_asked(question, assessment.answers)])
    ]


def _answer(question: Question, assessment: PlatformAssessment) -> dict[str, Any]:
    if is_answered(question, assessment.answers):
        return {"key": question.label, "value": answer_words(question, assessment.answers), "long": _is_long(question)}
    return {"key": question.label, "value": _("Not answered yet") if question.needed else _("Open")}


def _is_long(question: Question) -> bool:
    return question.kind == Kind.TEXT


def answer_words(question: Question, answers: Any) -> str:
    """An answer as people read it, a date as they write it."""
    words = rules.in_words(question, answers)
    return date_format(date.fromisoformat(words)) if words and question.kind == Kind.DATE else words


def differences(there: Any, typed: Any) -> list[dict[str, str]]:
    """Where two assessments differ, as the table of two editors shows it."""
    return [
        {
            "question": str(question.label),
            "there": answer_words(question, there) or "–",
            "typed": answer_words(question, typed) or "–",
        }
        for question in rules.differences(there, typed)
    ]


def story(platform: Platform) -> list[dict[str, Any]]:
    """What was decided and corrected, the latest first."""
    names = {
        str(ref): name
        for ref, name in User.objects.filter(ref__in=_people_in(platform)).values_list("ref", "full_name")
    }
    lines = [decision_line(one) for one in platform.decisions.all()]
    lines += [_correction_line(one, names) for one in platform.corrections.all()]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def _people_in(platform: Platform) -> set[str]:
    found = [part.get("owner") for one in platform.corrections.all() for part in (one.before, one.after)]
    return {ref for ref in found if ref}


def decision_line(decision: PlatformDecision) -> dict[str, Any]:
    """A decision as a line of a timeline."""
    words = [decision.reason]
    if decision.restrictions:
        words.append(_("May be used for: %(what)s") % {"what": decision.restrictions})
    if decision.review_due:
        words.append(_("Looked at again by %(day)s") % {"day": date_format(decision.review_due)})
    return {
        "title": PlatformStatus(decision.status).label,
        "at": decision.decided_at,
        "by": decision.decided_by.full_name if decision.decided_by else "",
        "text": "\n\n".join(words),
    }


CORRECTED_NAMES = {
    "name": gettext_lazy("Name"),
    "methods": gettext_lazy("How people meet"),
    "purpose": gettext_lazy("What it is for"),
    "owner": gettext_lazy("Who answers for it"),
}


def _correction_line(correction: PlatformCorrection, names: dict[str, str]) -> dict[str, Any]:
    words = [correction.why]
    for field, before in correction.before.items():
        what = {
            "field": CORRECTED_NAMES[field],
            "before": _shown(field, before, names),
            "after": _shown(field, correction.after[field], names),
        }
        words.append(_("%(field)s: was “%(before)s”, is “%(after)s”") % what)
    return {"title": _("Corrected"), "at": correction.at, "by": correction.by.full_name, "text": "\n\n".join(words)}


def _shown(field: str, value: Any, names: dict[str, str]) -> str:
    if field == "methods":
        return methods(Platform(methods=value))
    return names.get(value, "") if field == "owner" else str(value)
