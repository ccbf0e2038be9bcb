"""What a dashboard shows beside its lists (RPT-15), of the cases that access has let through."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import JSONObject

from consent.models import ConsentRequest
from incidents.enums import IncidentState
from incidents.models import Hold, Incident, Referral
from incidents.rules import AUTHORITIES, Narrowed
from incidents.selectors.lists import WAITING_COUNTED, LatestAlert, without_phone
from incidents.selectors.matters import PARTS
from safeguard.duties.enums import DutyState
from safeguard.duties.models import Duty
from safeguard.duties.selectors import Watched, by_kind, watched
from safeguard.escalation.enums import LadderState
from safeguard.escalation.models import Ladder
from safeguard.lib.worktime import london_day
from safeguard.notifications.selectors import failing_alerts, unreleased
from safeguard.practitioners.models import Service, User

MOST = 100  # as many are counted: where there are more, the page says so


def narrow(incidents: QuerySet[Incident], to: Narrowed) -> QuerySet[Incident]:
    """Those of one service and one kind, as far as an address asks for it."""
    rows = incidents.filter(service__in=Service.objects.filter(ref=to.service)) if to.service else incidents
    return rows.filter(route=to.kind) if to.kind else rows


def still_waiting(incidents: QuerySet[Incident], to: Narrowed) -> QuerySet[Incident]:
    """Of those that wait for somebody, where only what is late is asked for: others have been told since."""
    if not to.late:
        return incidents
    passed_on = Ladder.objects.filter(
        subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"), state=LadderState.CLIMBING, level__gt=0
    )
    return incidents.filter(Exists(passed_on))


def in_hand(incidents: QuerySet[Incident], to: Narrowed, user: User, now: datetime) -> QuerySet[Incident]:
    """Of those somebody deals with: one's own, those with something late, those that are with authorities."""
    rows = incidents
    if to.mine:
        rows = rows.filter(Q(acknowledged_by=user, handed_to__isnull=True) | Q(handed_to=user))
    if to.late:
        rows = rows.filter(_is_late(now))
    if to.show == AUTHORITIES:
        rows = rows.filter(Exists(_open_holds()) | Exists(_unanswered()))
    return rows


def _is_late(now: datetime) -> Q:
    late = Duty.objects.filter(state=DutyState.OPEN, due_at__lt=now)
    found = Q(Exists(late.filter(subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"))))
    for part in PARTS:
        refs = late.filter(subject_type=part.SUBJECT).values("subject_ref")
        found |= Q(pk__in=part.objects.filter(ref__in=refs).values("incident"))
    return found | Q(Exists(_unanswered(answer_due_at__lt=now))) | Q(Exists(_open_holds(now)))


def _open_holds(chased_before: datetime | None = None) -> QuerySet[Hold]:
    holds = Hold.objects.filter(incident=OuterRef("pk"), ended_at__isnull=True)
    return holds.filter(chase_on__lt=london_day(chased_before)) if chased_before else holds


def _unanswered(**more: datetime) -> QuerySet[Referral]:
    return Referral.objects.filter(
        incident=OuterRef("pk"), answer_due_at__isnull=False, answered_at__isnull=True, **more
    )


@dataclass(frozen=True)
class Beside:
    """Whether there is any of what a dashboard warns of, whoever may see it; and what lies with authorities of the
    cases that this person sees, at most a hundred and one of each."""

    alarms: bool
    failing: bool
    without_phone: bool
    restored: bool
    holds: list[int]
    answers_due: list[datetime]
    services: list[dict[str, str]]
    newest: list[str]  # of those that wait, by reference
    counts: list[Watched]  # of duties

    def late_answers(self, now: datetime) -> int:
        """How many authorities should have answered by now."""
        return sum(due < now for due in self.answers_due)

    @property
    def latest(self) -> LatestAlert:
        """What an open page asks for every few seconds, where it was asked for."""
        return LatestAlert(len(self.newest), Incident(ref=self.newest[0]) if self.newest else None)


def beside(
    visible: QuerySet[Incident],
    services: QuerySet[Service],
    duties: QuerySet[Duty],
    now: datetime,
    until: datetime,
    *,
    asks_newest: bool,
) -> Beside:
    """All of it by one query. ``until``: of the duties those due by then; ``asks_newest``: a page does not show all
    that wait for somebody."""
    alarms = Ladder.objects.filter(subject_type=ConsentRequest.SUBJECT, state=LadderState.CLIMBING)
    of_theirs = Exists(visible.filter(pk=OuterRef("incident")))
    holds = Hold.objects.filter(of_theirs, ended_at__isnull=True)
    owed = Referral.objects.filter(of_theirs, answer_due_at__isnull=False, answered_at__isnull=True)
    newest = visible.filter(state=IncidentState.RAISED).order_by("-raised_at", "-id").values("ref")
    any_row = User.objects.order_by()[:1]  # a query needs a table
    row = any_row.values_list(
        Exists(alarms),
        Exists(failing_alerts().order_by()),
        Exists(without_phone(now).order_by()),
        Exists(unreleased().order_by()),
        ArraySubquery(holds.values("pk")[: MOST + 1]),
        ArraySubquery(owed.order_by("made_at", "id").values("answer_due_at")[: MOST + 1]),
        ArraySubquery(services.order_by("name").values(one=JSONObject(ref="ref", name="name"))),
        ArraySubquery(newest[: WAITING_COUNTED + 1]) if asks_newest else Value([], ArrayField(TextField())),
        ArraySubquery(by_kind(duties, now, until).values(one=JSONObject(kind="kind", all="all", late="late"))),
    )
    found: list[Any] = list(row[0])
    return Beside(*[*found[:-1], watched(found[-1])])
