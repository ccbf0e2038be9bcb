"""Turning records into the lines that pages show."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.enums import QUESTIONS, EntryKind, Involved, OutsideBody, YesNoUnsure
from incidents.models import ChronologyEntry, Incident
from safeguard.escalation.enums import StepKind
from safeguard.escalation.selectors import StoryLine


def report_rows(incident: Incident) -> list[dict[str, Any]]:
    """The report as it was sent, word for word, as rows of a summary list."""
    rows: list[dict[str, Any]] = [
        {"key": label, "value": getattr(incident, name), "long": True}
        for name, label in QUESTIONS.items()
        if getattr(incident, name)
    ]
    rows += [
        {"key": _("About someone who works for us"), "value": YesNoUnsure(incident.about_staff).label},
        {"key": _("Pictures or videos"), "value": YesNoUnsure(incident.imagery).label},
    ]
    if incident.involved:
        who = ", ".join(str(Involved(code).label) for code in incident.involved)
        rows.insert(1 if incident.about_whom else 0, {"key": _("Who they are"), "value": who})
    if incident.service:
        rows.append({"key": _("Service"), "value": incident.service.name})
    return rows


def story_entries(story: list[StoryLine]) -> list[dict[str, Any]]:
    """Who was told when, as a timeline, newest first; that somebody opened it stands where they were told."""
    return [
        {"title": line.title, "at": line.step.at, "text": line.fate}
        for line in reversed(story)
        if line.step.kind != StepKind.OPENED
    ]


def chronology_entries(incident: Incident, entries: list[ChronologyEntry]) -> list[dict[str, Any]]:
    """The chronology as a timeline, newest first; it begins with the report itself."""
    lines = [{"title": _("Concern raised"), "at": incident.raised_at, "by": incident.raised_by.full_name}]
    if incident.acknowledged_at and incident.acknowledged_by:
        by = incident.acknowledged_by.full_name
        lines.append({"title": _("Acknowledged"), "at": incident.acknowledged_at, "by": by})
    lines += [entry_line(entry) for entry in entries]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


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
        "by": entry.by.full_name,
        "text": "\n".join(str(fact) for fact in facts if fact),
    }
