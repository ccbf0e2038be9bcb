"""What a chronology is made of. A part of a case that wants its lines in it adds a ``Source`` to ``SOURCES``."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject

from incidents.enums import (
    LINE_OF_ENTRY,
    EntryKind,
    LineKind,
    ReadingVerb,
    Verb,
)
from incidents.models import (
    CaseCopy,
    CaseLock,
    CaseNotice,
    CaseStep,
    ChronologyEntry,
    Closure,
    Detail,
    Incident,
    Invitation,
    InvolvedPerson,
    PersonLink,
    Reader,
    SecondLook,
    TriageAnswer,
)
from incidents.selectors import source_lines as lines
from incidents.selectors.stream import Cases, Source
from safeguard.audit.models import AuditEvent
from safeguard.duties.enums import DutyState
from safeguard.duties.models import Duty
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import LadderStep
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


def _taken(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    """What was said of the steps of the tracks, each time it was said."""
    return CaseStep.objects.filter(incident__in=cases.pks)


def _involved(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    """Who was said to be involved, each time it was said: what a correction replaced stands too."""
    return InvolvedPerson.objects.filter(incident__in=cases.pks)


def _details(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return Detail.objects.filter(incident__in=cases.pks)


def _notices(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return CaseNotice.objects.filter(incident__in=cases.pks)


def _second_looks(cases: Cases, _kinds: Collection[LineKind]) -> QuerySet[Any]:
    return SecondLook.objects.filter(closure__incident__in=cases.pks)


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
_TAKEN = {
    **{name: name for name in ("code", "outcome", "answer", "text", "when_happened", "who", "their_reference")},
    **{name: name for name in ("due_on", "factors", "agreed_with")},
    "policy": "version__policy__title",
}
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
        {"when_happened": "when_happened", "source": "source"},
        lines.raised_line,
    ),
    Source(
        "b",
        _one(LineKind.REPORT),
        _links,
        "incident__ref",
        "at",
        "by__full_name",
        {"is_linked": "is_linked", "reason": "reason", "name": "person__known_as"},
        lines.link_line,
    ),
    Source(
        "bx",
        _one(LineKind.REPORT),
        _involved,
        "incident__ref",
        "written_at",
        "by__full_name",
        {
            **{name: name for name in ("name", "kind", "part", "note", "is_taken_out")},
            "known": "person__known_as",
            "corrects": "corrects_id",
        },
        lines.involved_line,
    ),
    Source(
        "by",
        _one(LineKind.REPORT),
        _details,
        "incident__ref",
        "answered_at",
        "by__full_name",
        {"question": "question", "chosen": "chosen", "words": "words"},
        lines.detail_line,
    ),
    Source(
        "c",
        _one(LineKind.TOLD),
        _steps,
        "ladder__about_ref",
        "at",
        NOBODY,
        {"kind": "kind", "post": "post", "person": "person__full_name"},
        lines.step_line,
    ),
    Source(
        "d",
        _one(LineKind.REPORT),
        _acknowledged,
        "ref",
        "acknowledged_at",
        "acknowledged_by__full_name",
        {},
        lines.acknowledged_line,
    ),
    Source(
        "e",
        _one(LineKind.TRIAGE),
        _triage,
        "incident__ref",
        "answered_at",
        "by__full_name",
        {"saved": "saved"},
        lines.triage_line,
    ),
    Source(
        "ex",
        _one(LineKind.STEP),
        _taken,
        "incident__ref",
        "recorded_at",
        "by__full_name",
        _TAKEN,
        lines.taken_line,
    ),
    Source(
        "ey",
        _one(LineKind.TOLD),
        _notices,
        "incident__ref",
        "told_at",
        "by__full_name",
        {**_NAMED, "kind": "kind"},
        lines.notice_line,
    ),
    Source(
        "f",
        frozenset(LINE_OF_ENTRY.values()),
        _entries,
        "incident__ref",
        "written_at",
        "by__full_name",
        _ENTRY,
        lines.entry_line,
    ),
    Source(
        "g",
        _one(LineKind.DUTY),
        _duties,
        "subject_ref",
        "done_at",
        "done_by__full_name",
        {"kind": "kind"},
        lines.duty_line,
    ),
    Source(
        "h",
        _one(LineKind.CLOSING),
        _closures,
        "incident__ref",
        "closed_at",
        "closed_by__full_name",
        _CLOSURE,
        lines.closing_line,
    ),
    Source(
        "hx",
        _one(LineKind.CLOSING),
        _second_looks,
        "closure__incident__ref",
        "looked_at",
        "by__full_name",
        {"agrees": "agrees", "text": "text"},
        lines.second_look_line,
    ),
    Source(
        "i",
        _one(LineKind.ACCESS),
        _readers,
        "incident__ref",
        "added_at",
        "added_by__full_name",
        {**_NAMED, "reason": "reason", "until": "ends_at"},
        lines.reader_line,
    ),
    Source(
        "j",
        _one(LineKind.ACCESS),
        _readers_ended,
        "incident__ref",
        "ended_at",
        "ended_by__full_name",
        _NAMED,
        lines.reader_ended_line,
    ),
    Source(
        "k",
        _one(LineKind.ACCESS),
        _invitations,
        "incident__ref",
        "asked_at",
        "asked_by__full_name",
        {**_NAMED, "question": "question"},
        lines.invitation_line,
    ),
    Source(
        "l",
        _one(LineKind.ACCESS),
        _invitations_ended,
        "incident__ref",
        "ended_at",
        "ended_by__full_name",
        _NAMED,
        lines.invitation_ended_line,
    ),
    Source(
        "m",
        _one(LineKind.ACCESS),
        _locks,
        "incident__ref",
        "locked_at",
        "locked_by__full_name",
        {"reason": "reason"},
        lines.lock_line,
    ),
    Source(
        "n",
        _one(LineKind.ACCESS),
        _locks_lifted,
        "incident__ref",
        "lifted_at",
        "lifted_by__full_name",
        {"reason": "lifted_why"},
        lines.lifted_line,
    ),
    Source(
        "o",
        _one(LineKind.ACCESS),
        _copies,
        "incident__ref",
        "asked_at",
        "asked_by__full_name",
        {"whom": "for_whom", "why": "why", "copy_for": "copy_for", "ref": "ref"},
        lines.copy_line,
    ),
    Source(
        "p",
        _one(LineKind.OPENED),
        _openings,
        "subject_ref",
        "at",
        Coalesce(_ACTOR, NOBODY, output_field=TextField()),
        {"verb": "verb"},
        lines.opening_line,
    ),
)
