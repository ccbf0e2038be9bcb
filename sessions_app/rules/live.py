"""What is asked on the live page, what a press must say, and when a session may end. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.platforms.enums import Method
from sessions_app.enums import (
    Calm,
    ClosingActivity,
    EndedHow,
    EventKind,
    Match,
    Phase,
    Rating,
    SafeWordKind,
    SessionKind,
    TryResult,
)

LONGEST_LINE, LONGEST_TEXT = 200, 20_000  # characters
MOST_PRESENT = 30  # people named as present in one press
RAISED_WITHIN = timedelta(minutes=30)  # a worry at the end of a session
LONGEST_HELD = timedelta(hours=12)  # a press may wait in a page without signal for as long as a working day
BACK_WITHIN = timedelta(minutes=15)  # a crisis sheet looked at twice in a quarter of an hour is one event

# --- The checklist (RUN-01) ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One line of the checklist. ``of_person``: asked of each person who takes part."""

    kind: EventKind
    of_person: bool = False


_EVERY_TIME = (
    Item(EventKind.PRESENT, of_person=True),
    Item(EventKind.LOCATION, of_person=True),
    Item(EventKind.NUMBER, of_person=True),
    Item(EventKind.WORK_NUMBER),
    Item(EventKind.SAFE_WORD, of_person=True),
    Item(EventKind.GROUND_RULES),
)
_FIRST_TIME = (Item(EventKind.NOTES_TOLD), Item(EventKind.CONSENT_TOLD), Item(EventKind.FORMAT_TOLD))


def checklist(*, phase: str, method: str) -> tuple[Item, ...]:
    """What is asked, in its order (004 Introductory session, Intro & follow-up).

    An introductory session begins with who they are and has a longer list. By chat and phone nobody is seen, so who
    they are is asked every time there; ground rules hold for every contact (practice D38).
    """
    if phase == Phase.INTRODUCTORY:
        return (Item(EventKind.IDENTITY, of_person=True), *_EVERY_TIME, *_FIRST_TIME)
    unseen = (Item(EventKind.IDENTITY, of_person=True),) if method != Method.VIDEO else ()
    return (*unseen, *_EVERY_TIME)


# Help, and writing down what happens, wait for nothing (practice A7): the address is what 999 asks for.
NEVER_WAITS = frozenset(
    {
        EventKind.IDENTITY,
        EventKind.LOCATION,
        EventKind.CONNECTION_LOST,
        EventKind.CALL_TRIED,
        EventKind.CONNECTION_BACK,
        EventKind.SAFE_WORD_USED,
        EventKind.CONCERN,
        EventKind.CRISIS,
        EventKind.NOTE,
        EventKind.CLOSING,
        EventKind.ENDED,
    }
)
# Written by their own actions, never pressed by hand.
NOT_PRESSED = frozenset(
    {EventKind.STARTED, EventKind.SAFE_WORD_USED, EventKind.CONCERN, EventKind.ENDED, EventKind.NO_CONCERN}
)


def waits_for_identity(*, kind: str, phase: str, session_kind: str, unknown: Iterable[object]) -> bool:
    """Whether a press has to wait until it is sure who is there (RUN-04): an introductory session cannot go on
    without a match or other proof (practice E43). ``unknown``: those who take part and are not identified yet.

    An unplanned contact is help, and never waits.
    """
    gated = phase == Phase.INTRODUCTORY and session_kind != SessionKind.UNPLANNED
    return gated and kind not in NEVER_WAITS and any(True for _one in unknown)


def is_identified(facts: Mapping[str, Any]) -> bool:
    """Whether the last check of who somebody is came to a match (RUN-04), or to other proof (practice E43)."""
    return facts.get("match") in (Match.YES, Match.OTHER_PROOF)


# --- What a press says --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrong:
    """What a press does not say, or says wrongly: the name of the question, and words for the screen."""

    field: str
    text: str | Promise


Facts = dict[str, Any]


def check(kind: str, facts: Mapping[str, Any], *, method: str = Method.VIDEO) -> tuple[Facts, list[Wrong]]:
    """The facts of a press as they are kept, and what is wrong with them (nothing is kept then).

    What a kind does not ask is dropped. Kept: text, bool, and lists of those.

    - identity: match (yes, no, other_proof), proof
    - present: alone, people (name and relationship of each), not_seen (phone and chat: they were asked, nobody looked)
    - location: address, same_as_last, withheld (whom to ask instead; practice B20)
    - number: phone, other_phone, same_as_last
    - work_number: number
    - safe_word: type (word, gesture), value, knows_when
    - call_tried: result; closing: calm (yes, no, not_known), activities, goals, action; note: text
    - the others: nothing
    """
    asked = _ASKED.get(EventKind(kind))
    return asked(facts, method) if asked else ({}, [])


def _text(facts: Mapping[str, Any], name: str, longest: int = LONGEST_LINE) -> str:
    return str(facts.get(name) or "").strip()[:longest]


def _identity(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    match, proof = _text(facts, "match"), _text(facts, "proof")
    if match not in Match.values:
        return {}, [Wrong("match", _("Say whether their name and date of birth match"))]
    if match == Match.OTHER_PROOF and not proof:
        return {}, [Wrong("proof", _("Write how you know who they are"))]
    return {"match": match, "proof": proof if match == Match.OTHER_PROOF else ""}, []


def _present(facts: Mapping[str, Any], method: str) -> tuple[Facts, list[Wrong]]:
    alone = facts.get("alone")
    if not isinstance(alone, bool):
        return {}, [Wrong("alone", _("Say whether anybody else is there"))]
    people = [
        {"name": _text(one, "name"), "relationship": _text(one, "relationship")}
        for one in list(facts.get("people") or [])[:MOST_PRESENT]
    ]
    people = [] if alone else [one for one in people if one["name"] or one["relationship"]]
    if not alone and not people:
        return {}, [Wrong("people", _("Write who is there: a name, and who they are to them"))]
    if any(not one["name"] or not one["relationship"] for one in people):
        return {}, [Wrong("people", _("Everybody who is there needs a name, and who they are to them"))]
    return {"alone": alone, "people": people, "not_seen": method != Method.VIDEO}, []


def _location(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    address, withheld = _text(facts, "address", LONGEST_TEXT), _text(facts, "withheld")
    if not address and not withheld:
        return {}, [Wrong("address", _("Write the full address where they are: street, town, county"))]
    return {"address": address, "same_as_last": facts.get("same_as_last") is True, "withheld": withheld}, []


def _number(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    phone = _text(facts, "phone")
    if sum(c in "0123456789" for c in phone) < _SHORTEST_NUMBER:
        return {}, [Wrong("phone", _("Write a number on which you can ring them"))]
    same = facts.get("same_as_last") is True
    return {"phone": phone, "other_phone": _text(facts, "other_phone"), "same_as_last": same}, []


_SHORTEST_NUMBER = 5  # digits


def _work_number(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    number = _text(facts, "number")
    if not number:
        return {}, [
            Wrong("number", _("You have no work number. Ask your line manager for one, and note what you said"))
        ]
    return {"number": number}, []


def _safe_word(facts: Mapping[str, Any], method: str) -> tuple[Facts, list[Wrong]]:
    kind, value = _text(facts, "type"), _text(facts, "value", 100)
    wrong = []
    if kind not in SafeWordKind.values:
        wrong.append(Wrong("type", _("Say whether it is a word or a gesture")))
    elif kind == SafeWordKind.GESTURE and method != Method.VIDEO:
        wrong.append(Wrong("type", _("You cannot see a gesture. Agree on a word")))
    if not value:
        wrong.append(Wrong("value", _("Write the word or the gesture")))
    if facts.get("knows_when") is not True:
        wrong.append(Wrong("knows_when", _("Make sure that they know when to use it")))
    return ({}, wrong) if wrong else ({"type": kind, "value": value, "knows_when": True}, [])


def _call_tried(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    result = _text(facts, "result")
    if result not in TryResult.values:
        return {}, [Wrong("result", _("Say what came of the call"))]
    return {"result": result}, []


def _note(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    text = _text(facts, "text", LONGEST_TEXT)
    return ({"text": text}, []) if text else ({}, [Wrong("text", _("Write the note"))])


def _closing(facts: Mapping[str, Any], _method: str) -> tuple[Facts, list[Wrong]]:
    calm, goals = _text(facts, "calm"), _text(facts, "goals", LONGEST_TEXT)
    action = _text(facts, "action", LONGEST_TEXT)
    given = list(facts.get("activities") or [])
    activities = [code for code in ClosingActivity.values if code in given]
    wrong = []
    if calm not in Calm.values:
        wrong.append(Wrong("calm", _("Say whether they are calm")))
    if calm == Calm.NO and not action:
        wrong.append(Wrong("action", _("They are distressed: write what is done about it")))
    if calm != Calm.NOT_KNOWN and not activities and not goals:
        wrong.append(Wrong("activities", _("Say how you closed, or what they are going to do")))
    return ({}, wrong) if wrong else ({"calm": calm, "activities": activities, "goals": goals, "action": action}, [])


_ASKED: Mapping[EventKind, Callable[[Mapping[str, Any], str], tuple[Facts, list[Wrong]]]] = {
    EventKind.IDENTITY: _identity,
    EventKind.PRESENT: _present,
    EventKind.LOCATION: _location,
    EventKind.NUMBER: _number,
    EventKind.WORK_NUMBER: _work_number,
    EventKind.SAFE_WORD: _safe_word,
    EventKind.CALL_TRIED: _call_tried,
    EventKind.NOTE: _note,
    EventKind.CLOSING: _closing,
}


def pressed_at(now: datetime, held: timedelta, started_at: datetime | None) -> datetime:
    """When a press was made that waited in the page for a signal (practice A13): never before the session began."""
    earliest = started_at if started_at is not None else now
    return max(now - max(timedelta(0), min(held, LONGEST_HELD)), min(earliest, now))


# --- A lost connection (RUN-24) -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pressed:
    """A press, as the rules see it. ``of``: the person it is about, or None."""

    kind: str
    at: datetime
    facts: Mapping[str, Any]
    of: object = None


def is_call_back(kind: str, facts: Mapping[str, Any]) -> bool:
    """Whether it is a try to ring back after a loss (RUN-24); a try of a welfare call is noted the same way, and is
    none."""
    return kind == EventKind.CALL_TRIED and "call" not in facts


def lost_since(events: Iterable[Pressed]) -> datetime | None:
    """Since when the connection has been lost (RUN-24), or None while it is there. ``events``: oldest first."""
    since: datetime | None = None
    for event in events:
        if event.kind == EventKind.CONNECTION_LOST and since is None:
            since = event.at
        elif event.kind == EventKind.CONNECTION_BACK:
            since = None
    return since


# --- The end (RUN-34, practice E44) -------------------------------------------------------------------------------

# Whoever was seen or heard has come.
_THERE = frozenset({EventKind.PRESENT, EventKind.NUMBER, EventKind.SAFE_WORD, EventKind.SAFE_WORD_USED})
NO_CLOSING = frozenset({EndedHow.DID_NOT_COME, EndedHow.CONNECTION_LOST})  # there was nobody to close with
# After these, whoever led it may need support (ESC-09; 004 Risk b3).
ENDED_IN_CRISIS = frozenset({EndedHow.SAFE_WORD, EndedHow.CONCERN, EndedHow.NOT_SURE})
MAY_NOT_KNOW = frozenset({EndedHow.LEFT_BY_CHOICE, EndedHow.NOT_SURE, EndedHow.SAFE_WORD, EndedHow.CONCERN})


def has_come(events: Iterable[tuple[str, Mapping[str, Any]]]) -> bool:
    """Whether somebody was there (RUN-26), by what was pressed: the kind and the facts of each press."""
    return any(kind in _THERE or (kind == EventKind.IDENTITY and is_identified(facts)) for kind, facts in events)


def what_keeps_open(
    ended_how: str, closing: Mapping[str, Any] | None, *, method: str = Method.VIDEO, came: bool = False
) -> list[Wrong]:
    """What keeps a session from ending (RUN-34). Whoever has left cannot be asked whether they are calm: that may be
    unknown.

    ``came``: whether somebody was there (``has_come``): then it cannot be that they did not come.
    """
    if ended_how not in EndedHow.values:
        return [Wrong("ended_how", _("Say how it ended"))]
    if came and ended_how == EndedHow.DID_NOT_COME:
        return [Wrong("ended_how", _("You noted that they were there. Say how it ended"))]
    if ended_how in NO_CLOSING:
        return []
    facts, wrong = check(EventKind.CLOSING, closing or {}, method=method)
    if not wrong and facts["calm"] == Calm.NOT_KNOWN and ended_how not in MAY_NOT_KNOW:
        return [Wrong("calm", _("Ask them how they are before you end"))]
    return wrong


def needs_call_after_loss(*, ratings: Iterable[str], kinds: Iterable[str], calm: Iterable[str]) -> bool:
    """Whether a call that was lost for good is more than an appointment to rearrange (practice E44).

    ``ratings``: of the risk assessments in force; ``kinds`` and ``calm``: what was pressed and noted before.
    """
    serious = {EventKind.SAFE_WORD_USED, EventKind.CONCERN}  # a look at the crisis sheet is no crisis
    at_risk = any(rating in (Rating.MODERATE, Rating.HIGH) for rating in ratings)
    return at_risk or bool(serious & set(kinds)) or Calm.NO in set(calm)


def is_heavy(kinds: Iterable[str]) -> bool:
    """Whether the hour for the record waits until the next working morning (practice C33)."""
    return bool({EventKind.SAFE_WORD_USED, EventKind.CONCERN} & set(kinds))


def asks_for_concern(ended_how: str, *, worry: bool, kinds: Iterable[str]) -> bool:
    """Whether a session ended with something that worries, of which nobody has been told yet (practice E44)."""
    return (worry or ended_how == EndedHow.CONCERN) and EventKind.CONCERN not in set(kinds)


def worry_due_at(now: datetime) -> datetime:
    """By when a worry is raised as a concern, or somebody says why it is none (our own proposal: half an hour)."""
    return now + RAISED_WITHIN


def call_due_at(now: datetime, within: timedelta, day_ends: datetime) -> datetime:
    """When a welfare call is due: within the hour, and on the same day in any case (004 Risk b4).

    ``within``: the threshold ``welfare_call``.
    """
    return max(now, min(now + within, day_ends - timedelta(minutes=1)))


def lines_present(people: Sequence[Mapping[str, str]]) -> list[str]:
    """Who is present, a line each."""
    return [f"{one['name']} ({one['relationship']})" for one in people]
