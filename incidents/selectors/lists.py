"""Lists of cases, and what a dashboard shows beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from incidents.enums import IncidentState, TriageQuestion
from incidents.models import Incident, TriageAnswer, people_linked
from safeguard.escalation.enums import LadderState, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.rules import order_of_work
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import holders_of_safeguarding_posts

ALERTED_WITHIN = timedelta(minutes=1)
EARLIER_SHOWN = 20
WAITING_COUNTED = 20
# A list reads what it shows: the words of a report are long.
LISTED = ("ref", "state", "urgency", "raised_at", "acknowledged_at", "closed_at", "service__name")


def waiting(incidents: QuerySet[Incident], most: int = 50) -> QuerySet[Incident]:
    """Those nobody has acknowledged, what burns first on top: by urgency, then the oldest; ``most`` for a list.

    Of each urgency the first are found by an index, however many wait behind them. ``next_told_at``: when the next
    person is told, None once nobody else is.
    """
    order = Case(
        *(When(urgency=u, then=Value(order_of_work(u))) for u in Urgency.values),
        default=Value(len(Urgency.values)),
        output_field=IntegerField(),
    )
    climbing = Ladder.objects.filter(
        subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"), state=LadderState.CLIMBING
    )
    waits = incidents.filter(state=IncidentState.RAISED).order_by("raised_at", "id").values("pk")
    of_each = [waits.filter(urgency=urgency)[:most] for urgency in Urgency.values]
    first = Incident.objects.filter(pk__in=of_each[0].union(*of_each[1:], all=True))
    rows = first.annotate(next_told_at=Subquery(climbing.values("next_due_at"))).select_related("service")
    return rows.only(*LISTED).order_by(order, "raised_at", "id")[:most]


def acknowledged(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those somebody is dealing with, newest first, for a list with what triage says."""
    rows = with_triage(incidents.filter(state=IncidentState.ACKNOWLEDGED)).select_related("service", "acknowledged_by")
    return rows.only(*LISTED, "acknowledged_by__full_name").order_by("-raised_at", "-id")


def closed(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those that were closed and not opened again, the last closed first, for a list with what triage said."""
    rows = with_triage(incidents.filter(state=IncidentState.CLOSED)).select_related("service", "closed_by")
    return rows.only(*LISTED, "closed_by__full_name").order_by("-closed_at", "-id")


def with_triage(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Each with the answers in force that a list shows: ``risk`` and ``severity``, None where nobody answered."""
    return incidents.annotate(
        risk=_in_force(TriageQuestion.RISK),
        severity=_in_force(TriageQuestion.SEVERITY),
    )


def _in_force(question: str) -> Subquery:
    answers = TriageAnswer.objects.filter(incident=OuterRef("pk"), question=question).order_by("-id")
    return Subquery(answers.values("answer")[:1])


def reports_of(user: User) -> QuerySet[Incident]:
    """What somebody has raised themselves, newest first."""
    return Incident.objects.filter(raised_by=user).select_related("acknowledged_by").order_by("-raised_at", "-id")


def earlier_about(incident: Incident, visible: QuerySet[Incident]) -> list[Incident]:
    """Earlier cases of the same people, newest first, of those somebody may see (practice C28, B22)."""
    people = people_linked().filter(incident=incident.pk).values("person")
    about = people_linked().filter(person__in=people).values("incident")
    earlier = visible.filter(pk__in=about, raised_at__lte=incident.raised_at).exclude(pk=incident.pk)
    return list(with_triage(earlier).order_by("-raised_at", "-id")[:EARLIER_SHOWN])


def dealt_with_by(user: User) -> QuerySet[Incident]:
    """The open incidents that somebody deals with: they acknowledged them, or took them over from somebody who left."""
    theirs = Q(acknowledged_by=user, handed_to__isnull=True) | Q(handed_to=user)
    return Incident.objects.filter(theirs, state=IncidentState.ACKNOWLEDGED)


def without_ladder(now: datetime) -> QuerySet[Incident]:
    """Incidents that wait and have no ladder that climbs: must never be, and the reconciler looks for it."""
    ladders = Ladder.objects.filter(
        subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"), state=LadderState.CLIMBING
    )
    return Incident.objects.filter(~Exists(ladders), state=IncidentState.RAISED, raised_at__lt=now - ALERTED_WITHIN)


@dataclass(frozen=True)
class LatestAlert:
    """What an open page asks for every few seconds: how many wait (counted to 21), and the newest of them."""

    count: int
    newest: Incident | None

    @property
    def is_more(self) -> bool:
        """Whether more wait than were counted."""
        return self.count > WAITING_COUNTED


def latest_alert(incidents: QuerySet[Incident], shown: Sequence[Incident] | None = None) -> LatestAlert:
    """How many wait for somebody, and the newest of them; ``shown``: all that wait, where a page has them already."""
    if shown is not None:
        newest = max(shown, key=lambda one: (one.raised_at, one.pk), default=None)
        return LatestAlert(len(shown), newest)
    waits = incidents.filter(state=IncidentState.RAISED).order_by("-raised_at", "-id")
    rows: list[Any] = list(waits.only("ref", "raised_at")[: WAITING_COUNTED + 1])
    return LatestAlert(len(rows), rows[0] if rows else None)


def without_phone(now: datetime) -> QuerySet[User]:
    """The holders of safeguarding posts whom no text message reaches."""
    return holders_of_safeguarding_posts(now).filter(work_phone="")
