"""The story of a person: what happened, the newest first, in one query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.enums import Decision, Method, Party, Purpose
from consent.models import ConsentDecision, ConsentRequest
from incidents.access import cases_about
from incidents.enums import IncidentState
from safeguard.desk.rules import Entry, page_of
from safeguard.lib.clock import LONDON
from safeguard.people.models import HandedOver, Person
from safeguard.platforms.enums import Method as PlatformMethod
from safeguard.practitioners.models import User
from sessions_app.access import visible_calls, visible_sessions
from sessions_app.enums import CallResult, Rating, SessionKind, SessionState
from sessions_app.models import RecordAddendum

STORY_SHOWN = 25
AT_ONE_MOMENT = 25  # of one kind: what happened at the moment where a page ends stays together


class Kind(StrEnum):
    """What a line of a story is about."""

    SESSION = "session"
    CALL = "call"
    ADDENDUM = "addendum"
    RISK = "risk"
    REQUEST = "request"
    ANSWER = "answer"
    CONCERN = "concern"
    HAND_OVER = "hand_over"


# What of a story may be read alone, in words.
KIND_WORDS = {
    Kind.SESSION: gettext_lazy("Sessions"),
    Kind.CALL: gettext_lazy("Welfare calls"),
    Kind.RISK: gettext_lazy("Risk"),
    Kind.ANSWER: gettext_lazy("Consent"),
    Kind.CONCERN: gettext_lazy("Concerns"),
    Kind.HAND_OVER: gettext_lazy("Hand-overs"),
}
# Kinds that are read together.
_WITH = {Kind.SESSION: (Kind.ADDENDUM,), Kind.ANSWER: (Kind.REQUEST,)}


def kind_of(text: str) -> str:
    """The kind that an address names; empty, which is everything, for any other text."""
    return text if text in KIND_WORDS else ""


@dataclass(frozen=True)
class Happened:
    """A row of a story as it is read: what, when, its reference, by whom, and what its line says."""

    kind: str
    at: datetime
    ref: str
    by: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A page of what happened, the newest first; ``concerns`` are those it names, for the audit trail."""

    entries: Sequence[Entry]
    older_than: datetime | None
    concerns: Sequence[Happened]


@dataclass(frozen=True)
class Span:
    """What of a story is told: until a moment (not included), from one on, and how many lines of it."""

    until: datetime
    since: datetime | None = None
    size: int = STORY_SHOWN


def story_of(user: User, person: Person, now: datetime, before: datetime | None = None, kind: str = "") -> Story:
    """What happened with a person until a moment, as far as this user may see it; of one ``kind``, if it is named.

    One query, whatever happened.
    """
    return story_within(user, person, Span(before or now), kind)


def story_within(user: User, person: Person, span: Span, kind: str = "") -> Story:
    """What happened with a person within some days, as far as this user may see it. One query, whatever happened."""
    every = {
        Kind.SESSION: _sessions(user, person, span),
        Kind.CALL: _calls(user, person, span),
        Kind.ADDENDUM: _addenda(user, person, span),
        Kind.RISK: _assessments(person, span),
        Kind.REQUEST: _requests(person, span),
        Kind.ANSWER: _answers(person, span),
        Kind.CONCERN: _concerns(user, person, span),
        Kind.HAND_OVER: _hand_overs(user, person, span),
    }
    chosen = {Kind(kind), *_WITH.get(Kind(kind), ())} if kind else set(Kind)
    first, *others = [rows for part, rows in every.items() if part in chosen]
    rows: list[Happened | Entry] = [Happened(*row) for row in (first.union(*others, all=True) if others else first)]
    beginning = [] if kind else _beginning(person, span)
    shown, older_than = page_of([*rows, *beginning], span.size)
    return Story(
        [one if isinstance(one, Entry) else ENTRIES[Kind(one.kind)](one) for one in shown],
        older_than,
        [one for one in shown if isinstance(one, Happened) and one.kind == Kind.CONCERN],
    )


def _rows(rows: QuerySet[Any], part: Kind, span: Span, /, *, at: Any, ref: Any, by: Any, **facts: Any) -> QuerySet[Any]:
    """One part of a story: the same five columns for all of them, the newest first."""
    found = rows.annotate(
        part=Value(part.value, CharField()),
        moment=F(at) if isinstance(at, str) else at,
        place=Cast(ref, CharField()),
        who=Cast(by, CharField()),
        said=JSONObject(**facts),
    )
    if span.since is not None:
        found = found.filter(moment__gte=span.since)
    columns: QuerySet[Any] = found.filter(moment__lt=span.until).values_list("part", "moment", "place", "who", "said")
    return columns.order_by("-moment", "place", "who")[: span.size + AT_ONE_MOMENT]


def _sessions(user: User, person: Person, span: Span) -> QuerySet[Any]:
    # A session stands where it really was: when it began, or was called off; until then, where it was planned.
    return _rows(
        visible_sessions(user).filter(participants__person=person),
        Kind.SESSION,
        span,
        at=Coalesce("started_at", "cancelled_at", "starts_at"),
        ref="ref",
        by=Coalesce("cancelled_by__full_name", "practitioner__full_name"),
        kind="kind",
        method="method",
        state="state",
        starts_at="starts_at",
        why="cancelled_why",
    )


def _session(one: Happened) -> Entry:
    kind, method = SessionKind(one.facts["kind"]).label, str(PlatformMethod(one.facts["method"]).label)
    state = SessionState(one.facts["state"])
    what = f"{kind}, {method.lower()}"
    called_off = state == SessionState.CANCELLED
    return Entry(
        at=one.at,
        title=_("Called off: %(what)s") % {"what": what} if called_off else what,
        text=_called_off(one) if called_off else str(state.label).capitalize(),
        by=one.by,
        url=reverse("sessions:detail", args=[one.ref]),
        link_text=one.ref,
    )


def _called_off(one: Happened) -> str:
    return "\n".join([_("It was planned for %(at)s.") % {"at": _moment(one.facts["starts_at"])}, one.facts["why"]])


def _moment(iso: str) -> str:
    """A moment that came as a text, as people read it."""
    return date_format(datetime.fromisoformat(iso).astimezone(LONDON), "DATETIME_FORMAT")


def _calls(user: User, person: Person, span: Span) -> QuerySet[Any]:
    """Welfare calls with their result, in the reader's sight; the note is read on the page of the call."""
    return _rows(
        visible_calls(user).filter(person=person),
        Kind.CALL,
        span,
        at=Coalesce("made_at", "opened_at"),
        ref="ref",
        by=Coalesce("made_by__full_name", "caller__full_name"),
        made_at="made_at",
        due_at="due_at",
        result="result",
    )


def _call(one: Happened) -> Entry:
    if one.facts["made_at"]:
        text = str(CallResult(one.facts["result"]).label)
    else:
        due = {"at": _moment(one.facts["due_at"])}
        text = _("Nobody has reached them yet. The call is due by %(at)s.") % due
    url = reverse("sessions:call", args=[one.ref])
    return Entry(at=one.at, title=_("Welfare call"), text=text, by=one.by, url=url, link_text=one.ref)


def _addenda(user: User, person: Person, span: Span) -> QuerySet[Any]:
    """What was added to records; its words are read there, where each reading is an event."""
    sessions = visible_sessions(user).filter(participants__person=person)
    rows = RecordAddendum.objects.filter(record__session__in=sessions)
    return _rows(rows, Kind.ADDENDUM, span, at="at", ref="record__session__ref", by="by__full_name")


def _addendum(one: Happened) -> Entry:
    url = reverse("sessions:record", args=[one.ref])
    return Entry(at=one.at, title=_("Added to the record"), by=one.by, url=url, link_text=one.ref)


def _assessments(person: Person, span: Span) -> QuerySet[Any]:
    rows = person.risk_assessments.all()
    return _rows(rows, Kind.RISK, span, at="made_at", ref="ref", by="made_by__full_name", rating="rating")


def _assessment(one: Happened) -> Entry:
    rating = str(Rating(one.facts["rating"]).label).lower()
    return Entry(
        at=one.at,
        title=_("Risk assessed: %(rating)s") % {"rating": rating},
        by=one.by,
        url=reverse("sessions:risk_detail", args=[one.ref]),
        link_text=one.ref,
    )


def _requests(person: Person, span: Span) -> QuerySet[Any]:
    return _rows(
        ConsentRequest.objects.filter(person=person),
        Kind.REQUEST,
        span,
        at="asked_at",
        ref="ref",
        by="asked_by__full_name",
        whom=Coalesce("adult__full_name", "person__known_as"),
        activity="activity__title",
    )


def _request(one: Happened) -> Entry:
    said = {"name": one.facts["whom"], "activity": one.facts["activity"]}
    return Entry(
        at=one.at,
        title=_("Consent asked of %(name)s: %(activity)s") % said,
        by=one.by,
        url=reverse("consent:request", args=[one.ref]),
        link_text=one.ref,
    )


def _answers(person: Person, span: Span) -> QuerySet[Any]:
    """What a party answered at once to the purposes of an activity is one row."""
    at_once = ("given_at", "activity__title", "party", "given_by", "request__adult__full_name", "method")
    grouped = ConsentDecision.objects.filter(person=person).order_by().values(*at_once)
    lines = JSONBAgg(JSONObject(purpose="purpose", decision="decision"), order_by="-pk")
    return _rows(
        grouped.annotate(lines=lines),
        Kind.ANSWER,
        span,
        at="given_at",
        ref=Value(""),
        by="given_by",
        activity="activity__title",
        party="party",
        adult="request__adult__full_name",
        method="method",
        lines="lines",
    )


def _answer(one: Happened) -> Entry:
    facts, party = one.facts, Party(one.facts["party"])
    told_by = facts["adult"] if party == Party.YOUNG_PERSON else ""  # a parent or carer told us that they say so
    return Entry(
        at=one.at,
        title=_("Consent answered by %(party)s: %(activity)s") % {"party": party.label, "activity": facts["activity"]},
        text="\n".join(_line(line) for line in facts["lines"]),
        by=_answered_by(one.by, told_by, Method(facts["method"])),
    )


def _answered_by(name: str, told_by: str | None, method: Method) -> str:
    words = _("%(name)s, as told by %(adult)s (%(method)s)") if told_by else _("%(name)s (%(method)s)")
    return words % {"name": name, "adult": told_by, "method": str(method.label).lower()}


def _line(answer: dict[str, str]) -> str:
    return f"{Purpose(answer['purpose']).label}: {str(Decision(answer['decision']).label).lower()}"


def _concerns(user: User, person: Person, span: Span) -> QuerySet[Any]:
    rows = cases_about(user, person)
    return _rows(rows, Kind.CONCERN, span, at="raised_at", ref="ref", by=Value(""), state="state")


def _concern(one: Happened) -> Entry:
    return Entry(
        at=one.at,
        title=_("Concern raised"),
        text=str(IncidentState(one.facts["state"]).label),
        url=reverse("incidents:detail", args=[one.ref]),
        link_text=one.ref,
    )


def _hand_overs(user: User, person: Person, span: Span) -> QuerySet[Any]:
    """Nobody finds here what is kept from them (practice B16)."""
    rows = HandedOver.objects.filter(person=person).exclude(hand_over__kept_from__contains=[user.pk])
    return _rows(
        rows,
        Kind.HAND_OVER,
        span,
        at="hand_over__handed_at",
        ref="hand_over__ref",
        by="hand_over__handed_by__full_name",
        before="from_practitioner__full_name",
        to="hand_over__to__full_name",
        note="hand_over__note",
        own="note",
    )


def _hand_over(one: Happened) -> Entry:
    facts = one.facts
    words = _("Handed over from %(before)s to %(to)s") if facts["before"] else _("Handed over to %(to)s")
    return Entry(
        at=one.at,
        title=words % facts,
        text="\n\n".join(words for words in (facts["own"], facts["note"]) if words),
        by=one.by,
        url=reverse("desk:hand_over_detail", args=[one.ref]),
        link_text=one.ref,
    )


def _beginning(person: Person, span: Span) -> Iterator[Entry]:
    if person.registered_at < span.until and (span.since is None or person.registered_at >= span.since):
        yield Entry(at=person.registered_at, title=_("Registered"), by=person.registered_by.full_name)


ENTRIES = {
    Kind.SESSION: _session,
    Kind.CALL: _call,
    Kind.ADDENDUM: _addendum,
    Kind.RISK: _assessment,
    Kind.REQUEST: _request,
    Kind.ANSWER: _answer,
    Kind.CONCERN: _concern,
    Kind.HAND_OVER: _hand_over,
}
