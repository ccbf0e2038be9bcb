"""Reading incidents that access has already let through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from incidents.enums import IncidentState
from incidents.models import ChronologyEntry, Exclusion, Incident
from safeguard.escalation.enums import LadderState, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.rules import order_of_work
from safeguard.practitioners.models import User

ALERTED_WITHIN = timedelta(minutes=1)


def waiting(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those nobody has acknowledged, what burns first on top: by urgency, then the oldest."""
    order = Case(
        *(When(urgency=u, then=Value(order_of_work(u))) for u in Urgency.values),
        default=Value(len(Urgency.values)),
        output_field=IntegerField(),
    )
    return incidents.filter(state=IncidentState.RAISED).select_related("service").order_by(order, "raised_at", "id")


def acknowledged(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those somebody is dealing with, newest first."""
    return (
        incidents.exclude(state=IncidentState.RAISED)
        .select_related("service", "acknowledged_by")
        .order_by("-raised_at", "-id")
    )


def with_ladders(incidents: Sequence[Incident]) -> list[tuple[Incident, Ladder | None]]:
    """Each incident with its ladder. One query however many there are."""
    ladders = {
        ladder.subject_ref: ladder
        for ladder in Ladder.objects.filter(
            subject_type=Incident.SUBJECT, subject_ref__in=[incident.ref for incident in incidents]
        )
    }
    return [(incident, ladders.get(incident.ref)) for incident in incidents]


def reports_of(user: User) -> QuerySet[Incident]:
    """What somebody has raised themselves, newest first."""
    return Incident.objects.filter(raised_by=user).select_related("acknowledged_by").order_by("-raised_at", "-id")


def chronology_of(incident: Incident) -> QuerySet[ChronologyEntry]:
    """The entries of one incident, oldest first, with who wrote them."""
    return incident.entries.select_related("by", "corrects").order_by("written_at", "id")


def left_out(incident: Incident) -> QuerySet[Exclusion]:
    """Who is kept out of a matter and why, for those who deal with it: they must not be asked or told."""
    return incident.exclusions.select_related("person").order_by("person__full_name")


def own_additions(incident: Incident, user: User) -> QuerySet[ChronologyEntry]:
    """What the person who raised it has added to their own report."""
    return chronology_of(incident).filter(by=user)


def without_ladder(now: datetime) -> QuerySet[Incident]:
    """Incidents that wait and have no ladder that climbs: must never be, and the reconciler looks for it."""
    ladders = Ladder.objects.filter(
        subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"), state=LadderState.CLIMBING
    )
    return Incident.objects.filter(~Exists(ladders), state=IncidentState.RAISED, raised_at__lt=now - ALERTED_WITHIN)


@dataclass(frozen=True)
class LatestAlert:
    """What an open page asks for every few seconds: how many wait, and the newest of them."""

    count: int
    newest: Incident | None


def latest_alert(incidents: QuerySet[Incident]) -> LatestAlert:
    """How many wait for somebody, and the newest of them."""
    rows: list[Any] = list(
        incidents.filter(state=IncidentState.RAISED)
        .order_by("-raised_at", "-id")
        .only("ref", "raised_at", "urgency")[:100]
    )
    return LatestAlert(len(rows), rows[0] if rows else None)
