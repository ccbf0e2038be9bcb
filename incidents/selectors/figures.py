"""Figures about incidents for reports."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from incidents.enums import EntryKind, IncidentState, TriageQuestion
from incidents.models import ChronologyEntry, Incident
from incidents.rules import Given, category_of, is_asked
from incidents.selectors.lists import _in_force
from safeguard.escalation.enums import Urgency

NOT_ANSWERED, NOT_ASKED = "", "not_asked"


@dataclass(frozen=True)
class Timing:
    """How long something took: in how many cases it happened, and the median of them (None: in none)."""

    count: int
    median: timedelta | None


@dataclass(frozen=True)
class IncidentFigures:
    """The cases raised in a period, counted exactly: whoever shows them hides what is small (RPT-11).

    The keys are the values of the enums of triage; ``""`` is not answered (and, for a service, none named), and
    ``"not_asked"`` an offence that was not to be asked about. ``by_route``: RouteKind values. ``repeats``: those about
    somebody of whom there was an earlier case.
    """

    total: int
    repeats: int
    by_state: Counter[str]
    by_service: Counter[str]
    by_route: Counter[str]
    by_risk: Counter[str]
    by_offence: Counter[str]
    by_severity: Counter[str]
    by_sub_type: Counter[str]
    by_category: Counter[str]
    until_acknowledged: Timing
    until_referred: Timing
    until_closed: Timing


class _Median(Aggregate):
    """The middle of lengths of time; null rows do not count."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def figures(start: datetime, end: datetime) -> IncidentFigures:
    """The figures of the cases raised from ``start`` (included) to ``end`` (not included). Two queries."""
    raised = Incident.objects.filter(raised_at__gte=start, raised_at__lt=end).order_by()
    kinds = _counted(raised)

    def by(name: str) -> Counter[str]:
        counter: Counter[str] = Counter()
        for kind in kinds:
            counter[kind[name]] += kind["count"]
        return counter

    return IncidentFigures(
        total=sum(kind["count"] for kind in kinds),
        repeats=sum(kind["count"] for kind in kinds if kind["is_repeat"]),
        by_state=by("state"),
        by_service=by("service_name"),
        by_route=by("route"),
        by_risk=by(TriageQuestion.RISK),
        by_offence=by(TriageQuestion.OFFENCE),
        by_severity=by(TriageQuestion.SEVERITY),
        by_sub_type=by(TriageQuestion.CATEGORY),
        by_category=by("kind_of_category"),
        **_timings(raised),
    )


def _counted(raised: QuerySet[Incident]) -> list[dict[str, Any]]:
    """How many cases there are of each combination of answers."""

    def in_force(question: str) -> Any:
        return Coalesce(_in_force(question), Value(NOT_ANSWERED))

    asked = ("risk", "online", "offence", "severity", "category")
    named = raised.annotate(
        service_name=Coalesce("service__name", Value("")),
        is_repeat=Exists(_same_person_before()),
        **{question: in_force(question) for question in asked},
    )
    kinds = list(named.values("state", "service_name", "route", "is_repeat", *asked).annotate(count=Count("pk")))
    for kind in kinds:
        kind["kind_of_category"] = str(category_of(kind["category"])) if kind["category"] else NOT_ANSWERED
        if not is_asked(TriageQuestion.OFFENCE, {TriageQuestion.ONLINE: Given(kind["online"])}):
            kind["offence"] = NOT_ASKED
    return kinds


def _same_person_before() -> QuerySet[Any]:
    """The places of a case's people in earlier cases."""
    of_people = Incident.people.through.objects
    people = of_people.filter(incident=OuterRef(OuterRef("pk"))).values("person")
    return of_people.filter(person__in=people, incident__raised_at__lt=OuterRef("raised_at"))


def _timings(raised: QuerySet[Incident]) -> dict[str, Timing]:
    referrals = ChronologyEntry.objects.filter(incident=OuterRef("pk"), kind=EntryKind.REFERRAL).order_by()
    first = Subquery(referrals.values("incident").annotate(at=Min("written_at")).values("at"))
    ends = {"until_acknowledged": F("acknowledged_at"), "until_referred": first, "until_closed": F("closed_at")}
    lasted = {name: ExpressionWrapper(end - F("raised_at"), output_field=DurationField()) for name, end in ends.items()}
    wanted: dict[str, Any] = {name: _Median(F(f"{name}_after")) for name in ends}
    wanted |= {f"{name}_count": Count(f"{name}_after") for name in ends}
    found = raised.annotate(**{f"{name}_after": length for name, length in lasted.items()}).aggregate(**wanted)
    return {name: Timing(found[f"{name}_count"], found[name]) for name in ends}


@dataclass(frozen=True)
class Trend:
    """The cases raised in a period, as they now stand: how many, and of them how many as urgent, referred or closed.

    ``until_acknowledged``: the median, None where none was.
    """

    raised: int
    urgent: int
    referred: int
    closed: int
    until_acknowledged: timedelta | None


def trend(incidents: QuerySet[Incident], start: datetime, end: datetime) -> Trend:
    """The trend of those of ``incidents`` that were raised from ``start`` (included) to ``end`` (not included).

    One query; exact, because it is for those who may open every one of them.
    """
    referrals = ChronologyEntry.objects.filter(incident=OuterRef("pk"), kind=EntryKind.REFERRAL)
    waited = ExpressionWrapper(F("acknowledged_at") - F("raised_at"), output_field=DurationField())
    rows = incidents.filter(raised_at__gte=start, raised_at__lt=end).order_by()
    found = rows.annotate(is_referred=Exists(referrals), waited=waited).aggregate(
        raised=Count("pk"),
        urgent=Count("pk", filter=Q(urgency=Urgency.NOW)),
        referred=Count("pk", filter=Q(is_referred=True)),
        closed=Count("pk", filter=Q(state=IncidentState.CLOSED)),
        until_acknowledged=_Median("waited"),
    )
    return Trend(**found)
