"""Who has looked at and changed somebody's record: the trail of it, as far as whoever asks may see (SEC-13)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from consent.models import ConsentDecision, ConsentRequest
from incidents.access import cases_about
from safeguard.audit.models import AuditEvent
from safeguard.people.models import Adult, Adulthood, CapacityNote, CourtOrder, Home, Person, Status, Supporter, Told
from safeguard.practitioners.models import User
from sessions_app.models import Record, RiskAssessment, Session, WelfareCall

SHOWN = 50
OWN: tuple[Any, ...] = (
    Adult,
    Adulthood,
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
    """A page of events, the newest first, and the id before which the older ones lie (0: there are none)."""

    events: list[AuditEvent]
    names: dict[int, str]
    older: int


def trail_of(user: User, person: Person, before: int = 0) -> Trail:
    """What was done with a record and everything that belongs to it. Three queries, however long it is.

    ``before``: the id of the event where the page before ended; 0 begins with the newest.

    A case that somebody may not read is not in it (practice B16): neither its reference, nor that there is one.
    """
    about = Q(subject_type=Person._meta.label_lower, subject_ref=person.ref) | Q(
        subject_type__in=["people.needs", "people.network", "people.adultcare"], subject_ref=person.ref
    )
    for subject_type, refs in _subjects(user, person).items():
        about |= Q(subject_type=subject_type, subject_ref__in=refs)
    rows = AuditEvent.objects.filter(about)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    shown = found[:SHOWN]
    known = User.objects.filter(pk__in={event.actor_id for event in shown}).values_list("pk", "full_name")
    return Trail(shown, dict(known), shown[-1].pk if len(found) > SHOWN else 0)


def _subjects(user: User, person: Person) -> dict[str, list[str]]:
    """The references of what belongs to a person, by the kind of it: one query."""
    parts = [_refs(model.objects.filter(person=person)) for model in OWN]
    parts.append(_refs(Session.objects.filter(participants__person=person)))
    parts.append(_refs(Record.objects.filter(session__participants__person=person)))
    parts.append(_refs(cases_about(user, person)))
    found: dict[str, list[str]] = {}
    for subject_type, ref in parts[0].union(*parts[1:], all=True):
        found.setdefault(subject_type, []).append(ref)
    return found


def _refs(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    kind = Value(rows.model._meta.label_lower, CharField())
    listed: QuerySet[Any, Any] = rows.order_by().annotate(kind_of=kind, at_ref=Cast("ref", CharField()))
    return listed.values_list("kind_of", "at_ref")
