"""What a concern of the past is made of, and how it goes its way from being raised to being closed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

from incidents.actions import (
    Concern,
    acknowledge_incident,
    add_entry,
    add_to_report,
    answer_triage,
    close_incident,
    decide_not_to_refer,
    note_opened,
    raise_concern,
    refer_incident,
)
from incidents.enums import (
    EntryKind,
    HowSoon,
    Involved,
    OutsideBody,
    Risk,
    Severity,
    StepOutcome,
    SubType,
    TriageQuestion,
    Wishes,
    YesNoUnsure,
)
from incidents.models import Incident
from incidents.rules import Given
from safeguard.demo.calendar import Days
from safeguard.demo.cases.authorities import with_authorities
from safeguard.demo.cases.stepping import say, second_look, settle
from safeguard.demo.families import BY_KEY, Young, born_on
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.escalation.actions import climb_due_ladders
from safeguard.escalation.models import Ladder
from safeguard.people.rules import age_on

YES, NO, NOT_SURE = YesNoUnsure.YES, YesNoUnsure.NO, YesNoUnsure.NOT_SURE
CALM = (Risk.NOT_IMMEDIATE, "Safe where they are today, and somebody they trust knows.")
LATELY = 2  # days ago
ADDED_AFTER, TRIAGED_AFTER = timedelta(minutes=4), timedelta(minutes=10)  # after the first entry
DECIDED_AFTER = timedelta(hours=10)
OPENED_BEFORE = timedelta(minutes=1)  # before it is acknowledged


@dataclass(frozen=True, kw_only=True)
class Triage:
    """The answers of triage with their reasons. ``offence`` is asked where something happened online."""

    kind: SubType
    severity: Severity
    why: str
    risk: tuple[Risk, str] = CALM
    online: YesNoUnsure = NO
    offence: tuple[YesNoUnsure, str] | None = None
    others: YesNoUnsure = NO
    wishes: str = ""

    def answers(self) -> dict[str, Given]:
        """As the action takes them."""
        said = {
            TriageQuestion.RISK: Given(*self.risk),
            TriageQuestion.WISHES: Given(Wishes.SAID, self.wishes) if self.wishes else Given(Wishes.NOT_YET),
            TriageQuestion.OTHERS: Given(self.others),
            TriageQuestion.ONLINE: Given(self.online),
            TriageQuestion.SEVERITY: Given(self.severity, self.why),
            TriageQuestion.CATEGORY: Given(self.kind),
        }
        if self.offence:
            said[TriageQuestion.OFFENCE] = Given(*self.offence)
        return {str(question): given for question, given in said.items()}


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How it was closed: by whom, after how many days, and in how many days somebody looks again."""

    by: str
    after: int
    outcome: str
    learning: str
    look_again: int | None = None
    in_days: int | None = None  # instead: so many days after the load, so that somebody has it before them
    no_monitoring: str = ""
    looked_again: str = ""  # what was found; empty where nobody has yet


@dataclass(frozen=True, kw_only=True)
class Case:
    """One concern. ``ago``: days before the load; ``steps``: minutes after it was raised, what kind of line, "
    "the text."""

    key: str
    ago: int
    clock: str
    by: str
    service: str
    about: tuple[str, ...] = ()
    about_whom: str = ""
    how_soon: HowSoon = HowSoon.TODAY
    words: str = ""
    seen: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    handler: str
    answered_after: int = 20
    climbs_after: int | None = None
    steps: tuple[tuple[int, EntryKind, str], ...] = ()
    triage: Triage | None = None
    referred: tuple[int, OutsideBody, str, str] | None = None  # minutes after, whom, what for, their reference
    not_referred: str = ""
    said: tuple[tuple[int, str], ...] = ()  # of which steps, so many minutes after
    sent: tuple[tuple[int, str], ...] = ()  # what was sent from here, so many minutes after
    added_later: str = ""  # by whoever raised it
    ending: Ending | None = None
    in_session: bool = False  # it was said in a session, which began half an hour before

    def raised_at(self, days: Days) -> datetime:
        """When it was raised. What is so young has its day, whether people work on it or not."""
        return days.on(days.working_day(self.ago) if self.ago > LATELY else days.day(self.ago), self.clock)


def case_story(world: World, case: Case) -> Story:
    """A concern from the moment it is raised as far as it has come."""
    raised_at = case.raised_at(world.days)
    yield raised_at
    concern = _concern(world, case, raised_at.date())
    incident = raise_concern(by=world.staff[case.by], now=raised_at, concern=concern)
    if case.climbs_after is not None:
        at = raised_at + timedelta(minutes=case.climbs_after)
        yield at
        climb_due_ladders(now=at)  # the only one that climbs: those before it are answered
    answered_at = raised_at + timedelta(minutes=case.answered_after)
    yield answered_at
    _answer(world, case, incident, answered_at)
    yield from _work(world, case, incident, raised_at)
    if case.ending is not None:
        yield from _end(world, case.ending, incident, raised_at)


def _concern(world: World, case: Case, day: date) -> Concern:
    young = [BY_KEY[key] for key in case.about]
    said: dict[str, Any] = {
        "how_soon": case.how_soon,
        "about_staff": NO,
        "imagery": NO,
        "exact_words": case.words,
        "seen_and_done": case.seen,
        "people": tuple(world.people[one.key] for one in young),
        "about_whom": case.about_whom or "; ".join(_named(world, one, day) for one in young),
        "involved": tuple({Involved.ADULT_AT_RISK if one.is_adult_at_risk else Involved.CHILD for one in young}),
    }
    if case.in_session:
        said["session"] = world.sessions[case.key]
    said |= case.more
    return Concern(client_token=world.token("concern", case.key), service=world.services[case.service], **said)


def _named(world: World, young: Young, day: date) -> str:
    """As it was written down on that day: their name, and how old they were."""
    return f"{young.name}, {age_on(born_on(world.days.today, young), day)}"


def _answer(world: World, case: Case, incident: Incident, at: datetime) -> None:
    handler = world.staff[case.handler]
    ladder = Ladder.objects.get(subject_type=Incident.SUBJECT, subject_ref=incident.ref)
    note_opened(by=handler, now=at - OPENED_BEFORE, incident=incident, ladder=ladder)
    acknowledge_incident(by=handler, now=at, incident=incident)
    incident.refresh_from_db()


def _work(world: World, case: Case, incident: Incident, raised_at: datetime) -> Story:
    """What was noted, answered and passed on, each thing at its moment."""
    for after, do in sorted(_doings(world, case, incident), key=itemgetter(0)):
        yield raised_at + after
        do(raised_at + after)


def _doings(world: World, case: Case, incident: Incident) -> Iterator[tuple[timedelta, Callable[[datetime], object]]]:
    """How long after the concern was raised what was done, in no order."""
    handler = world.staff[case.handler]
    first = timedelta(minutes=case.steps[0][0])
    for number, (minutes, kind, text) in enumerate(case.steps):
        token = world.token("entry", case.key, number)
        said = partial(add_entry, by=handler, incident=incident, client_token=token, kind=kind, text=text)
        yield timedelta(minutes=minutes), lambda at, said=said: said(now=at)  # type: ignore[misc]
    if case.added_later:
        yield first + ADDED_AFTER, lambda at: _add(world, case, incident, at)
    if case.triage:
        yield first + TRIAGED_AFTER, lambda at: _triage(world, case, incident, at)
    if case.referred:
        yield timedelta(minutes=case.referred[0]), lambda at: _refer(world, case, incident, at)
    for outcome, steps in (("", case.said), (StepOutcome.SENT, case.sent)):
        for minutes, code in steps:
            do = partial(say, world, incident, handler, code=code, outcome=outcome)
            yield timedelta(minutes=minutes), lambda at, do=do: do(at=at)  # type: ignore[misc]
    referred = timedelta(minutes=case.referred[0]) if case.referred else None
    yield from with_authorities(world, case.key, handler, incident, referred)
    if case.not_referred:
        yield DECIDED_AFTER, lambda at: _decide(world, case, incident, at)


def _triage(world: World, case: Case, incident: Incident, at: datetime) -> None:
    assert case.triage is not None
    token = world.token("triage", case.key)
    answers = case.triage.answers()
    answer_triage(by=world.staff[case.handler], now=at, incident=incident, client_token=token, answers=answers)


def _refer(world: World, case: Case, incident: Incident, at: datetime) -> None:
    assert case.referred is not None
    _minutes, body, text, reference = case.referred
    refer_incident(
        by=world.staff[case.handler],
        now=at,
        incident=incident,
        client_token=world.token("referral", case.key),
        body=body,
        text=text,
        their_reference=reference,
    )


def _add(world: World, case: Case, incident: Incident, at: datetime) -> None:
    token = world.token("added", case.key)
    add_to_report(by=world.staff[case.by], now=at, report=incident, client_token=token, text=case.added_later)


def _decide(world: World, case: Case, incident: Incident, at: datetime) -> None:
    token = world.token("no referral", case.key)
    handler = world.staff[case.handler]
    decide_not_to_refer(by=handler, now=at, incident=incident, client_token=token, text=case.not_referred)


def _look_again(world: World, ending: Ending, at: datetime) -> date | None:
    if ending.in_days is not None:
        return world.days.day(-ending.in_days)
    return None if ending.look_again is None else (at + timedelta(days=ending.look_again)).date()


def _end(world: World, ending: Ending, incident: Incident, raised_at: datetime) -> Story:
    at = raised_at + timedelta(days=ending.after)
    yield at
    by = world.staff[ending.by]
    settle(world, incident, by, at)
    look_again = _look_again(world, ending, at)
    close_incident(
        by=by,
        now=at,
        incident=incident,
        client_token=world.token("closing", incident.client_token),
        outcome=ending.outcome,
        learning=ending.learning,
        monitor_on=look_again,
        no_monitoring=ending.no_monitoring,
    )
    yield from second_look(incident, at)
    if ending.looked_again and look_again is not None:
        at = world.days.on(look_again, "09:40")
        yield at
        add_entry(
            by=by,
            now=at,
            incident=incident,
            client_token=world.token("looked again", incident.client_token),
            kind=EntryKind.MONITORING,
            text=ending.looked_again,
        )
