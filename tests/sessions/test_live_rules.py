"""What is asked, what a press must say, what keeps a session from ending. Pure."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.enums import EndedHow, EventKind
from sessions_app.rules import live as rules
from sessions_app.rules import records

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CALM = {"calm": "yes", "activities": ["relaxation"]}


def kinds(phase: str, method: str = "video") -> list[str]:
    return [item.kind.value for item in rules.checklist(phase=phase, method=method)]


@pytest.mark.parametrize("method", ["video", "phone", "chat"])
def test_the_introductory_list_is_longer_and_begins_with_who_they_are(method: str) -> None:
    first, later = kinds("introductory", method), kinds("follow_up", method)
    assert first[0] == "identity"
    assert set(later) < set(first)
    assert {"present", "location", "number", "work_number", "ground_rules"} <= set(later)
    assert {"notes_told", "consent_told", "format_told"} <= set(first) - set(later)


def test_who_cannot_be_seen_is_asked_who_they_are_every_time() -> None:
    assert "identity" not in kinds("follow_up", "video")
    assert kinds("follow_up", "phone")[0] == kinds("follow_up", "chat")[0] == "identity"


@pytest.mark.parametrize("kind", EventKind.values)
@pytest.mark.parametrize("phase", ["introductory", "follow_up"])
@pytest.mark.parametrize("session_kind", ["one_to_one", "unplanned"])
def test_only_a_planned_introductory_session_waits_for_identity_and_help_never_does(
    kind: str, phase: str, session_kind: str
) -> None:
    waits = rules.waits_for_identity(kind=kind, phase=phase, session_kind=session_kind, unknown=[1])
    assert waits == (phase == "introductory" and session_kind == "one_to_one" and kind not in rules.NEVER_WAITS)
    assert not rules.waits_for_identity(kind=kind, phase=phase, session_kind=session_kind, unknown=[])


GOOD: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("identity", {"match": "yes", "proof": "x"}, {"match": "yes", "proof": ""}),
    ("identity", {"match": "other_proof", "proof": " Her teacher "}, {"match": "other_proof", "proof": "Her teacher"}),
    ("identity", {"match": "no"}, {"match": "no", "proof": ""}),
    ("present", {"alone": True, "people": [{"name": "A"}]}, {"alone": True, "people": [], "not_seen": False}),
    (
        "present",
        {"alone": False, "people": [{"name": "Joan", "relationship": "mother"}, {"name": " ", "relationship": ""}]},
        {"alone": False, "people": [{"name": "Joan", "relationship": "mother"}], "not_seen": False},
    ),
    ("location", {"address": "4 Quay St"}, {"address": "4 Quay St", "same_as_last": False, "withheld": ""}),
    ("location", {"withheld": "Police"}, {"address": "", "same_as_last": False, "withheld": "Police"}),
    ("number", {"phone": "07700 900123"}, {"phone": "07700 900123", "other_phone": "", "same_as_last": False}),
    ("work_number", {"number": "07700 900001"}, {"number": "07700 900001"}),
    (
        "safe_word",
        {"type": "word", "value": "pancake", "knows_when": True},
        {"type": "word", "value": "pancake", "knows_when": True},
    ),
    ("call_tried", {"result": "no_answer"}, {"result": "no_answer"}),
    ("note", {"text": "Quiet today", "other": 1}, {"text": "Quiet today"}),
    ("ground_rules", {"anything": 1}, {}),
    ("connection_lost", {}, {}),
    (
        "closing",
        {"calm": "no", "action": "Joan comes", "goals": "Rest"},
        {"calm": "no", "activities": [], "goals": "Rest", "action": "Joan comes"},
    ),
]


@pytest.mark.parametrize(("kind", "said", "kept"), GOOD)
def test_what_a_press_says_is_kept(kind: str, said: dict[str, Any], kept: dict[str, Any]) -> None:
    assert rules.check(kind, said) == (kept, [])


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("identity", {}, "match"),
    ("identity", {"match": "perhaps"}, "match"),
    ("identity", {"match": "other_proof", "proof": "  "}, "proof"),
    ("present", {}, "alone"),
    ("present", {"alone": "yes"}, "alone"),
    ("present", {"alone": False}, "people"),
    ("present", {"alone": False, "people": [{"name": "Joan"}]}, "people"),
    ("location", {"address": " "}, "address"),
    ("number", {"phone": "none"}, "phone"),
    ("work_number", {}, "number"),
    ("safe_word", {"type": "song", "value": "x", "knows_when": True}, "type"),
    ("safe_word", {"type": "word", "value": "", "knows_when": True}, "value"),
    ("safe_word", {"type": "word", "value": "x"}, "knows_when"),
    ("call_tried", {"result": ""}, "result"),
    ("note", {"text": "\n"}, "text"),
    ("closing", {}, "calm"),
    ("closing", {"calm": "yes"}, "activities"),
    ("closing", {"calm": "no", "activities": ["refocus"]}, "action"),
]


@pytest.mark.parametrize(("kind", "said", "field"), BAD)
def test_what_a_press_does_not_say_is_asked_for(kind: str, said: dict[str, Any], field: str) -> None:
    kept, wrong = rules.check(kind, said)
    assert kept == {}
    assert field in [one.field for one in wrong]


@pytest.mark.parametrize(("method", "wrong"), [("video", False), ("phone", True), ("chat", True)])
def test_a_gesture_is_only_agreed_where_it_is_seen(method: str, wrong: bool) -> None:
    said = {"type": "gesture", "value": "hand on the head", "knows_when": True}
    assert bool(rules.check("safe_word", said, method=method)[1]) == wrong


@pytest.mark.parametrize("method", ["phone", "chat"])
def test_unseen_presence_is_marked_as_asked_only(method: str) -> None:
    assert rules.check("present", {"alone": True}, method=method)[0]["not_seen"] is True


@given(
    held=st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=9)),
    before=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2)),
)
def test_a_held_press_was_made_in_the_session_and_not_in_the_future(held: timedelta, before: timedelta) -> None:
    at = rules.pressed_at(NOON, held, NOON - before)
    assert NOON - before <= at <= NOON
    if timedelta(0) <= held <= min(before, rules.LONGEST_HELD):
        assert at == NOON - held
    assert rules.pressed_at(NOON, held, None) == NOON


def test_the_connection_is_lost_from_the_first_press_until_it_is_back() -> None:
    def presses(*codes: str) -> list[rules.Pressed]:
        return [rules.Pressed(code, NOON + timedelta(minutes=n), {}) for n, code in enumerate(codes)]

    assert rules.lost_since([]) is None
    assert rules.lost_since(presses("connection_lost", "call_tried", "connection_lost")) == NOON
    assert rules.lost_since(presses("connection_lost", "connection_back")) is None
    assert rules.lost_since(presses("connection_lost", "connection_back", "connection_lost")) == NOON + timedelta(
        minutes=2
    )


@pytest.mark.parametrize("how", EndedHow.values)
def test_without_a_closing_step_a_session_ends_only_where_there_was_nobody(how: str) -> None:
    assert bool(rules.what_keeps_open(how, None)) == (how not in ("did_not_come", "connection_lost"))
    assert rules.what_keeps_open(how, CALM) == []


@pytest.mark.parametrize("how", EndedHow.values)
def test_only_who_has_gone_may_be_of_unknown_calm(how: str) -> None:
    kept = rules.what_keeps_open(how, {"calm": "not_known"})
    assert [one.field for one in kept] == (["calm"] if how == "as_planned" else [])


def test_an_end_must_be_one_of_ours_and_distress_needs_an_action() -> None:
    assert [one.field for one in rules.what_keeps_open("", CALM)] == ["ended_how"]
    distressed = {"calm": "no", "activities": ["relaxation"]}
    assert [one.field for one in rules.what_keeps_open("as_planned", distressed)] == ["action"]
    assert rules.what_keeps_open("as_planned", {**distressed, "action": "Joan sits with her"}) == []


def test_whoever_was_there_did_not_stay_away() -> None:
    came = [("present", {}), ("number", {}), ("safe_word", {}), ("safe_word_used", {}), ("identity", {"match": "yes"})]
    assert all(rules.has_come([one]) for one in came)
    assert not rules.has_come([("identity", {"match": "no"}), ("location", {}), ("note", {}), ("crisis", {})])
    assert [one.field for one in rules.what_keeps_open("did_not_come", None, came=True)] == ["ended_how"]
    assert not rules.what_keeps_open("connection_lost", None, came=True)


def test_a_try_of_a_welfare_call_rings_nobody_back() -> None:
    assert rules.is_call_back("call_tried", {"result": "no_answer"})
    assert not rules.is_call_back("call_tried", {"call": "WC-00000-00000", "result": "not_reached"})
    assert not rules.is_call_back("note", {})


@pytest.mark.parametrize(
    ("ratings", "seen", "calm", "needs"),
    [
        (["low"], [], [], False),
        ([""], ["connection_lost", "note"], ["yes"], False),
        (["moderate"], [], [], True),
        (["high"], [], [], True),
        (["low"], ["safe_word_used"], [], True),
        (["low"], ["concern"], [], True),
        (["low"], ["crisis"], [], False),  # a look at the sheet
        (["low"], [], ["no"], True),
    ],
)
def test_a_dropped_call_is_only_rearranged_unless_there_is_risk(
    ratings: list[str], seen: list[str], calm: list[str], needs: bool
) -> None:
    assert rules.needs_call_after_loss(ratings=ratings, kinds=seen, calm=calm) == needs


@given(minutes=st.integers(min_value=0, max_value=24 * 60 - 1))
def test_a_welfare_call_is_due_within_the_hour_and_today(minutes: int) -> None:
    day_ends = datetime(2026, 11, 21, tzinfo=UTC)
    now = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    due = rules.call_due_at(now, timedelta(hours=1), day_ends)
    assert now <= due < day_ends
    assert due <= now + timedelta(hours=1)


def test_a_heavy_session_has_until_the_morning() -> None:
    assert rules.is_heavy(["safe_word_used"])
    assert rules.is_heavy(["note", "concern"])
    assert not rules.is_heavy(["note", "connection_lost"])


# --- The record ---------------------------------------------------------------------------------------------------


def test_the_record_keeps_the_facts_but_not_the_safe_word() -> None:
    word = records.Noted(
        kind="safe_word", at=NOON, by="Priya", of="PE-1", facts={"type": "word", "value": "pancake", "knows_when": True}
    )
    kept = records.snapshot(
        events=[word],
        people=["PE-1"],
        adults=[("Joan", "mother", True)],
        started_at=NOON,
        ended_at=NOON + timedelta(minutes=44, seconds=40),
        ended_how="as_planned",
    )
    assert json.loads(json.dumps(kept)) == kept
    assert "pancake" not in json.dumps(kept)
    assert kept["events"][0]["facts"] == {"type": "word", "knows_when": True}
    assert kept["minutes"] == 45
    assert kept["adults"] == [{"name": "Joan", "relationship": "mother", "agreed": True}]


@pytest.mark.parametrize(("start", "end"), [(None, NOON), (NOON, None), (NOON, NOON - timedelta(hours=1))])
def test_a_length_that_is_not_known_is_nothing(start: datetime | None, end: datetime | None) -> None:
    assert records.minutes_between(start, end) == 0
