"""Reading what happens in a session: its presses, what stands on its live page, and the crisis sheet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.people.enums import ContactChannel
from safeguard.people.models import Adult, Authority, Person
from safeguard.people.rules import age_on
from safeguard.people.selectors import AuthorityLine, lines_now
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.selectors import Answering, who_answers
from sessions_app.enums import EventKind
from sessions_app.models import LiveEvent, Participant, Session, SessionAssessment, WelfareCall
from sessions_app.rules import live as rules
from sessions_app.rules import records
from sessions_app.selectors.risk import risk_in_force


def checklist_of(session: Session) -> tuple[rules.Item, ...]:
    """What is asked in this session, in its order."""
    return rules.checklist(phase=session.phase, method=session.method)


def events_of(session: Session) -> QuerySet[LiveEvent]:
    """Every press, oldest first, with who pressed and whom it is about."""
    return session.events.select_related("by", "participant__person").order_by("at", "id")


def participants_of(session: Session) -> list[Participant]:
    """Those who take part, always in the same order."""
    return list(session.participants.select_related("person__authority").order_by("pk"))


def not_identified(session: Session) -> list[int]:
    """Those who take part whose identity has no match yet, by their participant's id. Two queries."""
    checks = session.events.filter(kind=EventKind.IDENTITY).order_by("participant", "-at", "-id")
    known = {
        one.participant_id
        for one in checks.distinct("participant")
        if one.participant_id and rules.is_identified(one.facts)
    }
    return [pk for pk in session.participants.order_by("pk").values_list("pk", flat=True) if pk not in known]


def crisis_opened_since(session: Session, moment: datetime) -> bool:
    """Whether the crisis sheet was opened since then."""
    return session.events.filter(kind=EventKind.CRISIS, at__gte=moment).exists()


def kinds_of(session: Session) -> set[str]:
    """Which kinds of presses there were."""
    return set(session.events.order_by().values_list("kind", flat=True).distinct())


def calm_of(session: Session) -> list[str]:
    """What was noted about whether they are calm."""
    closings = session.events.filter(kind=EventKind.CLOSING)
    return [str(one.facts.get("calm", "")) for one in closings]


def ratings_of(person_ids: Iterable[int]) -> dict[int, str]:
    """How much risk there is for each of these people, as last assessed."""
    return {pk: assessment.rating for pk, assessment in risk_in_force(list(person_ids)).items()}


@dataclass(frozen=True)
class Background:
    """What was known before: what was said in earlier sessions, and the adults around those who take part."""

    last: dict[tuple[int, str], dict[str, Any]]  # by the person's id and the kind of press
    adults: dict[int, list[Adult]]


def background_of(session: Session) -> Background:
    """Where they were and what was agreed last time (RUN-08: to be confirmed), and their adults. Two queries."""
    people = session.participants.order_by().values("person")
    earlier = LiveEvent.objects.filter(
        kind__in=[EventKind.LOCATION, EventKind.SAFE_WORD], participant__person__in=people
    ).exclude(session=session)
    latest = earlier.order_by("participant__person", "kind", "-at", "-id").distinct("participant__person", "kind")
    last = {
        (one.participant.person_id, str(one.kind)): dict(one.facts)
        for one in latest.select_related("participant")
        if one.participant is not None
    }
    adults: dict[int, list[Adult]] = {}
    for adult in Adult.objects.filter(person__in=people).order_by("pk"):
        adults.setdefault(adult.person_id, []).append(adult)
    return Background(last, adults)


def assessment_in_force(session: Session) -> SessionAssessment | None:
    """The risk assessment of the session itself (RA-06)."""
    return session.assessments.order_by("-made_at", "-id").first()


def calls_of(session: Session) -> list[WelfareCall]:
    """The welfare calls of a session, oldest first."""
    return list(session.welfare_calls.select_related("person", "caller").order_by("opened_at", "id"))


def tries_of(call: WelfareCall) -> QuerySet[LiveEvent]:
    """Each try of a welfare call with what came of it, oldest first."""
    tries = LiveEvent.objects.filter(session=call.session_id, kind=EventKind.CALL_TRIED, facts__call=call.ref)
    return tries.select_related("by").order_by("at", "id")


def callers_to_choose_from(call: WelfareCall) -> list[Any]:
    """Who may make a call instead of the one who has it: the session's workers and their line manager."""
    session = call.session
    people = [call.caller, session.practitioner, session.second_worker, session.practitioner.line_manager]
    return list({one.pk: one for one in people if one is not None and one.is_active}.values())


# --- The record ---------------------------------------------------------------------------------------------------


def facts_to_keep(session: Session) -> dict[str, Any]:
    """The live facts, as the record keeps them (LOG-04)."""
    supporting = session.supporting_adults.select_related("adult").order_by("pk")
    return records.snapshot(
        events=[
            records.Noted(
                kind=event.kind,
                at=event.at,
                by=event.by.full_name,
                of=str(event.participant.person.ref) if event.participant else "",
                facts=event.facts,
            )
            for event in events_of(session)
        ],
        people=[one.person.ref for one in participants_of(session)],
        adults=[(one.adult.full_name, one.adult.relationship, one.has_agreed) for one in supporting],
        started_at=session.started_at,
        ended_at=session.ended_at,
        ended_how=session.ended_how,
    )


# --- The crisis sheet (RUN-36, practice A8, A9) -------------------------------------------------------------------


@dataclass(frozen=True)
class WhereTheyAre:
    """The address to say to the operator, and how sure it is."""

    address: str
    withheld: str
    at: datetime | None  # when it was confirmed in this session; None: it was not


@dataclass(frozen=True)
class CrisisPerson:
    """What is needed about one person who takes part."""

    person: Person
    age: int
    where: WhereTheyAre
    phone: str
    other_phone: str
    may_ring: bool  # they gave the number in this session, or have said that calls are safe
    adults: tuple[Adult, ...]
    authority: Authority | None
    lines: tuple[AuthorityLine, ...]  # its numbers that answer now


@dataclass(frozen=True)
class CrisisSheet:
    """Everything on one screen."""

    people: tuple[CrisisPerson, ...]
    response: str
    officers: tuple[Answering, ...]
    is_working_time: bool
    adults_to_ring: frozenset[int] = field(default_factory=frozenset)


OFFICERS = (PostCode.DSO, PostCode.DSL, PostCode.DEPUTY_DSL)


def crisis_sheet(session: Session, now: datetime, *, day: Any, shown: Collection[int] | None = None) -> CrisisSheet:
    """Address, numbers, adults, officers, authority and the plan for a concern (RUN-36). Seven queries.

    ``day``: in London; ``shown``: the ids of the people to show (``access.people_shown``), or None for everybody.
    """
    hours = thresholds_in_force(now).hours
    working = is_working_time(now, hours)
    participants = [one for one in participants_of(session) if shown is None or one.person_id in shown]
    latest = _latest(session)
    adults: dict[int, list[Adult]] = {}
    for adult in Adult.objects.filter(person__in=[one.person_id for one in participants]).order_by("pk"):
        adults.setdefault(adult.person_id, []).append(adult)
    found = who_answers(OFFICERS, service_id=session.service_id, now=now, hours=hours)
    officers = {a.person.pk: a for a in (found[code] for code in OFFICERS) if a is not None}
    assessment = assessment_in_force(session)
    people = tuple(
        _crisis_person(one, latest, tuple(adults.get(one.person_id, ())), day, _open_lines(one.person, now, hours))
        for one in participants
    )
    return CrisisSheet(
        people=people,
        response=assessment.response if assessment else "",
        officers=tuple(officers.values()),
        is_working_time=working,
        adults_to_ring=frozenset(
            adult.pk
            for one in people
            for adult in one.adults
            if adult.may_use(ContactChannel.CALL) and not one.person.is_flagged
        ),
    )


def _open_lines(person: Person, now: datetime, hours: WorkingHours) -> tuple[AuthorityLine, ...]:
    return tuple(line for line in lines_now(person, person.authority, now, hours) if line.is_open)


def _latest(session: Session) -> dict[tuple[int | None, str], LiveEvent]:
    kinds = (EventKind.LOCATION, EventKind.NUMBER)
    return {(event.participant_id, event.kind): event for event in events_of(session).filter(kind__in=kinds)}


def _crisis_person(
    one: Participant,
    latest: dict[tuple[int | None, str], LiveEvent],
    adults: tuple[Adult, ...],
    day: Any,
    lines: tuple[AuthorityLine, ...],
) -> CrisisPerson:
    person = one.person
    number = latest.get((one.pk, EventKind.NUMBER))
    said = number.facts if number else {}
    return CrisisPerson(
        person=person,
        age=age_on(person.born_on, day),
        where=_where(person, latest.get((one.pk, EventKind.LOCATION))),
        phone=str(said.get("phone") or person.call_back_phone or person.phone),
        other_phone=str(said.get("other_phone") or person.other_phone),
        may_ring=bool(said) or person.may_use(ContactChannel.CALL),
        adults=adults,
        authority=person.authority,
        lines=lines,
    )


def _where(person: Person, location: LiveEvent | None) -> WhereTheyAre:
    if location is not None:
        facts = location.facts
        return WhereTheyAre(str(facts.get("address", "")), str(facts.get("withheld", "")), location.at)
    return WhereTheyAre("" if person.address_withheld else person.address, person.address_withheld, None)


# --- What stands on the live page ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the checklist: what is asked, of whom, and the last press that answered it."""

    item: rules.Item
    participant: Participant | None
    event: LiveEvent | None
    is_waiting: bool  # until it is sure who is there (RUN-04)

    @property
    def is_done(self) -> bool:
        """Whether it has been answered; an identity that does not match is not."""
        if self.event is None:
            return False
        return self.item.kind != EventKind.IDENTITY or rules.is_identified(self.event.facts)

    @property
    def name(self) -> str:
        """Its name in the page, the same each time it is drawn."""
        of = f"-{self.participant.ref}" if self.participant else ""
        return f"{self.item.kind}{of}"


@dataclass(frozen=True)
class LivePage:
    """Everything that is drawn again after a press."""

    session: Session
    participants: list[Participant]
    lines: list[Line]
    events: list[LiveEvent]
    lost_at: datetime | None
    call_back_within: timedelta
    tries: list[LiveEvent]
    calls: list[WelfareCall]

    @property
    def call_back_by(self) -> datetime | None:
        """By when they are rung back, while the connection is lost (RUN-24)."""
        return self.lost_at + self.call_back_within if self.lost_at else None

    @property
    def done(self) -> int:
        """How many lines are answered."""
        return sum(line.is_done for line in self.lines)

    @property
    def names(self) -> str:
        """Who takes part, by the names they use."""
        return ", ".join(one.person.known_as for one in self.participants)

    @property
    def notes(self) -> int:
        """How many notes were made."""
        return sum(event.kind == EventKind.NOTE for event in self.events)

    @property
    def calls_made(self) -> int:
        """How many of the welfare calls have been made."""
        return sum(call.made_at is not None for call in self.calls)

    @property
    def located(self) -> str:
        """What the crisis sheet was last made of: it is drawn again when they say another address or number."""
        kinds = (EventKind.LOCATION, EventKind.NUMBER)
        return "".join(str(event.ref) for event in self.events if event.kind in kinds)[-72:]

    @property
    def is_one_to_one(self) -> bool:
        """Whether there is one person, so that nothing has to say whom it is about."""
        return len(self.participants) == 1


def live_page(session: Session, now: datetime) -> LivePage:
    """The state of a session that is under way. Four queries, however much was pressed."""
    participants, events = participants_of(session), list(events_of(session))
    latest = {(event.kind, event.participant_id): event for event in events}
    unknown = [
        one.pk for one in participants if not rules.is_identified(_facts(latest.get((EventKind.IDENTITY, one.pk))))
    ]
    lines = []
    for item in checklist_of(session):
        waiting = rules.waits_for_identity(
            kind=item.kind, phase=session.phase, session_kind=session.kind, unknown=unknown
        )
        for one in participants if item.of_person else [None]:
            lines.append(Line(item, one, latest.get((item.kind, one.pk if one else None)), waiting))
    lost_at = rules.lost_since([rules.Pressed(event.kind, event.at, event.facts) for event in events])
    within = thresholds_in_force(now).minutes("call_back")
    return LivePage(
        session=session,
        participants=participants,
        lines=lines,
        events=events,
        lost_at=lost_at,
        call_back_within=within,
        tries=[one for one in events if lost_at and one.at >= lost_at and rules.is_call_back(one.kind, one.facts)],
        calls=calls_of(session),
    )


def _facts(event: LiveEvent | None) -> dict[str, Any]:
    return dict(event.facts) if event else {}
