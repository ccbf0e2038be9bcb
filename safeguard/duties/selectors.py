"""Reading duties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.practitioners.models import Service, User


def open_duties_of(user: User) -> QuerySet[Duty]:
    """What somebody has to do, soonest first: nothing of a matter they are left out of since, though nobody could take
    it from them."""
    theirs = Duty.objects.filter(owner=user, state=DutyState.OPEN).exclude(excluded__contains=[user.pk])
    return theirs.order_by("due_at", "id")


def owners_of_open_duties(subjects: Iterable[tuple[str, str]]) -> list[User]:
    """Who has something to do about these subjects, each by its kind and reference. One query."""
    about = Q(pk__in=())
    for subject_type, ref in subjects:
        about |= Q(subject_type=subject_type, subject_ref=ref)
    open_ones = Duty.objects.filter(about, state=DutyState.OPEN)
    return list(User.objects.filter(pk__in=open_ones.values("owner")).order_by("pk"))


def open_duties_about(subject_type: str, subject_ref: str) -> QuerySet[Duty]:
    """What is still to be done about something, with who is to do it."""
    about = Duty.objects.filter(subject_type=subject_type, subject_ref=subject_ref, state=DutyState.OPEN)
    return about.select_related("owner").order_by("due_at", "id")


def narrow_duties(
    duties: QuerySet[Duty], *, service: str = "", kind: str = "", owner: User | None = None
) -> QuerySet[Duty]:
    """Those of one service (its reference), of one kind of matter (a RouteKind), of one owner, as far as asked for."""
    rows = duties.filter(service__in=Service.objects.filter(ref=service)) if service else duties
    rows = rows.filter(route_kind=kind) if kind else rows
    return rows.filter(owner=owner) if owner is not None else rows


@dataclass(frozen=True)
class Watched:
    """How many duties of a kind are late, and how many are due by the end of the day besides."""

    kind: DutyKind
    late: int
    today: int


def counts_of(duties: QuerySet[Duty], now: datetime, until: datetime) -> list[Watched]:
    """Of these duties, by kind, those due by ``until``: the kinds with most that is late first. One query."""
    return watched(by_kind(duties, now, until))


def by_kind(duties: QuerySet[Duty], now: datetime, until: datetime) -> QuerySet[Duty, Any]:
    """The same as rows for ``watched``, to be asked for among other things."""
    due = duties.filter(due_at__lt=until).order_by().values("kind")
    return due.annotate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))


def watched(rows: Iterable[Mapping[str, Any]]) -> list[Watched]:
    """What was counted, the kinds with most that is late first."""
    found = [Watched(DutyKind(row["kind"]), row["late"], row["all"] - row["late"]) for row in rows]
    return sorted(found, key=lambda one: (-one.late, -one.today, one.kind))


def duties_to_remind_of(now: datetime) -> QuerySet[Duty]:
    """Duties whose moment has come and whose owner has not been reminded."""
    return _told_of().filter(due_at__lte=now, reminded_at__isnull=True)


def duties_to_tell_others_of(now: datetime) -> QuerySet[Duty]:
    """Duties still not done when others are to be told, and not told to them yet."""
    return _told_of().filter(escalate_at__lte=now, escalated_at__isnull=True)


def held_duties() -> QuerySet[Duty]:
    """Open duties of which nobody is told, because they came back with a backup."""
    return Duty.objects.filter(state=DutyState.OPEN, held_at__isnull=False)


def _told_of() -> QuerySet[Duty]:
    return Duty.objects.filter(state=DutyState.OPEN, held_at__isnull=True)
