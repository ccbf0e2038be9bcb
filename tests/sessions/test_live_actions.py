"""Pressing, the safe word, and the end of a session."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.audit.rules import row_digest
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.models import Person
from sessions_app.actions import end_session, note_press, note_rearranged, open_crisis
from sessions_app.enums import EndedHow, EventKind, Phase, SessionKind, SessionState
from sessions_app.models import Booking, LiveEvent, Session, WelfareCall
from tests.factories.live import a_call, a_live_session, a_person, pressed, rate, the_participant

pytestmark = pytest.mark.django_db

CALM = {"calm": "yes", "activities": ["refocus"]}


def end(session: Session, how: str = "as_planned", **over: Any) -> Session:
    values = {
        "by": session.practitioner,
        "now": clock.now(),
        "session": session,
        "ended_how": EndedHow(how),
        "closing": CALM,
        "client_token": uuid.uuid4(),
    }
    return end_session(**{**values, **over})


def test_each_press_is_a_row_with_its_moment_and_the_last_one_holds(cast: Any) -> None:
    session = a_live_session(cast.owner)
    before = session.events.count()
    now = clock.now()
    first = pressed(session, "present", {"alone": True}, now=now)
    second = pressed(session, "present", {"alone": False, "people": [{"name": "Joan", "relationship": "mother"}]})
    assert session.events.count() == before + 2
    assert first.at == now
    assert second.participant == the_participant(session)
    assert AuditEvent.objects.filter(verb="sessions_app.event.pressed", subject_ref=str(first.ref)).count() == 1


def test_the_digest_of_a_press_is_the_same_when_it_is_read_again(cast: Any, settings: Any) -> None:
    session = a_live_session(cast.owner)
    said = {"alone": False, "people": [{"relationship": "mother", "name": "Joan"}]}
    event = pressed(session, "present", said)
    again = LiveEvent.objects.get(pk=event.pk)
    kept = AuditEvent.objects.get(subject_ref=str(event.ref)).digest
    assert row_digest(again.AUDIT_SCHEMA, again.audit_values(), settings.AUDIT_KEY) == kept


def test_a_press_that_arrives_twice_lands_once_and_changed_it_is_another(cast: Any) -> None:
    session, token = a_live_session(cast.owner), uuid.uuid4()
    first = pressed(session, "note", {"text": "One"}, client_token=token)
    assert pressed(session, "note", {"text": "One"}, client_token=token) == first
    changed = pressed(session, "note", {"text": "Two"}, client_token=token)
    assert changed != first
    assert pressed(session, "note", {"text": "Two"}, client_token=token) == changed
    with pytest.raises(Refused):
        pressed(session, "connection_lost", client_token=token)


def test_a_press_that_waited_for_a_signal_carries_the_moment_it_was_made(cast: Any) -> None:
    session, now = a_live_session(cast.owner), clock.now()
    event = pressed(session, "connection_lost", now=now, held=timedelta(minutes=2))
    assert event.at == now - timedelta(minutes=2)
    assert AuditEvent.objects.get(subject_ref=str(event.ref)).at == now
    too_long = pressed(session, "note", {"text": "x"}, now=now, held=timedelta(days=3))
    assert too_long.at == session.started_at


def test_only_its_own_workers_press_and_only_while_it_is_under_way(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    assert pressed(session, "note", {"text": "x"}, by=cast.colleague)
    for other in (cast.manager, cast.dsl, cast.other_team):
        with pytest.raises(Refused):
            pressed(session, "note", {"text": "x"}, by=other)
    token = uuid.uuid4()
    first = pressed(session, "note", {"text": "y"}, client_token=token)
    end(session)
    assert pressed(session, "note", {"text": "y"}, client_token=token) == first
    with pytest.raises(Refused):
        pressed(session, "note", {"text": "late"})


def test_a_press_is_refused_with_words_and_changes_nothing(cast: Any) -> None:
    session = a_live_session(cast.owner)
    stranger = the_participant(a_live_session(cast.colleague))
    before = LiveEvent.objects.count()
    attempts: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("present", {}, {}),
        ("note", {"text": "x"}, {"participant": stranger}),
        ("ended", {}, {}),
        ("safe_word_used", {"danger_now": True}, {}),
        ("concern", {}, {}),
        ("started", {}, {}),
    ]
    for kind, facts, over in attempts:
        with pytest.raises(Refused):
            pressed(session, kind, facts, **over)
    assert LiveEvent.objects.count() == before


def test_in_a_group_a_press_says_whom_it_is_about(cast: Any) -> None:
    session = a_live_session(cast.owner, people=[a_person(cast.owner), a_person(cast.owner, known_as="Sol")])
    with pytest.raises(Refused):
        pressed(session, "present", {"alone": True})
    assert pressed(session, "present", {"alone": True}, participant=the_participant(session))
    assert pressed(session, "ground_rules").participant is None


def test_an_introductory_session_cannot_go_on_without_a_match(cast: Any) -> None:
    session = a_live_session(cast.owner, phase=Phase.INTRODUCTORY)
    for kind, facts in (("present", {"alone": True}), ("ground_rules", {}), ("notes_told", {})):
        with pytest.raises(Refused):
            pressed(session, kind, facts)
    pressed(session, "location", {"address": "4 Quay Street"})  # what 999 asks for never waits
    pressed(session, "connection_lost")
    pressed(session, "identity", {"match": "no"})
    with pytest.raises(Refused):
        pressed(session, "present", {"alone": True})
    pressed(session, "identity", {"match": "other_proof", "proof": "Her teacher is with her"})
    assert pressed(session, "present", {"alone": True})
    pressed(session, "identity", {"match": "no"})  # the last one holds
    with pytest.raises(Refused):
        pressed(session, "ground_rules")


def test_in_a_group_everybody_is_identified_before_it_goes_on(cast: Any) -> None:
    people = [a_person(cast.owner), a_person(cast.owner, known_as="Sol")]
    session = a_live_session(cast.owner, people=people, phase=Phase.INTRODUCTORY)
    first, second = session.participants.order_by("pk")
    pressed(session, "identity", {"match": "yes"}, participant=first)
    with pytest.raises(Refused):
        pressed(session, "ground_rules")
    pressed(session, "identity", {"match": "yes"}, participant=second)
    assert pressed(session, "ground_rules")


def test_an_unplanned_contact_waits_for_nothing(cast: Any) -> None:
    session = a_live_session(cast.owner, phase=Phase.INTRODUCTORY, kind=SessionKind.UNPLANNED)
    assert pressed(session, "ground_rules")


def test_the_safe_word_is_kept_for_the_next_session(cast: Any) -> None:
    session = a_live_session(cast.owner)
    pressed(session, "safe_word", {"type": "word", "value": "pancake", "knows_when": True})
    assert Person.objects.get().safe_word == "pancake"
    person = Person.objects.get()
    person.involvements.update(to_at=clock.now() + timedelta(microseconds=1))
    later = pressed(session, "safe_word", {"type": "word", "value": "waffle", "knows_when": True})
    assert later.facts["value"] == "waffle"  # noted, though the record of the person is not theirs any more
    assert Person.objects.get().safe_word == "pancake"


def test_the_crisis_sheet_is_a_reading_and_one_event(cast: Any) -> None:
    session = a_live_session(cast.owner)
    for by in (cast.owner, cast.owner, cast.dsl):
        open_crisis(by=by, now=clock.now(), session=session)
    assert session.events.filter(kind="crisis").count() == 1
    assert AuditEvent.objects.filter(verb="sessions_app.session.crisis_opened", subject_ref=session.ref).count() == 3
    end(session)
    open_crisis(by=cast.owner, now=clock.now() + timedelta(hours=1), session=session)
    assert session.events.filter(kind="crisis").count() == 1


# --- The end ------------------------------------------------------------------------------------------------------


def test_the_end_frees_the_slots_and_asks_for_the_record(cast: Any) -> None:
    session, now = a_live_session(cast.owner), clock.now()
    token = uuid.uuid4()
    ended = end(session, now=now, client_token=token)
    assert (ended.state, ended.ended_at, ended.ended_by, ended.ended_how) == ("ended", now, cast.owner, "as_planned")
    assert Booking.objects.get().is_free
    duty = Duty.objects.get()
    assert (duty.kind, duty.owner, duty.due_at) == ("record", cast.owner, now + timedelta(hours=1))
    assert duty.path == f"/sessions/{session.ref}/record/"
    assert [event.kind for event in session.events.order_by("id")][-2:] == ["closing", "ended"]
    assert end(session, client_token=token).ended_at == now  # pressed twice, it ends once
    with pytest.raises(Refused):
        end(session)


def test_it_does_not_end_without_the_closing_step_and_distress_needs_an_action(cast: Any) -> None:
    session = a_live_session(cast.owner)
    for closing in (None, {}, {"calm": "yes"}, {"calm": "no", "activities": ["refocus"]}, {"calm": "not_known"}):
        with pytest.raises(Refused):
            end(session, closing=closing)
    assert Session.objects.get(pk=session.pk).state == SessionState.LIVE
    assert end(session, closing={"calm": "no", "goals": "Rest", "action": "Her mother sits with her"})


def test_somebody_else_cannot_end_it(cast: Any) -> None:
    session = a_live_session(cast.owner)
    for other in (cast.colleague, cast.manager, cast.dsl):
        with pytest.raises(Refused):
            end(session, by=other)


def test_who_did_not_come_is_not_asked_whether_they_are_calm(cast: Any) -> None:
    session = end(a_live_session(cast.owner), "did_not_come", closing=None)
    assert session.ended_how == "did_not_come"
    assert not session.events.filter(kind="closing").exists()
    assert [duty.kind for duty in Duty.objects.all()] == ["record"]


def test_after_a_crisis_the_record_waits_until_the_next_working_morning(cast: Any) -> None:
    session = a_live_session(cast.owner)
    a_call(session)
    end(session, "safe_word", closing={"calm": "not_known"})
    duty = Duty.objects.get(kind="record")
    assert duty.due_at.astimezone(clock.LONDON).hour == 9
    assert duty.due_at > clock.now() + timedelta(hours=1)


def test_a_single_dropped_call_is_rearranged_and_nobody_is_alerted(cast: Any) -> None:
    session = a_live_session(cast.owner)
    rate(the_participant(session).person, cast.owner, "low")
    pressed(session, "connection_lost")
    end(session, "connection_lost", closing=None)
    assert {duty.kind for duty in Duty.objects.all()} == {"record", "rearrange"}
    assert not Message.objects.exists()
    note_rearranged(by=cast.owner, now=clock.now(), session=session)
    assert Duty.objects.get(kind="rearrange").state == "done"


@pytest.mark.parametrize("why", ["moderate", "high", "distress"])
def test_a_dropped_call_with_risk_is_followed_by_a_call_and_others_know(cast: Any, why: str) -> None:
    session = a_live_session(cast.owner)
    if why in ("moderate", "high"):
        rate(the_participant(session).person, cast.owner, why)
    else:
        pressed(session, "closing", {"calm": "no", "action": "Talked on", "goals": "Rest"})
    end(session, "connection_lost", closing=None)
    call = WelfareCall.objects.get()
    assert (call.caller, call.is_danger) == (cast.owner, False)
    told = set(Message.objects.values_list("recipient__full_name", flat=True))
    assert told == {cast.dso.full_name, cast.dsl.full_name, cast.manager.full_name}


def test_who_has_a_call_already_is_not_given_another_when_the_line_drops(cast: Any) -> None:
    session = a_live_session(cast.owner)
    a_call(session)
    end(session, "connection_lost", closing=None)
    assert WelfareCall.objects.count() == 1


def test_a_kind_is_a_name_of_ours(cast: Any) -> None:
    session = a_live_session(cast.owner)
    with pytest.raises(ValueError, match="nonsense"):
        note_press(
            by=cast.owner,
            now=clock.now(),
            session=session,
            kind="nonsense",  # type: ignore[arg-type]
            facts={},
            client_token=uuid.uuid4(),
        )
    assert EventKind.values
