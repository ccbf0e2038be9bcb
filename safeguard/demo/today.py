"""What is waiting on the day of the load, so that every sign-in lands on something worth doing."""

from dataclasses import replace
from datetime import datetime, timedelta

from incidents.actions import Concern, raise_concern
from incidents.enums import HowSoon, Involved, YesNoUnsure
from safeguard.demo import families
from safeguard.demo.calendar import Days
from safeguard.demo.consents import ACTIVITY_OF
from safeguard.demo.families import BY_KEY
from safeguard.demo.meetings import planning, story
from safeguard.demo.meetings.schedule import Meeting, Twist
from safeguard.demo.people import CAREERS
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.duties.actions import remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import next_working_morning
from safeguard.people.enums import ContactChannel
from safeguard.platforms.enums import Method
from safeguard.policies.selectors import thresholds_in_force
from sessions_app.actions import (
    agree_call,
    plan_session,
    remind_of_sessions,
    take_on_call,
)
from sessions_app.enums import EndedHow
from sessions_app.rules.live import call_due_at

READY, STOPPED, TO_WRITE, TO_APPROVE, LATE, CALLED = "amira", families.APART, "kwame", "leila", "hamza", "rowan"
COMING = (("ravi", 1, "10:00"), ("samir", 1, "11:00"), ("ella", 2, "14:00"))  # who, in how many working days, when
WAIT = timedelta(minutes=90)  # from the load to the session of later today
DAY_BEGINS, DAY_ENDS = "10:00", "23:10"
ALREADY_OVER = timedelta(minutes=24)  # since the session whose record is to be written
A_LITTLE = timedelta(minutes=1)


def today_stories(world: World) -> list[Story]:
    """Everything of the last days that is not finished yet."""
    return [
        _ready(world),
        _stopped(world),
        _to_write(world),
        _to_approve(world),
        _late(world),
        _welfare_call(world),
        *(_coming(world, key, count, clock) for key, count, clock in COMING),
        _up_to_now(world),
    ]


def _meeting(world: World, key: str, starts_at: datetime, **values: object) -> Meeting:
    young = BY_KEY[key]
    meeting = Meeting(
        key=f"today-{key}",
        people=(key,),
        worker=young.worker,
        starts_at=starts_at,
        service=young.service,
        activity=ACTIVITY_OF[young.service],
        method=Method.VIDEO,
        number=3,
    )
    return replace(meeting, **values)  # type: ignore[arg-type]


def _in_working_days(days: Days, count: int, clock: str) -> datetime:
    day = days.today
    for _ in range(count):
        day = days.next_working_day(day)
    return days.on(day, clock)


def later_today(days: Days) -> datetime:
    """A moment of today that leaves time to look at it; tomorrow morning if the day is nearly over."""
    soon = days.now + WAIT
    soon += timedelta(minutes=-soon.minute % 15, seconds=-soon.second, microseconds=-soon.microsecond)
    at = max(soon, days.on(days.today, DAY_BEGINS))
    return at if at <= days.on(days.today, DAY_ENDS) else days.on(days.day(-1), DAY_BEGINS)


def _ready(world: World) -> Story:
    """Later today: approved, told, and nothing in the way."""
    meeting = _meeting(world, READY, later_today(world.days))
    yield from planning.prepared(world, meeting, planned_at=world.days.on(world.days.working_day(2), "11:20"))


def _stopped(world: World) -> Story:
    """On the next working day: nobody may start it as long as one parent says no."""
    meeting = _meeting(world, STOPPED, _in_working_days(world.days, 1, "11:00"))
    by, at = world.staff[meeting.worker], world.days.on(world.days.working_day(1), "16:10")
    yield at
    session = plan_session(
        by=by, now=at, plan=planning.plan_of(world, meeting), client_token=world.token("plan", meeting.key)
    )
    planning.assess(world, meeting, session, at + A_LITTLE)


def _to_write(world: World) -> Story:
    """It ended a few minutes ago, and its record is due within the hour."""
    ended_at = world.days.now - ALREADY_OVER
    meeting = _meeting(world, TO_WRITE, ended_at - timedelta(minutes=41))
    yield from planning.prepared(world, meeting, planned_at=world.days.on(world.days.working_day(2), "12:30"))
    yield from story.held(world, meeting, world.planned[meeting.key])


def _to_approve(world: World) -> Story:
    """With the line manager since a little while, and with two things to think about."""
    meeting = _meeting(world, TO_APPROVE, _in_working_days(world.days, 1, "14:00"))
    by, at = world.staff[meeting.worker], world.days.now - timedelta(hours=2)
    yield at
    session = plan_session(
        by=by, now=at, plan=planning.plan_of(world, meeting), client_token=world.token("plan", meeting.key)
    )
    planning.assess(world, meeting, session, at + A_LITTLE)
    planning.ask(by, at + 2 * A_LITTLE, session)


def _late(world: World) -> Story:
    """Two working days ago, and nobody has written the record: its owner was reminded, and then the manager told."""
    meeting = _meeting(world, LATE, world.days.on(world.days.working_day(2), "15:00"))
    yield from planning.prepared(world, meeting)
    yield from story.held(world, meeting, world.planned[meeting.key])
    thresholds = thresholds_in_force(world.days.now)
    due_at = meeting.starts_at + timedelta(minutes=meeting.minutes) + thresholds.minutes("record_due")
    yield due_at + A_LITTLE
    remind_of_due_duties(now=due_at + A_LITTLE)
    told_at = next_working_morning(due_at, thresholds.hours) + A_LITTLE
    yield told_at
    tell_others_of_overdue_duties(now=told_at)


def _welfare_call(world: World) -> Story:
    """The safe word was used an hour ago. The officer has taken it on; the call is agreed for later today.

    In the first hour of a day there is none: a welfare call is made on the same day.
    """
    used_at = world.days.now - timedelta(minutes=55)
    if used_at.astimezone(LONDON).date() != world.days.today:
        return
    meeting = _meeting(
        world, CALLED, used_at - timedelta(minutes=21), method=Method.PHONE, minutes=30, twist=Twist.SAFE_WORD
    )
    yield from planning.prepared(world, meeting, planned_at=world.days.on(world.days.working_day(2), "14:40"))
    session = world.planned[meeting.key]
    by, officer = world.staff[meeting.worker], world.staff["dso"]
    yield meeting.starts_at
    planning.begin(by, meeting.starts_at, session)
    session.refresh_from_db()
    yield meeting.starts_at + A_LITTLE
    story.go_through(world, meeting, session, meeting.starts_at + A_LITTLE)
    yield used_at
    call = story.use_the_word(world, meeting, session, used_at)
    yield used_at + A_LITTLE
    story.end(world, meeting, used_at + A_LITTLE, session, EndedHow.SAFE_WORD)
    yield used_at + timedelta(minutes=8)
    take_on_call(by=officer, now=used_at + timedelta(minutes=8), call=call)
    agreed_at = used_at + timedelta(minutes=12)
    yield agreed_at
    due_at = call_due_at(agreed_at, timedelta(hours=3), world.days.on(world.days.day(-1), "00:00"))
    agree_call(by=by, now=agreed_at, call=call, due_at=due_at, channel=ContactChannel.CALL, caller=officer)


def _coming(world: World, key: str, count: int, clock: str) -> Story:
    """Sessions of the next days, with everything done that has to be."""
    meeting = _meeting(world, key, _in_working_days(world.days, count, clock))
    yield from planning.prepared(world, meeting, planned_at=world.days.on(world.days.working_day(2), "13:15"))


def _up_to_now(world: World) -> Story:
    """What the sweeps would have done by now they have done: nothing is left for the first start to send."""
    now = world.days.now
    yield now
    remind_of_due_duties(now=now)
    tell_others_of_overdue_duties(now=now)
    remind_of_sessions(now=now)


def raise_live_concern(world: World) -> None:
    """The live example: raised a moment ago, told to the officer and the lead, answered by nobody yet."""
    young = BY_KEY["seun"]
    concern = Concern(
        client_token=world.token("concern", "live"),
        service=world.services[CAREERS],
        how_soon=HowSoon.TODAY,
        about_staff=YesNoUnsure.NO,
        imagery=YesNoUnsure.NO,
        about_whom=f"{young.name}, {young.age}",
        involved=(Involved.CHILD,),
        people=(world.people[young.key],),
        exact_words="“He’s outside college most days now. He says he’ll sort my fees if I just carry a bag for him.”",
        seen_and_done="Seun rang me after the session, from the bus. I asked who he is; somebody from an older "
        "brother’s "
        "year. No bag so far. I said that I would have to tell our safeguarding officer, and that it is good "
        "that he rang.",
        opinion="I think that somebody is trying to draw him in.",
        when_happened="For about two weeks; the last time was yesterday",
        who_knows="Nobody at home",
    )
    raise_concern(by=world.staff["fergus"], now=world.days.now, concern=concern)
