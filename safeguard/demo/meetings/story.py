"""How a session goes: it begins, everything is asked, something happens, it ends, and it is written up."""

from datetime import datetime, timedelta
from typing import Any

from safeguard.demo import families
from safeguard.demo.consents import ACTIVITIES, Asked
from safeguard.demo.families import BY_KEY
from safeguard.demo.meetings import planning
from safeguard.demo.meetings.planning import words_of
from safeguard.demo.meetings.records import written
from safeguard.demo.meetings.schedule import GROUP_WORKERS, Meeting, Twist, meetings
from safeguard.demo.timeline import Story
from safeguard.demo.world import World, turn
from safeguard.people.actions import involve
from safeguard.people.enums import ContactChannel
from safeguard.practitioners.models import User
from sessions_app.actions import (
    agree_call,
    cancel_session,
    end_session,
    note_press,
    note_rearranged,
    record_call,
    start_unplanned_contact,
    take_on_call,
    use_safe_word,
)
from sessions_app.enums import CallResult, Calm, ClosingActivity, EndedHow, EventKind, Match, SafeWordKind, TryResult
from sessions_app.models import Participant, Session, WelfareCall
from sessions_app.rules.live import checklist

STOPPED_FOR_IT = "nathan-arm"  # the concern for which the session itself was ended
SAFE_WORDS = (
    "marmalade", "lighthouse", "blue bicycle", "Tuesday soup", "pelican", "walnut", "seven sheep", "paper boat",
)  # fmt: skip
CALLED_OFF_WHY = (
    "School trip on that day. We have another time in the week after.",
    "Ill in bed. The mother rang.",
    "I am ill myself. Rang them in the morning.",
)
IN_FULL = 40  # days: of what is longer ago only the most important presses are loaded, to be quick
ALWAYS = {EventKind.IDENTITY, EventKind.LOCATION}
PRESS = timedelta(seconds=35)  # between one item of the checklist and the next


def meeting_stories(world: World) -> list[Story]:
    """Every session of the past, and who was let in for the groups."""
    in_groups = [_let_in(world, asked) for asked in ACTIVITIES if asked.members]
    return [*in_groups, *(_story(world, meeting) for meeting in meetings(world.days))]


def _let_in(world: World, asked: Asked) -> Story:
    """Whoever plans for a group works with everybody in it."""
    at = world.days.ago(asked.from_ago - 1, "12:00")
    yield at
    worker = world.staff[GROUP_WORKERS[asked.key][0]]
    for key in asked.members:
        involve(by=world.staff[asked.by], now=at, person=world.people[key], practitioner=worker)


def _story(world: World, meeting: Meeting) -> Story:
    if meeting.twist == Twist.UNPLANNED:
        yield meeting.starts_at
        session = start_unplanned_contact(
            by=world.staff[meeting.worker],
            now=meeting.starts_at,
            person=world.people[meeting.people[0]],
            client_token=world.token("plan", meeting.key),
            purpose=words_of(meeting).purpose,
        )
    else:
        yield from planning.prepared(world, meeting)
        session = world.planned[meeting.key]
        if meeting.twist == Twist.CALLED_OFF:
            at = meeting.starts_at - timedelta(hours=22)
            yield at
            why = turn(CALLED_OFF_WHY, len(meeting.key))
            cancel_session(by=world.staff[meeting.worker], now=at, session=session, reason=why)
            return
    yield from held(world, meeting, session)
    yield from written(world, meeting, session)


# How a session ended that did not end as planned, and after how many minutes.
ENDS = {
    Twist.LOST: (EndedHow.CONNECTION_LOST, 29),
    Twist.LEFT_EARLY: (EndedHow.LEFT_BY_CHOICE, 24),
    Twist.NOT_SURE: (EndedHow.NOT_SURE, 19),
}
OVERRUN = 6  # minutes by which a long session was longer still


def held(world: World, meeting: Meeting, session: Session) -> Story:
    """From its beginning to its end, whatever happens in between."""
    if meeting.twist != Twist.UNPLANNED:
        yield meeting.starts_at
        planning.begin(world.staff[meeting.worker], meeting.starts_at, session)
        if meeting.case:
            world.sessions[meeting.case] = session
    session.refresh_from_db()
    if meeting.twist == Twist.DID_NOT_COME:
        yield from _did_not_come(world, meeting, session)
        return
    yield meeting.starts_at + PRESS
    go_through(world, meeting, session, meeting.starts_at + PRESS)
    if meeting.twist == Twist.SAFE_WORD:
        yield from _stopped(world, meeting, session)
    else:
        yield from _to_its_end(world, meeting, session)


def _did_not_come(world: World, meeting: Meeting, session: Session) -> Story:
    at = meeting.starts_at + timedelta(minutes=12)
    yield at
    _press(world, meeting, at, session, EventKind.CALL_TRIED, {"result": TryResult.NO_ANSWER})
    end(world, meeting, at + timedelta(minutes=3), session, EndedHow.DID_NOT_COME)


def _to_its_end(world: World, meeting: Meeting, session: Session) -> Story:
    if meeting.twist in (Twist.LOST_AND_BACK, Twist.LOST):
        at = meeting.starts_at + timedelta(minutes=17)
        yield at
        _lose(world, meeting, session, at)
    overrun = OVERRUN if meeting.twist == Twist.LONG else 0
    ended_how, minutes = ENDS.get(meeting.twist, (EndedHow.AS_PLANNED, meeting.minutes + overrun))
    if meeting.case == STOPPED_FOR_IT:
        ended_how = EndedHow.CONCERN
    at = meeting.starts_at + timedelta(minutes=minutes)
    yield at
    end(world, meeting, at, session, ended_how)
    if ended_how == EndedHow.CONNECTION_LOST:
        yield from _after_the_loss(world, session, at)


def _stopped(world: World, meeting: Meeting, session: Session) -> Story:
    at = meeting.starts_at + timedelta(minutes=21)
    yield at
    call = use_the_word(world, meeting, session, at)
    end(world, meeting, at + timedelta(minutes=2), session, EndedHow.SAFE_WORD)
    yield from _called(world, call, at)


def go_through(world: World, meeting: Meeting, session: Session, at: datetime) -> datetime:
    """Go through the checklist, item by item and person by person. Returns when it was done."""
    everybody = _participants(session)
    always = ALWAYS | {EventKind.SAFE_WORD} if families.IN_DANGER in meeting.people else ALWAYS
    is_long_ago = world.days.now - at > timedelta(days=IN_FULL)
    for item in checklist(phase=session.phase, method=session.method):
        if is_long_ago and item.kind not in always:
            continue
        for one in everybody if item.of_person else [None]:
            key = next((key for key in meeting.people if one and world.people[key].pk == one.person_id), "")
            _press(world, meeting, at, session, item.kind, _facts(world, item.kind, key, meeting), one)
            at += PRESS
    return at


def _participants(session: Session) -> list[Participant]:
    return list(session.participants.select_related("person").order_by("pk"))


def _facts(world: World, kind: EventKind, key: str, meeting: Meeting) -> dict[str, Any]:
    if kind == EventKind.WORK_NUMBER:
        return {"number": world.staff[meeting.worker].work_phone}
    if not key:
        return {}
    order, young = list(BY_KEY).index(key), BY_KEY[key]
    is_alone = (order + meeting.number) % 3 > 0
    at_home = {"name": young.carers[0].name, "relationship": young.carers[0].relationship} if young.carers else {}
    where = {"address": families.address_of(order, young.council), "same_as_last": meeting.number > 0}
    if key == families.IN_DANGER:
        where = {"withheld": "The domestic abuse service in Saltmarsh knows"}
    facts: dict[EventKind, dict[str, Any]] = {
        EventKind.IDENTITY: {"match": Match.YES},
        EventKind.PRESENT: {"alone": is_alone or not at_home, "people": [] if is_alone or not at_home else [at_home]},
        EventKind.LOCATION: where,
        EventKind.NUMBER: {"phone": families.number_of(order), "same_as_last": meeting.number > 0},
        EventKind.SAFE_WORD: {"type": SafeWordKind.WORD, "value": turn(SAFE_WORDS, order), "knows_when": True},
    }
    return facts.get(kind, {})


def _press(
    world: World,
    meeting: Meeting,
    at: datetime,
    session: Session,
    kind: EventKind,
    facts: dict[str, Any],
    participant: Participant | None = None,
) -> None:
    token = world.token("press", meeting.key, kind, at.isoformat(), participant.pk if participant else "")
    by = world.staff[meeting.worker]
    note_press(by=by, now=at, session=session, kind=kind, facts=facts, participant=participant, client_token=token)


def _lose(world: World, meeting: Meeting, session: Session, at: datetime) -> None:
    _press(world, meeting, at, session, EventKind.CONNECTION_LOST, {})
    called_at = at + timedelta(minutes=3)
    is_back = meeting.twist == Twist.LOST_AND_BACK
    result = TryResult.REACHED if is_back else TryResult.NO_ANSWER
    _press(world, meeting, called_at, session, EventKind.CALL_TRIED, {"result": result})
    if is_back:
        _press(world, meeting, called_at + timedelta(minutes=1), session, EventKind.CONNECTION_BACK, {})
    else:
        _press(world, meeting, called_at + timedelta(minutes=5), session, EventKind.CALL_TRIED, {"result": result})


def _after_the_loss(world: World, session: Session, at: datetime) -> Story:
    """Whoever is at risk is rung the same day; another time is arranged."""
    by = session.practitioner
    for call in WelfareCall.objects.filter(session=session, made_at__isnull=True):
        yield at + timedelta(minutes=20)
        take_on_call(by=_officer(world, session), now=at + timedelta(minutes=20), call=call)
        yield at + timedelta(minutes=35)
        token = world.token("call", session.client_token)
        note = "Battery was flat. Fine, and sorry."
        record_call(
            by=by, now=at + timedelta(minutes=35), call=call, result=CallResult.SAFE, note=note, client_token=token
        )
    yield at + timedelta(hours=2)
    note_rearranged(by=by, now=at + timedelta(hours=2), session=session)


def _officer(world: World, session: Session) -> User:
    return world.staff["deputy" if session.service.name == "Counselling" else "dso"]


def use_the_word(world: World, meeting: Meeting, session: Session, at: datetime) -> WelfareCall:
    """The safe word is used; nobody is in danger at this moment, as far as the worker can tell."""
    return use_safe_word(
        by=world.staff[meeting.worker],
        now=at,
        session=session,
        participant=_participants(session)[0],
        is_danger=False,
        client_token=world.token("safe word", meeting.key),
    )


def _called(world: World, call: WelfareCall, at: datetime) -> Story:
    """The officer takes it on, a time is agreed, and the call is made."""
    by, officer = call.opened_by, _officer(world, call.session)
    yield at + timedelta(minutes=9)
    take_on_call(by=officer, now=at + timedelta(minutes=9), call=call)
    agreed_at = at + timedelta(minutes=14)
    yield agreed_at
    due_at = at + timedelta(minutes=80)
    agree_call(by=by, now=agreed_at, call=call, due_at=due_at, channel=ContactChannel.CALL, caller=by)
    yield due_at
    note = "Reached on the second ring. Somebody had come into the room. Alone now, and safe. We meet tomorrow."
    token = world.token("call", call.client_token)
    record_call(by=by, now=due_at, call=call, result=CallResult.SAFE, note=note, client_token=token)


def end(world: World, meeting: Meeting, at: datetime, session: Session, ended_how: EndedHow) -> None:
    """End it, with the closing step where there was somebody to close with."""
    end_session(
        by=world.staff[meeting.worker],
        now=at,
        session=session,
        ended_how=ended_how,
        closing=closing(meeting, ended_how),
        client_token=world.token("end", meeting.key),
    )


def closing(meeting: Meeting, ended_how: EndedHow) -> dict[str, Any] | None:
    """The closing step, where there was somebody to close with."""
    if ended_how in (EndedHow.DID_NOT_COME, EndedHow.CONNECTION_LOST):
        return None
    if ended_how in (EndedHow.NOT_SURE, EndedHow.SAFE_WORD):
        return {"calm": Calm.NOT_KNOWN, "activities": [], "goals": "", "action": ""}
    done = (ClosingActivity.REFOCUS, ClosingActivity.RELAXATION, ClosingActivity.MINDFULNESS)
    return {"calm": Calm.YES, "activities": [turn(done, len(meeting.key))], "goals": "", "action": ""}
