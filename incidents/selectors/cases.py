"""What one case consists of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from incidents.enums import EntryKind, ExclusionReason, Source
from incidents.models import (
    CaseStep,
    ChronologyEntry,
    Closure,
    Detail,
    Exclusion,
    Incident,
    InvolvedPerson,
    PublicReport,
    SecondLook,
    TriageAnswer,
)
from incidents.rules import Answered, Facts, Given, is_about_staff
from incidents.selectors.about import people_in
from incidents.selectors.steps import case_facts, is_advice, steps_of
from safeguard.lib.worktime import london_day
from safeguard.people.models import Network, Person
from safeguard.people.selectors import AuthorityLine, lines_now
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


def chronology_of(incident: Incident) -> QuerySet[ChronologyEntry]:
    """The entries of one incident, oldest first, with who wrote them."""
    return incident.entries.select_related("by", "corrects", "referral").order_by("written_at", "id")


def answers_to(incident: Incident) -> list[TriageAnswer]:
    """Every answer that triage of one case was ever given, oldest first, with who gave it."""
    return list(incident.triage.select_related("by").order_by("id"))


def given_in(answers: Iterable[TriageAnswer]) -> dict[str, Given]:
    """Answers, oldest first, as rules see them: the last to each question counts."""
    return {answer.question: Given(answer.answer, answer.reason, answer.answered_at) for answer in answers}


def facts_in(
    incident: Incident,
    answers: Iterable[TriageAnswer],
    entries: Iterable[ChronologyEntry],
    steps: Iterable[CaseStep],
    now: datetime,
) -> Facts:
    """What decides whether a case may be closed, from its answers, chronology and steps (all oldest first)."""
    history: dict[str, list[Given]] = {}
    for answer in answers:
        history.setdefault(answer.question, []).append(Given(answer.answer, answer.reason, answer.answered_at))
    lines = list(entries)
    not_referred = [line.written_at for line in lines if line.kind == EntryKind.NOT_REFERRED]
    has_entry = any(_is_of_those_who_deal(incident, line) for line in lines)
    triage = {question: given[-1] for question, given in history.items()}
    return Facts(
        history=history,
        referrals=[
            (line.body, line.written_at) for line in lines if line.kind == EntryKind.REFERRAL and not is_advice(line)
        ],
        not_referred_at=not_referred[-1] if not_referred else None,
        has_entry=has_entry,
        case=case_facts(incident, triage, lines, steps, has_entry=has_entry, today=london_day(now)),
    )


def facts_of(incident: Incident, now: datetime, *, steps: Sequence[CaseStep] | None = None) -> Facts:
    """What decides whether a case may be closed, as it now is. Four queries, one fewer where its steps have been read,
    and one more for its session."""
    lines = steps_of(incident) if steps is None else steps
    return facts_in(incident, answers_to(incident), chronology_of(incident), lines, now)


def _is_of_those_who_deal(incident: Incident, line: ChronologyEntry) -> bool:
    """Whether somebody who deals with the case wrote a line, and not whoever raised it to their own report."""
    if line.kind == EntryKind.REFERRAL:
        return line.by_id != incident.raised_by_id
    return line.kind in (
        *(EntryKind.NOTE, EntryKind.CONTACT, EntryKind.DECISION, EntryKind.NOT_REFERRED),
        *(EntryKind.OUTSIDE, EntryKind.HOLD),
    )


def said_of_involved(incident: Incident) -> list[InvolvedPerson]:
    """Everything that was ever said of who is involved, oldest first: what a correction replaced too."""
    return list(incident.involved_people.select_related("by", "corrects").order_by("id"))


def details_of(incident: Incident) -> list[Detail]:
    """Every answer about kinds of harm that one case was ever given, oldest first, with who gave it."""
    return list(incident.details.select_related("by").order_by("id"))


def answered_in(details: Iterable[Detail]) -> dict[str, Answered]:
    """Answers about kinds of harm, oldest first, as rules see them: the last to each question counts."""
    return {detail.question: Answered(tuple(detail.chosen), detail.words) for detail in details}


def details_in_force(incident: Incident) -> dict[str, Answered]:
    """What is in force about kinds of harm. One query."""
    return answered_in(incident.details.order_by("id"))


def public_report_of(incident: Incident) -> PublicReport | None:
    """What whoever sent it by the public form said of themselves; no query for what was raised by staff."""
    if incident.source != Source.OUTSIDE:
        return None
    return PublicReport.objects.filter(incident=incident).first()


def public_report_with(link_id: UUID) -> PublicReport | None:
    """The concern from outside to which a link adds."""
    return PublicReport.objects.select_related("incident").filter(link_id=link_id).first()


def closures_of(incident: Incident) -> list[Closure]:
    """How a case was closed, each time, oldest first."""
    return list(incident.closures.select_related("closed_by").order_by("id"))


def left_out(incident: Incident) -> QuerySet[Exclusion]:
    """Who is kept out of a matter and why, for those who deal with it: they must not be asked or told."""
    return incident.exclusions.select_related("person").order_by("person__full_name")


def is_sent_already(user: User, ref: str, token: str) -> bool:
    """Whether somebody has written in this case, or looked at its closing, by this form already; they may see the case
    no more by that."""
    try:
        sent: dict[str, Any] = {"client_token": UUID(token), "by": user}
    except ValueError:
        return False
    entries = ChronologyEntry.objects.filter(incident__ref=ref, **sent)
    return entries.exists() or SecondLook.objects.filter(closure__incident__ref=ref, **sent).exists()


def was_said_of_staff(report: Incident) -> bool:
    """Whether its raiser said that it is about somebody who works for us; not whether that turned out."""
    return is_about_staff(report.about_staff, is_anybody_named=bool(report.staff_named.strip()))


def left_out_as_said(report: Incident) -> list[Exclusion] | None:
    """Those left out because its raiser named them, for its raiser; nobody whom it turned out to be about since (they
    may be the raiser). None for a raiser who is left out: nothing is said of it."""
    rows = list(left_out(report))
    if any(row.person_id == report.raised_by_id for row in rows):
        return None
    return [row for row in rows if row.reason == ExclusionReason.NAMED]


def own_additions(incident: Incident, user: User) -> QuerySet[ChronologyEntry]:
    """What the person who raised it has added to their own report; not what is written for those who deal with it of
    whom that leaves out, or whom it was told."""
    return chronology_of(incident).filter(by=user).exclude(kind__in=[EntryKind.DECISION, EntryKind.TOLD])


@dataclass(frozen=True)
class Ringing:
    """Whom to ring about somebody in a case: their social worker, and their authority's numbers now (practice A9)."""

    person: Person
    network: Network | None
    lines: Sequence[AuthorityLine]


def whom_to_ring(incident: Incident, now: datetime) -> list[Ringing]:
    """For each of those we work with in a case; who is open now comes first. One query, beside the thresholds."""
    people = people_in(incident).select_related("authority", "network", "adultcare").order_by("pk")
    hours = thresholds_in_force(now).hours
    return [Ringing(one, getattr(one, "network", None), lines_now(one, one.authority, now, hours)) for one in people]
