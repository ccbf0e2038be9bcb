"""What a chronology is made of. A part of a case that wants its lines in it adds a ``Source`` to ``SOURCES``."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.enums import (
    ANSWERS,
    LINE_OF_ENTRY,
    AlreadyHappened,
    CopyFor,
    EntryKind,
    LineKind,
    OutsideBody,
    ReadingVerb,
    TriageQuestion,
    Verb,
)
from incidents.models import (
    CaseCopy,
    CaseLock,
    ChronologyEntry,
    Closure,
    Incident,
    Invitation,
    PersonLink,
    Reader,
    TriageAnswer,
)
from incidents.rules import category_of
from incidents.selectors.stream import Cases, Happened, Line, Source
from safeguard.audit.enums import words_of
from safeguard.audit.models import AuditEvent
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.clock import LONDON
from safeguard.practitioners.models import User

RAISED = "a"  # the line that begins a chronology: on paper it says what was reported
NOBODY = Value("", TextField())


def _raised(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Incident.objects.filter(pk__in=cases.pks)


def _acknowledged(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Incident.objects.filter(pk__in=cases.pks, acknowledged_at__isnull=False)


def _entries(cases: Cases, kinds: Collection[LineKind]) -> QuerySet[Any]:
    """The entries of some parts; a correction stands in the part of what it corrects."""
    chosen = [entry for entry, line in LINE_OF_ENTRY.items() if line in kinds and entry != EntryKind.CORRECTION]
    alone = Q(corrects__isnull=True) if LineKind.NOTE in kinds else Q(pk__in=[])
    corrections = Q(kind=EntryKind.CORRECTION) & (Q(corrects__kind__in=chosen) | alone)
    return ChronologyEntry.objects.filter(Q(kind__in=chosen) | corrections, incident__in=cases.pks)


def _triage(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    """What one person saved at once is one row: its first answer."""
    earlier = TriageAnswer.objects.filter(
        incident=OuterRef("incident"), answered_at=OuterRef("answered_at"), by=OuterRef("by")
    ).order_by()
    together = earlier.values("incident").annotate(
        all=JSONBAgg(JSONObject(question="question", answer="answer", reason="reason"), order_by="pk")
    )
    first = earlier.order_by("pk").values("pk")[:1]
    rows = TriageAnswer.objects.filter(incident__in=cases.pks, pk=Subquery(first))
    return rows.annotate(saved=Subquery(together.values("all")))


def _closures(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Closure.objects.filter(incident__in=cases.pks)


def _steps(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    """Whom ladders of the case told, those of duties that nobody did too; that somebody opened it is an opening."""
    return LadderStep.objects.filter(ladder__about_ref__in=cases.refs).exclude(kind=StepKind.OPENED)


def _duties(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Duty.objects.filter(subject_type=Incident.SUBJECT, subject_ref__in=cases.refs, state=DutyState.DONE)


def _links(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return PersonLink.objects.filter(incident__in=cases.pks)


def _readers(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Reader.objects.filter(incident__in=cases.pks)


def _readers_ended(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Reader.objects.filter(incident__in=cases.pks, ended_at__isnull=False)


def _invitations(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Invitation.objects.filter(incident__in=cases.pks)


def _invitations_ended(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Invitation.objects.filter(incident__in=cases.pks, ended_at__isnull=False)


def _locks(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return CaseLock.objects.filter(incident__in=cases.pks)


def _locks_lifted(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return CaseLock.objects.filter(incident__in=cases.pks, lifted_at__isnull=False)


def _copies(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return CaseCopy.objects.filter(incident__in=cases.pks, asked_at__isnull=False)


OPENINGS = (Verb.OPENED, Verb.REPORT_OPENED, ReadingVerb.CHRONOLOGY_OPENED)


def _openings(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    """Who has opened the case, its chronology, or the report they made of it."""
    return AuditEvent.objects.filter(
        subject_type=Incident._meta.label_lower, subject_ref__in=cases.refs, verb__in=[verb.value for verb in OPENINGS]
    )


def _line(row: Happened, kind: LineKind, title: Any, *texts: Any, **over: Any) -> Line:
    text = "\n".join(str(text) for text in texts if text)
    return Line(kind=kind, at=row.at, place=row.place, by=row.by or "", title=str(title), text=text, **over)


def _raised_line(row: Happened) -> Line:
    return _line(row, LineKind.REPORT, _("Concern raised"), happened=row.facts["when_happened"])


def _acknowledged_line(row: Happened) -> Line:
    return _line(row, LineKind.REPORT, _("Acknowledged"))


def _entry_line(row: Happened) -> Line:
    facts, kind = row.facts, EntryKind(row.facts["kind"])
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


def _triage_line(row: Happened) -> Line:
    return _line(row, LineKind.TRIAGE, _("Triage"), "\n\n".join(_answer(one) for one in row.facts["saved"]))


def _answer(said: dict[str, str]) -> str:
    words = str(ANSWERS[said["question"]](said["answer"]).label)
    if said["question"] == TriageQuestion.CATEGORY:
        words = f"{category_of(said['answer']).label}: {words}"
    reason = f"\n{said['reason']}" if said["reason"] else ""
    return f"{TriageQuestion(said['question']).label}: {words}{reason}"


def _closing_line(row: Happened) -> Line:
    facts = row.facts
    day = date_format(datetime.fromisoformat(facts["monitor_on"]), "j F Y") if facts["monitor_on"] else ""
    again = (_("Looking again"), day) if day else (_("Nobody looks again"), facts["no_monitoring"])
    said = [(_("What was done"), facts["outcome"]), (_("What was learned"), facts["learning"]), again]
    return _line(row, LineKind.CLOSING, _("Closed"), "\n\n".join(f"{key}: {text}" for key, text in said))


def _step_line(row: Happened) -> Line:
    facts, what = row.facts, StepKind(row.facts["kind"]).label
    if not facts["person"]:
        return _line(row, LineKind.TOLD, f"{facts['post']}: {what}")
    who = facts["person"] + (f" ({facts['post']})" if facts["post"] else "")
    told = _("Told %(who)s") % {"who": who}
    return _line(row, LineKind.TOLD, told if facts["kind"] == StepKind.TOLD else f"{who}: {what}")


def _duty_line(row: Happened) -> Line:
    what = DutyKind(row.facts["kind"]).label
    return _line(row, LineKind.DUTY, _("Done: %(what)s") % {"what": what})


def _link_line(row: Happened) -> Line:
    words = _("Linked to %(name)s") if row.facts["is_linked"] else _("Corrected: it is not about %(name)s")
    return _line(row, LineKind.REPORT, words % {"name": row.facts["name"]}, row.facts["reason"])


def _reader_line(row: Happened) -> Line:
    until = _("Until %(at)s") % {"at": _moment(row.facts["until"])} if row.facts["until"] else ""
    return _line(row, LineKind.ACCESS, _("%(name)s may read it") % row.facts, row.facts["reason"], until)


def _reader_ended_line(row: Happened) -> Line:
    return _line(row, LineKind.ACCESS, _("%(name)s may read it no more") % row.facts)


def _invitation_line(row: Happened) -> Line:
    return _line(row, LineKind.ACCESS, _("%(name)s was asked to add what they know") % row.facts, row.facts["question"])


def _invitation_ended_line(row: Happened) -> Line:
    return _line(row, LineKind.ACCESS, _("The question to %(name)s was ended") % row.facts)


def _lock_line(row: Happened) -> Line:
    return _line(row, LineKind.ACCESS, _("Locked to named people"), row.facts["reason"])


def _lifted_line(row: Happened) -> Line:
    return _line(row, LineKind.ACCESS, _("The lock was lifted"), row.facts["reason"])


def _copy_line(row: Happened) -> Line:
    title = _("A copy was made: %(whom)s") % {"whom": row.facts["whom"]}
    return _line(row, LineKind.ACCESS, title, CopyFor(row.facts["copy_for"]).label, row.facts["why"], row.facts["ref"])


def _opening_line(row: Happened) -> Line:
    return _line(row, LineKind.OPENED, words_of(row.facts["verb"]).capitalize())


def _moment(iso: str) -> str:
    """A moment that came as a text, as people read it."""
    return date_format(datetime.fromisoformat(iso).astimezone(LONDON), "DATETIME_FORMAT")


def _one(kind: LineKind) -> frozenset[LineKind]:
    return frozenset({kind})


_ENTRY = {
    "kind": "kind",
    "text": "text",
    "when_happened": "when_happened",
    "body": "body",
    "reference": "their_reference",
    "already_happened": "already_happened",
    "ref": "ref",
    "corrected_at": "corrects__written_at",
    "corrected_kind": "corrects__kind",
}
_CLOSURE = {name: name for name in ("outcome", "learning", "monitor_on", "no_monitoring")}
_ACTOR = Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1])
_NAMED = {"name": "person__full_name"}

# In the order in which lines of one moment stand. Whatever else belongs into a chronology is added here: nothing else
# has to know of it, neither the page, nor its filter, nor the document.
SOURCES: tuple[Source, ...] = (
    Source(
        RAISED,
        _one(LineKind.REPORT),
        _raised,
        "ref",
        "raised_at",
        "raised_by__full_name",
        {"when_happened": "when_happened"},
        _raised_line,
    ),
    Source(
        "b",
        _one(LineKind.REPORT),
        _links,
        "incident__ref",
        "at",
        "by__full_name",
        {"is_linked": "is_linked", "reason": "reason", "name": "person__known_as"},
        _link_line,
    ),
    Source(
        "c",
        _one(LineKind.TOLD),
        _steps,
        "ladder__about_ref",
        "at",
        NOBODY,
        {"kind": "kind", "post": "post", "person": "person__full_name"},
        _step_line,
    ),
    Source(
        "d",
        _one(LineKind.REPORT),
        _acknowledged,
        "ref",
        "acknowledged_at",
        "acknowledged_by__full_name",
        {},
        _acknowledged_line,
    ),
    Source(
        "e",
        _one(LineKind.TRIAGE),
        _triage,
        "incident__ref",
        "answered_at",
        "by__full_name",
        {"saved": "saved"},
        _triage_line,
    ),
    Source(
        "f",
        frozenset(LINE_OF_ENTRY.values()),
        _entries,
        "incident__ref",
        "written_at",
        "by__full_name",
        _ENTRY,
        _entry_line,
    ),
    Source(
        "g", _one(LineKind.DUTY), _duties, "subject_ref", "done_at", "done_by__full_name", {"kind": "kind"}, _duty_line
    ),
    Source(
        "h",
        _one(LineKind.CLOSING),
        _closures,
        "incident__ref",
        "closed_at",
        "closed_by__full_name",
        _CLOSURE,
        _closing_line,
    ),
    Source(
        "i",
        _one(LineKind.ACCESS),
        _readers,
        "incident__ref",
        "added_at",
        "added_by__full_name",
        {**_NAMED, "reason": "reason", "until": "until"},
        _reader_line,
    ),
    Source(
        "j",
        _one(LineKind.ACCESS),
        _readers_ended,
        "incident__ref",
        "ended_at",
        "ended_by__full_name",
        _NAMED,
        _reader_ended_line,
    ),
    Source(
        "k",
        _one(LineKind.ACCESS),
        _invitations,
        "incident__ref",
        "asked_at",
        "asked_by__full_name",
        {**_NAMED, "question": "question"},
        _invitation_line,
    ),
    Source(
        "l",
        _one(LineKind.ACCESS),
        _invitations_ended,
        "incident__ref",
        "ended_at",
        "ended_by__full_name",
        _NAMED,
        _invitation_ended_line,
    ),
    Source(
        "m",
        _one(LineKind.ACCESS),
        _locks,
        "incident__ref",
        "locked_at",
        "locked_by__full_name",
        {"reason": "reason"},
        _lock_line,
    ),
    Source(
        "n",
        _one(LineKind.ACCESS),
        _locks_lifted,
        "incident__ref",
        "lifted_at",
        "lifted_by__full_name",
        {"reason": "lifted_why"},
        _lifted_line,
    ),
    Source(
        "o",
        _one(LineKind.ACCESS),
        _copies,
        "incident__ref",
        "asked_at",
        "asked_by__full_name",
        {"whom": "for_whom", "why": "why", "copy_for": "copy_for", "ref": "ref"},
        _copy_line,
    ),
    Source(
        "p",
        _one(LineKind.OPENED),
        _openings,
        "subject_ref",
        "at",
        Coalesce(_ACTOR, NOBODY, output_field=TextField()),
        {"verb": "verb"},
        _opening_line,
    ),
)
