"""Turning steps into the lines that pages show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents import rules
from incidents.enums import Level, LinkKind, StepOutcome
from incidents.models import CaseLink, CaseStep, Incident
from incidents.rules import STEP, STEPS, CaseFacts, Judged, Missing
from safeguard.lib.clock import to_the_minute
from sessions_app.models import SessionAssessment


def said_words(line: CaseStep) -> str:
    """How a step stands, in a few words."""
    step = STEPS.get(line.code)
    if line.outcome == StepOutcome.PLANNED and line.due_on is not None:
        return _("By %(day)s") % {"day": date_format(line.due_on, "j F Y")}
    if step is not None and step.answers is not None and line.answer in step.answers.values:
        said = str(step.answers(line.answer).label)
    else:
        said = str(StepOutcome(line.outcome).label) if line.outcome != StepOutcome.SENT else _("Sent")
    return f"{said} ({date_format(line.due_on, 'j F Y')})" if line.due_on is not None else said  # weighed again


def step_rows(incident: Incident, judged: Iterable[Judged], newest: Mapping[str, CaseStep]) -> list[dict[str, Any]]:
    """Steps as rows of a task list: what it is, what was said, and whether the case waits for it."""
    rows = []
    for one in judged:
        line = newest.get(one.step.code)
        status, level = _status(one, line)
        url = reverse("incidents:step", args=[incident.ref, one.step.code])
        hint = _said_of(line) if line is not None else str(one.step.hint)
        rows.append({"text": one.step.words, "url": url, "hint": hint, "status": status, "level": level})
    return rows


def _status(one: Judged, line: CaseStep | None) -> tuple[str, str]:
    if one.keeps_open:
        return (_("To be done"), "today") if line is None else (_("Waits for its day"), "can_wait")
    if line is not None:
        return said_words(line), ""
    if one.level == Level.OFF:
        return _("Not asked"), ""
    return (_("Done"), "") if one.is_settled else ("", "")


def _said_of(line: CaseStep) -> str:
    return f"{line.by.full_name}, {to_the_minute(line.recorded_at)}"


def step_lines(lines: Iterable[CaseStep]) -> list[dict[str, Any]]:
    """What was said of a step as a timeline, newest first; ``lines`` come so."""
    return [
        {
            "title": said_words(one),
            "at": one.recorded_at,
            "by": one.by.full_name,
            "text": _facts_of(one),
            **_version_of(one),
        }
        for one in lines
    ]


def _version_of(line: CaseStep) -> dict[str, str]:
    """The version of a policy that learning led to (INC-29)."""
    if line.version is None:
        return {}
    return {"url": line.version.get_absolute_url(), "link_text": line.version.policy.title}


def step_entries(lines: Iterable[CaseStep]) -> list[dict[str, Any]]:
    """The same as lines of a chronology: each names its step."""
    return [
        {**line, "title": f"{_words_of(one)}: {line['title']}"}
        for one, line in ((one, step_lines([one])[0]) for one in lines)
    ]


def _words_of(line: CaseStep) -> str:
    return str(STEPS[line.code].words) if line.code in STEPS else line.code


def _facts_of(line: CaseStep) -> str:
    facts = [
        "; ".join(line.factors),
        _("When: %(when)s") % {"when": line.when_happened} if line.when_happened else "",
        _("By or with: %(who)s") % {"who": line.who} if line.who else "",
        _("Reference: %(reference)s") % {"reference": line.their_reference} if line.their_reference else "",
        _("Agreed with: %(whom)s") % {"whom": line.agreed_with} if line.agreed_with else "",
        line.text,
    ]
    return "\n".join(fact for fact in facts if fact)


def track_rows(incident: Incident, facts: CaseFacts) -> list[dict[str, Any]]:
    """The open tracks, each with how many of its required steps wait; what is most urgent first."""
    rows = []
    for track in rules.open_tracks(facts):
        judged = rules.judge_track(track, facts)
        waiting = sum(1 for one in judged if one.keeps_open and not one.step.elsewhere)
        said = any(one.step.code in facts.said for one in judged)
        status = ngettext("%(count)s to do", "%(count)s to do", waiting) % {"count": waiting} if waiting else ""
        rows.append(
            {
                "track": track,
                "text": track.label,
                "url": reverse("incidents:track", args=[incident.ref, track.value]),
                "status": status or (_("Nothing waits") if said else ""),
                "level": "today" if waiting else "",
            }
        )
    return rows


def step_tasks(incident: Incident, missing: Sequence[Missing]) -> list[dict[str, Any]]:
    """The steps that keep a case open: those of one track are one line that leads there."""
    by_track: dict[Any, list[str]] = {}
    for one in missing:
        code = one.field.removeprefix(STEP)
        if one.field.startswith(STEP):
            by_track.setdefault(STEPS[code].track, []).append(code)
    tasks = []
    for track, codes in by_track.items():
        if len(codes) == 1:
            words, url = STEPS[codes[0]].words, reverse("incidents:step", args=[incident.ref, codes[0]])
        else:
            words = ngettext("%(count)s step", "%(count)s steps", len(codes)) % {"count": len(codes)}
            url = reverse("incidents:track", args=[incident.ref, track.value])
        tasks.append({"text": f"{track.label}: {words}", "url": url})
    return tasks


def planned_rows(incident: Incident, lines: Iterable[CaseStep]) -> list[dict[str, Any]]:
    """What is still to be done, closed or not, the soonest first; ``lines`` come so."""
    return [
        {
            "text": _words_of(one),
            "url": reverse("incidents:step", args=[incident.ref, one.code]),
            "hint": one.who or one.by.full_name,
            "status": date_format(one.due_on, "j F Y") if one.due_on is not None else "",
        }
        for one in lines
    ]


def plan_rows(plan: SessionAssessment | None) -> list[dict[str, Any]]:
    """What the risk assessment of the session says is done when there is a concern (ESC-12)."""
    if plan is None:
        return []
    return [{"key": _("What is done if there is a concern"), "value": plan.response, "long": True}]


def link_rows(links: Iterable[tuple[CaseLink, Incident]]) -> list[dict[str, Any]]:
    """The cases that a case belongs with."""
    return [{"link": link, "other": other, "words": LinkKind(link.kind).label} for link, other in links]
