"""From the idea of a session to the moment at which it may begin."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from safeguard.demo.families import BY_KEY, Young
from safeguard.demo.meetings import words
from safeguard.demo.meetings.schedule import PLATFORM, Meeting, Twist
from safeguard.demo.meetings.words import Words
from safeguard.demo.timeline import Story
from safeguard.demo.world import World, turn
from safeguard.lib.errors import Refused
from safeguard.people.enums import ContactChannel
from safeguard.people.messages import may_hear
from safeguard.people.models import Adult, Person
from safeguard.platforms.enums import Method
from safeguard.practitioners.models import User
from sessions_app.actions import (
    Plan,
    approve_session,
    assess_session,
    give_reason,
    plan_session,
    send_to_manager,
    start_session,
    tell_family,
)
from sessions_app.enums import Mitigation, Phase, Promotion, Rating, SessionKind
from sessions_app.models import Session
from sessions_app.rules.readiness import BEFORE_THE_START
from sessions_app.rules.settings import Confirmed
from sessions_app.selectors.readiness import readiness_of

PLANNED_BEFORE = timedelta(days=2)
ANSWERED_AFTER = timedelta(hours=3)
TOLD_AFTER = timedelta(minutes=50)


def words_of(meeting: Meeting) -> Words:
    """What this session was about."""
    if meeting.twist == Twist.UNPLANNED:
        return words.UNPLANNED
    if meeting.is_group:
        return turn(words.GROUPS[meeting.activity], meeting.number)
    if meeting.number == 0:
        return words.FIRST[meeting.service]
    order = list(BY_KEY).index(meeting.people[0])
    return turn(words.NEXT[meeting.service], order + meeting.number)


def named(text: str, meeting: Meeting) -> str:
    """The words, with the name of whom the session was with."""
    return text.replace("{name}", "they" if meeting.is_group else BY_KEY[meeting.people[0]].known_as)


def plan_of(world: World, meeting: Meeting) -> Plan:
    """The plan as its worker writes it."""
    said = words_of(meeting)
    why, detail = turn(words.WHY_ALONE, meeting.number + len(meeting.key))
    return Plan(
        kind=SessionKind.GROUP if meeting.is_group else SessionKind.ONE_TO_ONE,
        phase=Phase.FOLLOW_UP if meeting.number else Phase.INTRODUCTORY,
        method=meeting.method,
        purpose=named(said.purpose, meeting),
        content=named(said.content, meeting),
        platform=world.platform(PLATFORM[meeting.method]),
        activity=world.activities[meeting.activity],
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        participants=[world.people[key] for key in meeting.people],
        second_worker=world.staff[meeting.second] if meeting.second else None,
        why_one_to_one="" if meeting.is_group else why,
        why_detail="" if meeting.is_group else detail,
        mitigations=() if meeting.is_group else _mitigations(meeting),
        fits_policies=True,
        promotion=Promotion.NONE if meeting.is_group else "",
    )


def _mitigations(meeting: Meeting) -> tuple[Mitigation, ...]:
    if BY_KEY[meeting.people[0]].rating == Rating.HIGH:
        return (Mitigation.OPEN_PLACE, Mitigation.CHECKED_AFTER)
    if meeting.method == Method.VIDEO and BY_KEY[meeting.people[0]].age < 14:
        return (Mitigation.ADULT_NEAR, Mitigation.DROPS_IN)
    return (Mitigation.OPEN_PLACE, Mitigation.DROPS_IN)


def prepared(world: World, meeting: Meeting, planned_at: datetime | None = None) -> Story:
    """Planned, assessed, answered by the manager where one is asked, and the family told. Keeps the session."""
    by = world.staff[meeting.worker]
    at = planned_at or meeting.starts_at - PLANNED_BEFORE
    yield at
    session = plan_session(by=by, now=at, plan=plan_of(world, meeting), client_token=world.token("plan", meeting.key))
    world.planned[meeting.key] = session
    assess(world, meeting, session, at + timedelta(minutes=6))
    if ask(by, at + timedelta(minutes=8), session):
        at = at + ANSWERED_AFTER
        yield at
        approve(manager_of(by), at, session)
    at = at + TOLD_AFTER
    yield at
    tell(by, at, session, meeting, world)


def manager_of(worker: User) -> User:
    """Who approves the plans of somebody."""
    assert worker.line_manager is not None  # everybody here who works with young people has one
    return worker.line_manager


def assess(world: World, meeting: Meeting, session: Session, at: datetime) -> None:
    """Assess the risk of the session."""
    young = BY_KEY[meeting.people[0]]
    risks, measures, response = turn(words.ASSESSED, meeting.number + len(meeting.key))
    assess_session(
        by=world.staff[meeting.worker],
        now=at,
        session=session,
        rating=Rating.LOW if meeting.is_group else young.rating,
        risks=risks,
        measures=measures,
        response=named(response, meeting),
        client_token=world.token("assessed", meeting.key),
    )


def ask(by: User, at: datetime, session: Session) -> bool:
    """Give the worker's own reasons, and send the plan to the manager if one is asked. Returns whether one is."""
    if session.kind == SessionKind.GROUP and not readiness_of(session, at).for_the_manager:
        return False
    try:
        send_to_manager(by=by, now=at, session=session)
    except Refused:  # the worker has to say something first; asked only then, because most have not
        for finding in readiness_of(session, at).for_the_worker:
            give_reason(by=by, now=at, session=session, key=finding.key, reason=reason_for(finding.code))
        send_to_manager(by=by, now=at, session=session)
    return True


def approve(manager: User, at: datetime, session: Session) -> None:
    """Approve it, with a reason for everything that asks for one."""
    approve_session(by=manager, now=at, session=session, version=session.version, reasons=REASONS)


class Reasons(Mapping[str, str]):
    """Why a session may go on, by the key of whatever asks: a rule, and mostly about whom.

    Nothing for what is asked only when it starts: the family is told in between.
    """

    def __getitem__(self, key: str) -> str:
        code = key.partition(":")[0]
        if code in BEFORE_THE_START:
            raise KeyError(key)
        return reason_for(code)

    def __iter__(self) -> Iterator[str]:
        return iter(words.REASONS)

    def __len__(self) -> int:
        return len(words.REASONS)


REASONS = Reasons()


def reason_for(code: str) -> str:
    """What a worker or a manager writes when this rule asks."""
    return words.REASONS.get(code, words.ANY_REASON)


def tell(by: User, at: datetime, session: Session, meeting: Meeting, world: World) -> None:
    """Tell everybody who takes part, or their family, on a channel that is safe."""
    for key in meeting.people:
        found = _way_to(world, BY_KEY[key])
        if found is not None:
            whom, channel = found
            tell_family(by=by, now=at, session=session, channel=channel, whom=whom)


def _way_to(world: World, young: Young) -> tuple[Person | Adult, ContactChannel] | None:
    person = world.people[young.key]
    everybody: list[Person | Adult] = [person, *person.adults.order_by("pk")]
    for channel in (ContactChannel.TEXT, ContactChannel.EMAIL, ContactChannel.CALL):
        for whom in everybody:
            if whom.may_use(channel) and may_hear(whom):
                return whom, channel
    return None


def begin(worker: User, at: datetime, session: Session) -> None:
    """Start it; the manager gives the reasons that nobody had before."""
    confirmed = Confirmed(all_set=True)
    try:
        start_session(by=worker, now=at, session=session, confirmed=confirmed)
    except Refused:
        session.refresh_from_db()
        for finding in readiness_of(session, at).open:
            give_reason(
                by=manager_of(worker), now=at, session=session, key=finding.key, reason=reason_for(finding.code)
            )
        start_session(by=worker, now=at, session=session, confirmed=confirmed)
