"""Reading incidents that access has already let through."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from consent.models import ConsentRequest
from incidents.enums import EntryKind, IncidentState, TriageQuestion
from incidents.models import ChronologyEntry, Closure, Exclusion, Incident, TriageAnswer
from incidents.rules import Facts, Given, category_of, is_asked
from safeguard.escalation.enums import LadderState, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.rules import order_of_work
from safeguard.notifications.selectors import failing_alerts, unreleased
from safeguard.people.models import Network, Person
from safeguard.people.selectors import AuthorityLine, lines_now
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import holders_of_safeguarding_posts

ALERTED_WITHIN = timedelta(minutes=1)
EARLIER_SHOWN = 20


# A list reads what it shows: the words of a report are long.
LISTED = ("ref", "state", "urgency", "raised_at", "acknowledged_at", "closed_at", "service__name")


def waiting(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those nobody has acknowledged, what burns first on top: by urgency, then the oldest; for a list.

    ``next_told_at``: when the next person is told, None once nobody else is.
    """
    order = Case(
        *(When(urgency=u, then=Value(order_of_work(u))) for u in Urgency.values),
        default=Value(len(Urgency.values)),
        output_field=IntegerField(),
    )
    climbing = Ladder.objects.filter(
        subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"), state=LadderState.CLIMBING
    )
    rows = incidents.filter(state=IncidentState.RAISED).annotate(next_told_at=Subquery(climbing.values("next_due_at")))
    return rows.select_related("service").only(*LISTED).order_by(order, "raised_at", "id")


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


def chronology_of(incident: Incident) -> QuerySet[ChronologyEntry]:
    """The entries of one incident, oldest first, with who wrote them."""
    return incident.entries.select_related("by", "corrects").order_by("written_at", "id")


def answers_to(incident: Incident) -> list[TriageAnswer]:
    """Every answer that triage of one case was ever given, oldest first, with who gave it."""
    return list(incident.triage.select_related("by").order_by("id"))


def earlier_about(incident: Incident, visible: QuerySet[Incident]) -> list[Incident]:
    """Earlier cases of the same people, newest first, of those somebody may see (practice C28, B22)."""
    places = Incident.people.through.objects
    people = places.filter(incident=incident.pk).values("person")
    about = places.filter(person__in=people).values("incident")
    earlier = visible.filter(pk__in=about, raised_at__lte=incident.raised_at).exclude(pk=incident.pk)
    return list(with_triage(earlier).order_by("-raised_at", "-id")[:EARLIER_SHOWN])


def given_in(answers: Iterable[TriageAnswer]) -> dict[str, Given]:
    """Answers, oldest first, as rules see them: the last to each question counts."""
    return {answer.question: Given(answer.answer, answer.reason, answer.answered_at) for answer in answers}


def facts_in(incident: Incident, answers: Iterable[TriageAnswer], entries: Iterable[ChronologyEntry]) -> Facts:
    """What decides whether a case may be closed, from its answers and chronology (both oldest first)."""
    history: dict[str, list[Given]] = {}
    for answer in answers:
        history.setdefault(answer.question, []).append(Given(answer.answer, answer.reason, answer.answered_at))
    lines = list(entries)
    not_referred = [line.written_at for line in lines if line.kind == EntryKind.NOT_REFERRED]
    return Facts(
        history=history,
        referrals=[(line.body, line.written_at) for line in lines if line.kind == EntryKind.REFERRAL],
        not_referred_at=not_referred[-1] if not_referred else None,
        has_entry=any(_is_of_those_who_deal(incident, line) for line in lines),
    )


def facts_of(incident: Incident) -> Facts:
    """What decides whether a case may be closed, as it now is. Two queries."""
    return facts_in(incident, answers_to(incident), chronology_of(incident))


def _is_of_those_who_deal(incident: Incident, line: ChronologyEntry) -> bool:
    """Whether somebody who deals with the case wrote a line, and not whoever raised it to their own report."""
    if line.kind == EntryKind.REFERRAL:
        return line.by_id != incident.raised_by_id
    return line.kind in (EntryKind.NOTE, EntryKind.CONTACT, EntryKind.DECISION, EntryKind.NOT_REFERRED)


def closures_of(incident: Incident) -> list[Closure]:
    """How a case was closed, each time, oldest first."""
    return list(incident.closures.select_related("closed_by").order_by("id"))


def left_out(incident: Incident) -> QuerySet[Exclusion]:
    """Who is kept out of a matter and why, for those who deal with it: they must not be asked or told."""
    return incident.exclusions.select_related("person").order_by("person__full_name")


def own_additions(incident: Incident, user: User) -> QuerySet[ChronologyEntry]:
    """What the person who raised it has added to their own report."""
    return chronology_of(incident).filter(by=user)


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
    """What an open page asks for every few seconds: how many wait (a hundred at most), and the newest of them."""

    count: int
    newest: Incident | None


def latest_alert(incidents: QuerySet[Incident], shown: Sequence[Incident] | None = None) -> LatestAlert:
    """How many wait for somebody, and the newest of them; ``shown``: all that wait, where a page has them already."""
    if shown is not None:
        newest = max(shown, key=lambda one: (one.raised_at, one.pk), default=None)
        return LatestAlert(len(shown), newest)
    waits = incidents.filter(state=IncidentState.RAISED).order_by("-raised_at", "-id")
    rows: list[Any] = list(waits.only("ref", "raised_at")[:100])
    return LatestAlert(len(rows), rows[0] if rows else None)


@dataclass(frozen=True)
class Signs:
    """Whether there is any of what a dashboard warns of, whoever may see it."""

    alarms: bool
    failing: bool
    without_phone: bool
    restored: bool


def signs(now: datetime) -> Signs:
    """Whether any family's alarm waits, any alert fails, any holder of a post has no work mobile, a restored backup
    stands still. One query."""
    alarms = Ladder.objects.filter(subject_type=ConsentRequest.SUBJECT, state=LadderState.CLIMBING)
    any_row = User.objects.order_by()[:1]  # a query needs a table
    found = any_row.values_list(
        Exists(alarms),
        Exists(failing_alerts().order_by()),
        Exists(without_phone(now).order_by()),
        Exists(unreleased().order_by()),
    )
    return Signs(*found[0])


def without_phone(now: datetime) -> QuerySet[User]:
    """The holders of safeguarding posts whom no text message reaches."""
    return holders_of_safeguarding_posts(now).filter(work_phone="")


# --- Figures: counts only, nobody's name and no case ---------------------------------------------------------------

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
class Ringing:
    """Whom to ring about somebody in a case: their social worker, and their authority's numbers now (practice A9)."""

    person: Person
    network: Network | None
    lines: Sequence[AuthorityLine]


def whom_to_ring(incident: Incident, now: datetime) -> list[Ringing]:
    """For each of those we work with in a case; who is open now comes first. One query, beside the thresholds."""
    people = incident.people.select_related("authority", "network", "adultcare").order_by("pk")
    hours = thresholds_in_force(now).hours
    return [Ringing(one, getattr(one, "network", None), lines_now(one, one.authority, now, hours)) for one in people]
