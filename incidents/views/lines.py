"""Turning records into the lines that pages show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from incidents.enums import (
    ASKED,
    QUESTIONS,
    Answering,
    EntryKind,
    Involved,
    OutsideBody,
    Severity,
    Teller,
    TriageQuestion,
    YesNoUnsure,
)
from incidents.models import ChronologyEntry, Closure, Detail, Incident, InvolvedPerson, PublicReport, TriageAnswer
from incidents.rules import STEP, Answered, Missing, category_of, is_asked
from incidents.selectors import answered_words, given_in, in_one_line, involved_title, involved_words
from incidents.views.step_lines import step_tasks
from safeguard.escalation.enums import StepKind
from safeguard.escalation.selectors import StoryLine
from safeguard.lib.clock import to_the_minute


def report_rows(incident: Incident) -> list[dict[str, Any]]:
    """The report as it was sent, word for word, as rows of a summary list."""
    rows: list[dict[str, Any]] = [
        {"key": label, "value": getattr(incident, name), "long": True}
        for name, label in QUESTIONS.items()
        if getattr(incident, name)
    ]
    rows += [
        {"key": _("About someone who works for us"), "value": _said(incident.about_staff)},
        {"key": _("Pictures or videos"), "value": _said(incident.imagery)},
    ]
    if incident.involved:
        who = ", ".join(str(Involved(code).label) for code in incident.involved)
        rows.insert(1 if incident.about_whom else 0, {"key": _("Who they are"), "value": who})
    if incident.session:
        rows.append({"key": _("Session"), "value": incident.session.ref})
    if incident.service:
        rows.append({"key": _("Service"), "value": incident.service.name})
    return rows


def _said(answer: str) -> Any:
    return YesNoUnsure(answer).label if answer else _("They did not say")


def public_rows(report: PublicReport | None) -> list[dict[str, Any]]:
    """What whoever sent it from outside said of themselves, and how they may be reached: nothing else is used."""
    if report is None:
        return []
    answering = Answering(report.answering).label if report.answering else _("They did not say: do not get in touch")
    rows: list[dict[str, Any]] = [
        {"key": _("Who they say they are"), "value": Teller(report.teller).label if report.teller else ""},
        {"key": _("Name"), "value": report.name},
        {"key": _("May we get in touch?"), "value": answering},
        {"key": _("How"), "value": report.contact},
        {"key": _("When it is safe"), "value": report.safe_times},
        {"key": _("What we must not do"), "value": report.never},
    ]
    return [row for row in rows if row["value"]]


def involved_rows(people: Iterable[InvolvedPerson], *, change: str = "") -> list[dict[str, Any]]:
    """Who is involved, each with their own part, as rows of a summary list. ``change``: where a row is corrected."""
    return [
        {
            "key": one.name or (one.person.full_name if one.person else ""),
            "value": involved_words(one),
            "long": True,
            **({"url": f"{change}?corrects={one.ref}", "action": _("Correct")} if change else {}),
        }
        for one in people
    ]


def involved_entries(said: Iterable[InvolvedPerson]) -> list[dict[str, Any]]:
    """What was said of who is involved, and what was corrected: one line for what one person said at once."""
    lines = []
    moments = groupby(said, key=lambda one: (one.written_at, one.by_id, involved_title(one)))
    for (at, _by_id, title), together in moments:
        rows = list(together)
        text = "\n\n".join(f"{one.name}\n{involved_words(one)}".strip() for one in rows)
        lines.append({"title": title, "at": at, "by": rows[0].by.full_name if rows[0].by else "", "text": text})
    return lines


def detail_rows(in_force: Mapping[str, Answered]) -> list[dict[str, Any]]:
    """What is known about the kinds of harm, as rows of a summary list, in the order in which it is asked."""
    return [
        {"key": asked.question.label, "value": answered_words(question, in_force[question]), "long": True}
        for question, asked in ASKED.items()
        if question in in_force
    ]


def detail_entries(details: Iterable[Detail]) -> list[dict[str, Any]]:
    """What was answered about kinds of harm: one line for what one person saved at once."""
    lines = []
    for (at, _by_id), saved in groupby(details, key=lambda detail: (detail.answered_at, detail.by_id)):
        together = list(saved)
        said = [f"{one.get_question_display()} {in_one_line(one)}" for one in together]
        lines.append({"title": _("Details"), "at": at, "by": together[0].by.full_name, "text": "\n\n".join(said)})
    return lines


def story_entries(story: list[StoryLine]) -> list[dict[str, Any]]:
    """Who was told when, as a timeline, newest first; that somebody opened it stands where they were told."""
    return [
        {"title": line.title, "at": line.step.at, "text": line.fate}
        for line in reversed(story)
        if line.step.kind != StepKind.OPENED
    ]


def chronology_entries(
    incident: Incident,
    entries: Sequence[ChronologyEntry],
    triage: Sequence[dict[str, Any]],
    closures: Sequence[Closure],
) -> list[dict[str, Any]]:
    """The chronology as a timeline, newest first; it begins with the report itself."""
    lines = [{"title": _("Concern raised"), "at": incident.raised_at, "by": incident.raised_by_name}]
    if incident.acknowledged_at and incident.acknowledged_by:
        by = incident.acknowledged_by.full_name
        lines.append({"title": _("Acknowledged"), "at": incident.acknowledged_at, "by": by})
    lines += [*triage, *(entry_line(entry) for entry in entries), *(_closing_line(closure) for closure in closures)]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def triage_entries(answers: Iterable[TriageAnswer]) -> list[dict[str, Any]]:
    """What was answered in triage, oldest first: one line for what one person saved at once."""
    lines = []
    for (at, _by_id), saved in groupby(answers, key=lambda answer: (answer.answered_at, answer.by_id)):
        together = list(saved)
        text = "\n\n".join(f"{a.get_question_display()}: {_with_reason(a)}" for a in together)
        lines.append({"title": _("Triage"), "at": at, "by": together[0].by.full_name, "text": text})
    return lines


def tags(risk: str | None, severity: str | None) -> dict[str, str]:
    """What a list or the head of a case shows of triage: the codes, for the colours, and severity in words."""
    words = str(Severity(severity).label) if severity else ""
    return {"risk": risk or "", "severity": severity or "", "severity_words": words}


def with_tags(incidents: Iterable[Any]) -> list[tuple[Incident, dict[str, str]]]:
    """Cases that ``selectors.with_triage`` has read, each with its tags."""
    return [(one, tags(one.risk, one.severity)) for one in incidents]


def in_force_rows(
    incident: Incident, triage: Mapping[str, TriageAnswer], referrals: Sequence[ChronologyEntry]
) -> list[dict[str, Any]]:
    """What is in force, as rows of a summary list, in the order of the questions; what is not asked is left out."""
    given = given_in(triage.values())
    rows = [
        {"key": question.label, "value": _with_reason(triage[question]), "long": True}
        for question in TriageQuestion
        if question in triage and is_asked(question, given)
    ]
    if referrals:
        told = [f"{entry.get_body_display()} ({to_the_minute(entry.written_at)})" for entry in referrals]
        rows.append({"key": _("Referred to"), "value": "\n".join(told), "long": True})
    return rows


def tasks(incident: Incident, keeps_open: Iterable[Missing]) -> list[dict[str, Any]]:
    """What keeps a case open, each with where it is done."""
    pages = {
        "referral": reverse("incidents:refer", args=[incident.ref]),
        "entry": f"{incident.get_absolute_url()}#chronology",
    }
    triage = reverse("incidents:triage", args=[incident.ref])
    missing = list(keeps_open)
    first = [
        {"text": one.text, "url": pages.get(one.field, f"{triage}#{one.field}")}
        for one in missing
        if not one.field.startswith(STEP)
    ]
    return [*first, *step_tasks(incident, missing)]


def closing_rows(closure: Closure) -> list[dict[str, Any]]:
    """How a case was closed, as rows of a summary list."""
    looks_again = _day(closure.monitor_on) if closure.monitor_on else closure.no_monitoring
    return [
        {"key": _("What was done"), "value": closure.outcome, "long": True},
        {"key": _("What was learned"), "value": closure.learning, "long": True},
        {"key": _("Looking again") if closure.monitor_on else _("Nobody looks again"), "value": looks_again},
    ]


def _closing_line(closure: Closure) -> dict[str, Any]:
    text = "\n\n".join(f"{row['key']}: {row['value']}" for row in closing_rows(closure))
    return {"title": _("Closed"), "at": closure.closed_at, "by": closure.closed_by.full_name, "text": text}


def _with_reason(answer: TriageAnswer) -> str:
    words = answer.answer_words
    if answer.question == TriageQuestion.CATEGORY:
        words = f"{category_of(answer.answer).label}: {words}"
    return f"{words}\n{answer.reason}" if answer.reason else words


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def entry_line(entry: ChronologyEntry) -> dict[str, Any]:
    """One entry as a line of a timeline."""
    facts = [
        OutsideBody(entry.body).label if entry.body else "",
        entry.their_reference,
        _("When: %(when)s") % {"when": entry.when_happened} if entry.when_happened else "",
        ", ".join(entry.already_happened_words),
        entry.text,
    ]
    return {
        "title": EntryKind(entry.kind).label,
        "at": entry.written_at,
        "by": entry.by_name,
        "text": "\n".join(str(fact) for fact in facts if fact),
    }
