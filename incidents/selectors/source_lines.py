"""How what happened in a case reads as a line of its chronology."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.enums import (
    ANSWERS,
    LINE_OF_ENTRY,
    AlreadyHappened,
    CopyFor,
    EntryKind,
    LineKind,
    NoticeKind,
    OutsideBody,
    Source,
    TriageQuestion,
)
from incidents.models import CaseStep, Detail, InvolvedPerson
from incidents.rules import category_of
from incidents.selectors.known_words import in_one_line, involved_title, involved_words
from incidents.selectors.step_words import said_words, step_facts, step_words
from incidents.selectors.stream import Happened, Line
from safeguard.audit.enums import words_of
from safeguard.duties.enums import DutyKind
from safeguard.escalation.enums import StepKind
from safeguard.lib.clock import LONDON


def _line(row: Happened, kind: LineKind, title: Any, *texts: Any, **over: Any) -> Line:
    text = "\n".join(str(text) for text in texts if text)
    return Line(kind=kind, at=row.at, place=row.place, by=row.by or "", title=str(title), text=text, **over)


def raised_line(row: Happened) -> Line:
    """That it was raised."""
    title = _("Concern raised by the public form") if row.facts["source"] == Source.OUTSIDE else _("Concern raised")
    return _line(row, LineKind.REPORT, title, happened=row.facts["when_happened"])


def involved_line(row: Happened) -> Line:
    """Who was said to be involved."""
    facts = dict(row.facts)
    known, corrects = facts.pop("known"), facts.pop("corrects")
    said = InvolvedPerson(**facts, corrects_id=corrects)
    words = involved_words(said) if not known else f"{involved_words(said)}\n{_('One of those we work with')}"
    return _line(row, LineKind.REPORT, involved_title(said), said.name or known, words)


def detail_line(row: Happened) -> Line:
    """What was answered about a kind of harm."""
    said = Detail(**row.facts)
    return _line(row, LineKind.REPORT, said.get_question_display(), in_one_line(said))


def acknowledged_line(row: Happened) -> Line:
    """That somebody took it on."""
    return _line(row, LineKind.REPORT, _("Acknowledged"))


def entry_line(row: Happened) -> Line:
    """What somebody wrote."""
    facts, kind = row.facts, EntryKind(row.facts["kind"])
    row = row if row.by else replace(row, by=_("whoever sent it from outside"))
    part = LINE_OF_ENTRY[EntryKind(facts["corrected_kind"]) if facts["corrected_kind"] else kind]
    already = ", ".join(str(AlreadyHappened(code).label) for code in facts["already_happened"])
    body = OutsideBody(facts["body"]).label if facts["body"] else ""
    corrects = _moment(facts["corrected_at"]) if facts["corrected_at"] else ""
    return _line(
        row,
        part,
        kind.label,
        *(body, facts["reference"], already, facts["text"]),
        happened=facts["when_happened"],
        ref=facts["ref"],
        corrects=corrects,
    )


def triage_line(row: Happened) -> Line:
    """What was answered at once."""
    return _line(row, LineKind.TRIAGE, _("Triage"), "\n\n".join(_answer(one) for one in row.facts["saved"]))


def _answer(said: dict[str, str]) -> str:
    words = str(ANSWERS[said["question"]](said["answer"]).label)
    if said["question"] == TriageQuestion.CATEGORY:
        words = f"{category_of(said['answer']).label}: {words}"
    reason = f"\n{said['reason']}" if said["reason"] else ""
    return f"{TriageQuestion(said['question']).label}: {words}{reason}"


def taken_line(row: Happened) -> Line:
    """What was said of a step."""
    facts = dict(row.facts)
    policy, due_on = facts.pop("policy") or "", facts.pop("due_on")
    said = CaseStep(**facts, due_on=date.fromisoformat(due_on) if due_on else None)
    return _line(row, LineKind.STEP, f"{step_words(said)}: {said_words(said)}", step_facts(said, policy))


def notice_line(row: Happened) -> Line:
    """Who inside was told that there is something for them to read."""
    words = {**row.facts, "kind": NoticeKind(row.facts["kind"]).label}
    return _line(row, LineKind.TOLD, _("Told %(name)s (%(kind)s)") % words)


def second_look_line(row: Happened) -> Line:
    """What the second person said of how it was closed."""
    words = _("Looked at by a second person") if row.facts["agrees"] else _("Opened again by a second person")
    return _line(row, LineKind.CLOSING, words, row.facts["text"])


def closing_line(row: Happened) -> Line:
    """How it was closed."""
    facts = row.facts
    day = date_format(datetime.fromisoformat(facts["monitor_on"]), "j F Y") if facts["monitor_on"] else ""
    again = (_("Looking again"), day) if day else (_("Nobody looks again"), facts["no_monitoring"])
    said = [(_("What was done"), facts["outcome"]), (_("What was learned"), facts["learning"]), again]
    return _line(row, LineKind.CLOSING, _("Closed"), "\n\n".join(f"{key}: {text}" for key, text in said))


def step_line(row: Happened) -> Line:
    """Whom a ladder told, or that it found nobody."""
    facts, what = row.facts, StepKind(row.facts["kind"]).label
    if not facts["person"]:
        return _line(row, LineKind.TOLD, f"{facts['post']}: {what}")
    who = facts["person"] + (f" ({facts['post']})" if facts["post"] else "")
    told = _("Told %(who)s") % {"who": who}
    return _line(row, LineKind.TOLD, told if facts["kind"] == StepKind.TOLD else f"{who}: {what}")


def duty_line(row: Happened) -> Line:
    """What was to be done and was."""
    what = DutyKind(row.facts["kind"]).label
    return _line(row, LineKind.DUTY, _("Done: %(what)s") % {"what": what})


def link_line(row: Happened) -> Line:
    """That somebody was linked to it, or that it is not about them."""
    words = _("Linked to %(name)s") if row.facts["is_linked"] else _("Corrected: it is not about %(name)s")
    return _line(row, LineKind.REPORT, words % {"name": row.facts["name"]}, row.facts["reason"])


def reader_line(row: Happened) -> Line:
    """That somebody may read it."""
    until = _("Until %(at)s") % {"at": _moment(row.facts["until"])} if row.facts["until"] else ""
    return _line(row, LineKind.ACCESS, _("%(name)s may read it") % row.facts, row.facts["reason"], until)


def reader_ended_line(row: Happened) -> Line:
    """That somebody may read it no more."""
    return _line(row, LineKind.ACCESS, _("%(name)s may read it no more") % row.facts)


def invitation_line(row: Happened) -> Line:
    """What a colleague was asked."""
    return _line(row, LineKind.ACCESS, _("%(name)s was asked to add what they know") % row.facts, row.facts["question"])


def invitation_ended_line(row: Happened) -> Line:
    """That a question was ended."""
    return _line(row, LineKind.ACCESS, _("The question to %(name)s was ended") % row.facts)


def lock_line(row: Happened) -> Line:
    """That it was locked."""
    return _line(row, LineKind.ACCESS, _("Locked to named people"), row.facts["reason"])


def lifted_line(row: Happened) -> Line:
    """That a lock was lifted."""
    return _line(row, LineKind.ACCESS, _("The lock was lifted"), row.facts["reason"])


def copy_line(row: Happened) -> Line:
    """That a copy was made, for whom and why."""
    title = _("A copy was made: %(whom)s") % {"whom": row.facts["whom"]}
    return _line(row, LineKind.ACCESS, title, CopyFor(row.facts["copy_for"]).label, row.facts["why"], row.facts["ref"])


def opening_line(row: Happened) -> Line:
    """That somebody opened it."""
    return _line(row, LineKind.OPENED, words_of(row.facts["verb"]).capitalize())


def _moment(iso: str) -> str:
    """A moment that came as a text, as people read it."""
    return date_format(datetime.fromisoformat(iso).astimezone(LONDON), "DATETIME_FORMAT")
