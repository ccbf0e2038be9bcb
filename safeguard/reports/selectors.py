"""Counting a quarter. Everything is counted in the database: a fixed number of queries, whatever the size."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import ExtractIsoWeekDay, JSONArray, JSONObject, TruncDate, TruncTime

from incidents.enums import Category, EntryKind, IncidentState, Risk, Severity, SubType, TriageQuestion, YesNoUnsure
from incidents.models import ChronologyEntry, Incident, TriageAnswer
from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import WorkingHours, bank_holidays
from safeguard.people.models import Adult, Person
from safeguard.platforms.enums import Method
from safeguard.policies.rules import Thresholds
from safeguard.practitioners.models import Service, User
from safeguard.reports.enums import ReportState
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import Division, Figures, Quarter, Tally
from safeguard.reports.rules.figures import NO_SERVICE, UNDECIDED, YES
from safeguard.reports.rules.issuing import names_in
from safeguard.reports.rules.layout import ANSWERED, CALLS, CALLS_MADE, CLOSED, CONCERNS, HELD, NOT_EARLY, REFERRED
from sessions_app.enums import EndedHow, EventKind, SessionKind
from sessions_app.models import LiveEvent, Session, WelfareCall

Counts = Mapping[str, int]


class Median(Aggregate):
    """The median: half of the values are as small or smaller."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def figures_of(quarter: Quarter, thresholds: Thresholds) -> Figures:
    """What is counted for a quarter, exactly. Five queries."""
    concerns, medians = _concerns(quarter)
    return Figures((_sessions(quarter, thresholds), *_welfare_calls(quarter), concerns), medians)


# --- Sessions -----------------------------------------------------------------------------------------------------


def _sessions(quarter: Quarter, thresholds: Thresholds) -> Tally:
    """Sessions held: those that were to begin in the quarter and did, with somebody there."""
    events = LiveEvent.objects.filter(session=OuterRef("pk"))
    lost = events.filter(kind=EventKind.CONNECTION_LOST)
    unanswered = lost.filter(~Exists(_called_back(thresholds.minutes("call_back"))))
    held = (
        Session.objects.filter(_within("starts_at", quarter), started_at__isnull=False)
        .exclude(ended_how=EndedHow.DID_NOT_COME)
        .annotate(
            day=TruncDate("started_at", tzinfo=LONDON),
            time=TruncTime("started_at", tzinfo=LONDON),
            weekday=ExtractIsoWeekDay("started_at", tzinfo=LONDON),
            was_lost=Exists(lost),
            was_left=Exists(unanswered),
            had_safe_word=Exists(events.filter(kind=EventKind.SAFE_WORD_USED)),
            had_adult=Exists(events.filter(Exists(_known_adults_there()), kind=EventKind.PRESENT)),
        )
    )
    longest = thresholds.minutes("session_length")
    counted = held.aggregate(
        total=Count("pk"),
        one_to_one=_count(kind=SessionKind.ONE_TO_ONE),
        second_adult=_count(Q(second_worker__isnull=False) | Q(had_adult=True)),
        over_length=_count(ended_at__gt=F("started_at") + longest),
        out_of_hours=_count(~_in_working_time(thresholds.hours, quarter)),
        safe_word=_count(had_safe_word=True),
        lost=_count(was_lost=True),
        called_back=_count(was_lost=True, was_left=False),
        **{f"method_{one.value}": _count(method=one) for one in Method},
        **{f"ended_{one.value}": _count(ended_how=one) for one in EndedHow if one not in NOT_EARLY},
    )
    reasons = _these(counted, "ended_")
    simple = ("one_to_one", "second_adult", "over_length", "out_of_hours", "safe_word")
    divisions = [
        Division("method", _these(counted, "method_")),
        _some("early", sum(reasons.values()), Division("reason", reasons)),
        _some("lost", counted["lost"], _some("called_back", counted["called_back"])),
        *(_some(code, counted[code]) for code in simple),
    ]
    return Tally(HELD, counted["total"], divisions)


def _called_back(within: timedelta) -> QuerySet[LiveEvent]:
    """A try to call back, or the connection itself, soon after the loss that is looked at; no try of a welfare call."""
    return LiveEvent.objects.exclude(facts__has_key="call").filter(
        session=OuterRef("session"),
        kind__in=[EventKind.CALL_TRIED, EventKind.CONNECTION_BACK],
        at__gte=OuterRef("at"),
        at__lte=OuterRef("at") + within,
    )


def _known_adults_there() -> QuerySet[Adult, Any]:
    """Parents, carers and other adults on record whose name is among those who were there: a brother is no adult."""
    named = JSONArray(JSONObject(name=F("full_name")))
    beside = Adult.objects.filter(person=OuterRef("participant__person")).annotate(named=named)
    return beside.filter(named__contained_by=OuterRef("facts__people"))


def _in_working_time(hours: WorkingHours, quarter: Quarter) -> Q:
    """The same as ``worktime.is_working_time``, for rows with ``day``, ``time`` and ``weekday``."""
    days = [day + 1 for day in sorted(hours.weekdays)]  # Monday is 0 here and 1 in ISO
    closed = bank_holidays(hours.nation, quarter.first_day.year)
    return Q(weekday__in=days, time__gte=hours.opens, time__lt=hours.closes) & ~Q(day__in=sorted(closed))


def _welfare_calls(quarter: Quarter) -> list[Tally]:
    """Welfare calls promised in the quarter, and those of them that were made since: few, so each by itself."""
    calls = WelfareCall.objects.filter(_within("opened_at", quarter))
    counted = calls.aggregate(total=Count("pk"), made=_count(made_at__isnull=False))
    return [Tally(CALLS, counted["total"]), Tally(CALLS_MADE, counted["made"])]


# --- Concerns and incidents ---------------------------------------------------------------------------------------


def _concerns(quarter: Quarter) -> tuple[Tally, Mapping[str, int]]:
    """Everything raised in the quarter, as it stands now, with how long each step took."""
    raised = Incident.objects.filter(_within("raised_at", quarter))
    services = _services(raised)  # first: what is raised meanwhile is among those without
    counted = _triaged(raised).aggregate(
        total=Count("pk"),
        waiting=_count(state=IncidentState.RAISED),
        closed=_count(state=IncidentState.CLOSED),
        referred=_count(referred_at__isnull=False),
        repeat=_count(is_repeat=True),
        not_asked=_count(offence__isnull=True, online=YesNoUnsure.NO),
        until_answered=_median("acknowledged_at"),
        until_referred=_median("referred_at"),
        until_closed=_median("closed_at"),
        **{f"kind_{one.value}": _count(kind=one) for one in SubType},
        **{f"severity_{one.value}": _count(severity=one) for one in Severity},
        **{f"offence_{one.value}": _count(offence=one) for one in YesNoUnsure},
        **{f"risk_{one.value}": _count(risk=one) for one in Risk},
    )
    total, answered = counted["total"], counted["total"] - counted["waiting"]
    state = Division("state", {"open": answered - counted["closed"], "closed": counted["closed"]})
    offence = _these(counted, "offence_") | {"not_asked": counted["not_asked"]}
    tally = Tally(
        CONCERNS,
        total,
        [
            Division("answer", {"waiting": counted["waiting"], "answered": answered}, {"answered": [state]}),
            _categories(total, _these(counted, "kind_")),
            _with_rest("severity", total, _these(counted, "severity_")),
            _with_rest("offence", total, offence),
            _with_rest("risk", total, _these(counted, "risk_")),
            _with_rest("service", total, services, rest=NO_SERVICE),
            _some("referred", counted["referred"]),
            _some("repeat", counted["repeat"]),
        ],
    )
    steps = {
        ANSWERED: counted["until_answered"],
        REFERRED: counted["until_referred"],
        CLOSED: counted["until_closed"],
    }
    return tally, {code: int(length.total_seconds()) for code, length in steps.items() if length is not None}


def _triaged(incidents: QuerySet[Incident]) -> QuerySet[Incident, Any]:
    """Each with the answers of triage that are in force, its first referral, and whether it is not the first."""
    referrals = ChronologyEntry.objects.filter(incident=OuterRef("pk"), kind=EntryKind.REFERRAL)
    earlier = Incident.objects.filter(people__incidents=OuterRef("pk"), raised_at__lt=OuterRef("raised_at"))
    return incidents.annotate(
        risk=_answer(TriageQuestion.RISK),
        online=_answer(TriageQuestion.ONLINE),
        offence=_answer(TriageQuestion.OFFENCE),
        severity=_answer(TriageQuestion.SEVERITY),
        kind=_answer(TriageQuestion.CATEGORY),
        referred_at=Subquery(referrals.order_by("written_at").values("written_at")[:1]),
        is_repeat=Exists(earlier),
    )


def _answer(question: TriageQuestion) -> Subquery:
    """The newest answer to a question is the one in force."""
    answers = TriageAnswer.objects.filter(incident=OuterRef("pk"), question=question)
    return Subquery(answers.order_by("-id").values("answer")[:1])


def _categories(total: int, kinds: Counts) -> Division:
    """The kinds of harm, and within each what it was exactly."""
    within = {
        category.value: {kind: count for kind, count in kinds.items() if kind.startswith(f"{category.value}_")}
        for category in Category
    }
    counts = {category: sum(inner.values()) for category, inner in within.items()}
    divided = {category: [Division("kind", inner)] for category, inner in within.items()}
    return Division("category", {**counts, UNDECIDED: total - sum(counts.values())}, divided)


def _services(raised: QuerySet[Incident]) -> dict[str, int]:
    """Concerns by service, those of services that have closed too."""
    counts = dict(raised.order_by().values_list("service__ref").annotate(count=Count("pk")))
    return {str(ref): counts.get(ref, 0) for ref in Service.objects.values_list("ref", flat=True)}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _within(field: str, quarter: Quarter) -> Q:
    return Q(**{f"{field}__gte": quarter.starts_at, f"{field}__lt": quarter.ends_at})


def _count(condition: Q | None = None, **facts: Any) -> Count:
    return Count("pk", filter=condition if condition is not None else Q(**facts))


def _median(field: str) -> Median:
    return Median(ExpressionWrapper(F(field) - F("raised_at"), output_field=DurationField()))


def _these(counted: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in counted.items() if name.startswith(prefix)}


def _some(code: str, count: int, *within: Division) -> Division:
    """Those for which something is true; the others are not shown."""
    return Division(code, {YES: count}, {YES: list(within)} if within else {}, is_whole=False)


def _with_rest(code: str, total: int, counts: Counts, rest: str = UNDECIDED) -> Division:
    """A whole: whatever is left has no answer."""
    return Division(code, {**counts, rest: total - sum(counts.values())})


# --- Reports ------------------------------------------------------------------------------------------------------


def service_names() -> dict[str, str]:
    """Services with their regions, by reference, as they are called now."""
    services = Service.objects.order_by("name").values_list("ref", "name", "region")
    return {str(ref): f"{name} ({region})" if region else name for ref, name, region in services}


def report_before(quarter: Quarter) -> BoardReport | None:
    """The last report that was issued on the quarter before, whose figures stand beside those of this one."""
    issued = BoardReport.objects.filter(quarter_start=quarter.previous().first_day, state=ReportState.ISSUED)
    return issued.order_by("-revision").first()


def latest_report(quarter: Quarter) -> BoardReport | None:
    """The newest revision of a quarter's report, or None."""
    return BoardReport.objects.filter(quarter_start=quarter.first_day).order_by("-revision").first()


def correction_of(report: BoardReport) -> BoardReport | None:
    """The issued report that has taken the place of this one, or None."""
    newer = BoardReport.objects.filter(quarter_start=report.quarter_start, revision__gt=report.revision)
    return newer.filter(state=ReportState.ISSUED).order_by("-revision").first()


def reports_to_prepare(retry_before: datetime) -> QuerySet[BoardReport]:
    """Reports whose figures are waited for, and those that failed before a moment."""
    waiting = Q(state=ReportState.PREPARING) | Q(state=ReportState.FAILED, failed_at__lt=retry_before)
    return BoardReport.objects.filter(waiting).order_by("asked_at")


def reports_without_pdf() -> QuerySet[BoardReport]:
    """Reports whose document is not made yet, or not of the words as they now are."""
    return BoardReport.objects.filter(state__in=[ReportState.DRAFT, ReportState.ISSUED], pdf=None).order_by("asked_at")


def is_to_be_drafted(ended: Quarter) -> bool:
    """Whether the report of a quarter that has ended is still to be counted: there is none, or only a draft that
    somebody had counted before the quarter's end."""
    latest = latest_report(ended)
    if latest is None:
        return was_anybody_here(ended.ends_at)
    return latest.state == ReportState.DRAFT and latest.prepared_at is not None and latest.prepared_at < ended.ends_at


def was_anybody_here(day: date) -> bool:
    """Whether the organisation used this before a day: a report on nothing is not drafted by itself."""
    return User.objects.filter(joined_at__date__lt=day).exists()


def names_told_in(text: str) -> list[str]:
    """Names of staff and of people we work with that stand in a text (RPT-11). Two queries."""
    found: list[str] = []
    for model in (User, Person):
        people = model._default_manager.annotate(text=Value(text)).filter(text__icontains=F("full_name"))
        found += people.values_list("full_name", flat=True)
    return names_in(text, found)
