"""Who has looked at and changed somebody's record: the trail of it, as far as whoever asks may see (SEC-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from consent.enums import Verb as ConsentVerb
from consent.models import ConsentDecision, ConsentRequest
from incidents.access import cases_about, visible_incidents
from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.escalation.enums import RouteKind, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.people.models import (
    Adult,
    Adulthood,
    Agreement,
    CapacityNote,
    CourtOrder,
    HandOver,
    Home,
    Involvement,
    Person,
    Status,
    Supporter,
    Told,
)
from safeguard.practitioners.models import User
from sessions_app.models import Record, RiskAssessment, Session, WelfareCall

SHOWN = 50
OWN: tuple[Any, ...] = (
    Adult,
    Adulthood,
    Agreement,
    CapacityNote,
    ConsentDecision,
    ConsentRequest,
    CourtOrder,
    Home,
    RiskAssessment,
    Status,
    Supporter,
    Told,
    WelfareCall,
)


@dataclass(frozen=True)
class Trail:
    """A page of events, the newest first, and the id before which the older ones lie (0: there are none).

    ``names``: of whoever did something, by their id; ``named``: of whoever an event names, by their reference.
    """

    events: list[AuditEvent]
    names: dict[int, str]
    named: dict[str, str]
    older: int


def trail_of(user: User, person: Person, before: int = 0) -> Trail:
    """What was done with a record and everything that belongs to it. Four queries, however long it is, and two more
    where something is kept from whoever reads.

    ``before``: the id of the event where the page before ended; 0 begins with the newest.

    A case that somebody may not read is not in it (practice B16): neither its reference, nor that there is one, nor
    the looks and acts that exist only because of it. Their absence leaves no gap: a page is as full as any other.
    """
    about = Q(subject_type=Person._meta.label_lower, subject_ref=person.ref) | Q(
        subject_type__in=["people.needs", "people.network", "people.adultcare"], subject_ref=person.ref
    )
    for subject_type, refs in _subjects(user, person).items():
        about |= Q(subject_type=subject_type, subject_ref__in=refs)
    rows = AuditEvent.objects.filter(about)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(_without_hidden(rows, user, person).order_by("-pk")[: SHOWN + 1])
    shown = found[:SHOWN]
    named = {ref for event in shown for ref in event.refs if is_uuid(ref)}
    known = User.objects.filter(Q(pk__in={event.actor_id for event in shown}) | Q(ref__in=named))
    names = {(pk, str(ref)): name for pk, ref, name in known.values_list("pk", "ref", "full_name")}
    return Trail(
        shown,
        {pk: name for (pk, _ref), name in names.items()},
        {ref: name for (_pk, ref), name in names.items()},
        shown[-1].pk if len(found) > SHOWN else 0,
    )


def is_uuid(ref: str) -> bool:
    """Whether a reference is one that nobody reads: of a user, or of what has no number of its own."""
    return len(ref) == len(str(UUID(int=0)))


ABOUT_AN_ALARM = (ConsentVerb.ALARMED, ConsentVerb.CONCERN_RAISED, ConsentVerb.NO_CONCERN)


def _without_hidden(rows: QuerySet[AuditEvent], user: User, person: Person) -> QuerySet[AuditEvent]:
    """The events without those that would tell somebody of a matter that is kept from them (practice B16).

    Left out is what a family said that may be about one of us; what a hand-over changed that is kept from the reader;
    and, from the moment such a matter began, whatever those who deal with it do here, unless they worked with the
    person before: they would have looked anyway.
    """
    handed = HandOver.objects.filter(people__person=person, kept_from__contains=[user.pk])
    # All that one action does is done at its one moment.
    rows = rows.exclude(Exists(handed.filter(handed_by=OuterRef("actor_id"), handed_at=OuterRef("at"))))
    matters = dict(_kept_back(user, person))
    if not matters:
        return rows
    since = min(matters.values())
    worked_here = Involvement.objects.filter(
        Q(to_at__isnull=True) | Q(to_at__gt=OuterRef("at")),
        person=person,
        practitioner=OuterRef("actor_id"),
        from_at__lte=since,
    )
    because_of_it = Q(~Exists(worked_here), actor_id__in=_dealing_with(matters, user), at__gte=since)
    return rows.exclude(subject_ref__in=matters, verb__in=ABOUT_AN_ALARM).exclude(because_of_it)


def _kept_back(user: User, person: Person) -> QuerySet[Any, Any]:
    """The cases about somebody, and the alarms of their family, that are kept from a reader, each with the moment it
    began. One query."""
    about = Q(people=person) | Q(session__participants__person=person)
    cases = Incident.objects.filter(about).exclude(pk__in=visible_incidents(user).values("pk"))
    requests = ConsentRequest.objects.filter(person=person).values("ref")
    told = LadderStep.objects.filter(ladder=OuterRef("pk"), person=user, kind=StepKind.TOLD)
    alarms = Ladder.objects.filter(subject_type=ConsentRequest.SUBJECT, subject_ref__in=requests)
    alarms = alarms.exclude(kind=RouteKind.ORDINARY).exclude(Exists(told))
    listed: QuerySet[Any, Any] = cases.order_by().values_list("ref", "raised_at")
    return listed.union(alarms.order_by().values_list("about_ref", "started_at"))


def _dealing_with(refs: Iterable[str], user: User) -> set[int]:
    """The ids of those who were told of matters or have opened or written in them, but for whoever asks. One query."""
    acted = AuditEvent.objects.filter(subject_ref__in=refs, actor_id__isnull=False).values_list("actor_id")
    told = LadderStep.objects.filter(ladder__about_ref__in=refs, person__isnull=False).values_list("person")
    return {int(pk) for (pk,) in acted.order_by().union(told.order_by()) if pk is not None} - {user.pk}


def _subjects(user: User, person: Person) -> dict[str, list[str]]:
    """The references of what belongs to a person, by the kind of it: one query."""
    parts = [_refs(model.objects.filter(person=person)) for model in OWN]
    parts.append(_refs(Session.objects.filter(participants__person=person)))
    parts.append(_refs(Record.objects.filter(session__participants__person=person)))
    parts.append(_refs(HandOver.objects.filter(people__person=person).exclude(kept_from__contains=[user.pk])))
    parts.append(_refs(cases_about(user, person)))
    found: dict[str, list[str]] = {}
    for subject_type, ref in parts[0].union(*parts[1:], all=True):
        found.setdefault(subject_type, []).append(ref)
    return found


def _refs(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    kind = Value(rows.model._meta.label_lower, CharField())
    listed: QuerySet[Any, Any] = rows.order_by().annotate(kind_of=kind, at_ref=Cast("ref", CharField()))
    return listed.values_list("kind_of", "at_ref")
