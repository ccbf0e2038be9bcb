"""Who may read a case, who was asked about it, who has opened it; and what others have shared with somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, Max, OuterRef, QuerySet, Subquery, Value

from incidents.access import open_invitations, visible_incidents
from incidents.enums import EntryKind
from incidents.models import CaseLock, ChronologyEntry, Incident, Invitation, Reader
from incidents.selectors.sources import OPENINGS
from safeguard.audit.models import AuditEvent
from safeguard.lib.clock import NOW
from safeguard.practitioners.models import User

OPENINGS_SHOWN = 10
SHARED_SHOWN = 10


def readers_of(incident: Incident) -> QuerySet[Reader]:
    """Those who may read a case now because they were named."""
    return incident.readers.at(NOW).select_related("person", "added_by").order_by("added_at", "pk")


def invitations_of(incident: Incident) -> QuerySet[Invitation]:
    """The questions that are open to colleagues, each with how much they have written since (``answers``)."""
    own = ChronologyEntry.objects.filter(
        incident=OuterRef("incident"),
        by=OuterRef("person"),
        kind=EntryKind.CONTRIBUTED,
        written_at__gte=OuterRef("asked_at"),
    )
    last = Subquery(own.order_by("-written_at").values("written_at")[:1])
    rows = incident.invitations.filter(ended_at__isnull=True).annotate(answered_at=last)
    return rows.select_related("person", "asked_by").order_by("asked_at", "pk")


def lock_of(incident: Incident) -> CaseLock | None:
    """The lock in force."""
    return incident.locks.filter(lifted_at__isnull=True).select_related("locked_by").first()


def own_contributions(invitation: Invitation) -> QuerySet[ChronologyEntry]:
    """What whoever was asked has written since, oldest first: their own words and nobody else's."""
    own = invitation.incident.entries.filter(by=invitation.person, kind=EntryKind.CONTRIBUTED)
    return own.filter(written_at__gte=invitation.asked_at).order_by("written_at", "id")


@dataclass(frozen=True)
class Opening:
    """Somebody has opened a case: who, how often, and when last."""

    name: str
    times: int
    last: datetime


def openings_of(incident: Incident) -> Sequence[Opening]:
    """Who has opened a case, its chronology, or the report they made of it, the last one first. One query."""
    names = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1]
    events = AuditEvent.objects.filter(
        subject_type=Incident._meta.label_lower,
        subject_ref=incident.ref,
        verb__in=[verb.value for verb in OPENINGS],
        actor_id__isnull=False,
    )
    rows = events.order_by().values("actor_id").annotate(
        name=Subquery(names), times=Count("pk"), last=Max("at")
    ).order_by("-last")  # fmt: skip
    return [Opening(row["name"] or "", row["times"], row["last"]) for row in rows]


def shared_with(user: User) -> list[Any]:
    """What others have shared with somebody and waits for them on My work: questions, and cases they may read, the
    newest first. One query."""
    asked = open_invitations(user).annotate(what=Value("asked", CharField()), at=F("asked_at"), code=F("ref"))
    named = Reader.objects.at(NOW).filter(person=user, incident__in=visible_incidents(user).values("pk"))
    read = named.annotate(what=Value("read", CharField()), at=F("added_at"), code=F("incident__ref"))
    columns = ("what", "at", "code")
    rows = asked.order_by().values_list(*columns).union(read.order_by().values_list(*columns), all=True)
    return list(rows.order_by("-at")[:SHARED_SHOWN])
