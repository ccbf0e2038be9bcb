"""The safe word and the welfare call that follows it: made, handed on, escalated, never skipped."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.enums import ContactChannel
from sessions_app import access, actions
from sessions_app.actions import agree_call, record_call, take_on_call
from sessions_app.enums import CallResult
from sessions_app.models import WelfareCall
from tests.factories.escalation import set_clock
from tests.factories.live import a_call, a_live_session, a_person, pressed, the_participant, told_of_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(db: None) -> datetime:
    """The middle of a working day, so that every call can still be agreed on for today."""
    day = clock.now().astimezone(clock.LONDON).date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return set_clock(datetime.combine(day, time(12), clock.LONDON))


def note(call: WelfareCall, result: str, **over: Any) -> WelfareCall:
    values = {
        "by": call.caller,
        "now": clock.now(),
        "call": call,
        "result": CallResult(result),
        "client_token": uuid.uuid4(),
    }
    return record_call(**{**values, **over})


@pytest.mark.requirement("RUN-31")
def test_the_safe_word_makes_a_call_that_ends_only_by_being_made(cast: Any) -> None:
    session = a_live_session(cast.owner)
    now = clock.now()
    call = a_call(session, now=now)
    duty = Duty.objects.get(kind="welfare_call")
    assert (duty.owner, duty.due_at, duty.subject_ref) == (cast.owner, now + timedelta(hours=1), call.ref)
    assert session.events.filter(kind="safe_word_used").count() == 1
    assert not {name for name in dir(actions) if "cancel" in name and "call" in name}
    note(call, "not_reached")
    call.refresh_from_db()
    assert call.made_at is None
    assert Duty.objects.get(kind="welfare_call").state == "open"
    note(call, "safe")
    call.refresh_from_db()
    assert (call.result, call.made_by) == ("safe", cast.owner)
    assert Duty.objects.get(kind="welfare_call").state == "done"


def test_the_officer_and_the_lead_are_told_at_once_and_never_who_pressed_it(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    assert set(told_of_call(call)) == {cast.dso.full_name, cast.dsl.full_name}
    assert Ladder.objects.get().urgency == "today"
    danger = a_call(a_live_session(cast.colleague), is_danger=True)
    assert Ladder.objects.get(subject_ref=danger.ref).urgency == "now"
    for message in Message.objects.all():
        assert "Maya" not in message.title + message.body


def test_a_press_twice_is_one_call_and_again_it_belongs_to_the_same(cast: Any) -> None:
    session, token = a_live_session(cast.owner), uuid.uuid4()
    call = a_call(session, client_token=token)
    assert a_call(session, client_token=token) == call
    assert session.events.filter(kind="safe_word_used").count() == 1
    again = a_call(session, is_danger=True)
    assert again == call
    assert WelfareCall.objects.get().is_danger
    assert Ladder.objects.get().urgency == "now"
    assert session.events.filter(kind="safe_word_used").count() == 2
    messages = Message.objects.count()
    assert a_call(session) == call
    assert Message.objects.count() > messages  # those who know hear that it was used again
    take_on_call(by=cast.dso, now=clock.now(), call=call)
    WelfareCall.objects.update(is_danger=False)
    a_call(session, is_danger=True)
    assert Ladder.objects.filter(state="climbing").count() == 1  # danger now: taken on or not, they are told again


def test_only_its_workers_press_it_about_somebody_who_takes_part(cast: Any) -> None:
    session = a_live_session(cast.owner)
    with pytest.raises(Refused):
        a_call(session, by=cast.colleague)
    with pytest.raises(Refused):
        a_call(session, participant=the_participant(a_live_session(cast.colleague)))
    planned = a_live_session(cast.other_team, state="approved", people=[a_person(cast.other_team)])
    with pytest.raises(Refused):
        a_call(planned)
    assert not WelfareCall.objects.exists()


def test_late_in_the_evening_it_is_still_due_today(cast: Any) -> None:
    now = clock.now()
    late = set_clock(datetime.combine(now.astimezone(clock.LONDON).date(), time(23, 30), clock.LONDON))
    call = a_call(a_live_session(cast.owner), now=late)
    assert call.due_at.astimezone(clock.LONDON).date() == late.astimezone(clock.LONDON).date()


def test_a_time_a_way_and_a_caller_are_agreed_on_and_the_duty_moves(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    call = a_call(session)
    due = clock.now() + timedelta(hours=3)
    agree_call(
        by=cast.owner, now=clock.now(), call=call, due_at=due, channel=ContactChannel.TEXT, caller=cast.colleague
    )
    call.refresh_from_db()
    assert (call.due_at, call.channel, call.caller, call.agreed_with_person) == (due, "text", cast.colleague, True)
    duty = Duty.objects.get(kind="welfare_call")
    assert (duty.owner, duty.due_at) == (cast.colleague, due)


def test_without_a_line_manager_the_route_is_told_all_the_same(cast: Any) -> None:
    call = a_call(a_live_session(cast.other_team))
    due = clock.now() + timedelta(hours=2)
    agree_call(
        by=cast.other_team, now=clock.now(), call=call, due_at=due, channel=ContactChannel.CALL, caller=cast.other_team
    )
    Message.objects.all().delete()
    note(call, "not_reached")
    told = set(Message.objects.values_list("recipient__full_name", flat=True))
    assert told == {cast.other_dso.full_name, cast.dsl.full_name}


def test_not_for_another_day_nor_by_whoever_has_nothing_to_do_with_it(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    now = clock.now()
    soon = now + timedelta(minutes=30)
    wrong: list[dict[str, Any]] = [
        {"due_at": now + timedelta(days=1)},
        {"due_at": now - timedelta(minutes=1)},
        {"caller": cast.other_team},
        {"by": cast.colleague},
        {"by": cast.dso, "caller": cast.dso},  # only the one who has it hands it over; the others simply ring
    ]
    for over in wrong:
        values = {
            "by": cast.owner,
            "now": now,
            "call": call,
            "due_at": soon,
            "channel": ContactChannel.CALL,
            "caller": cast.owner,
        }
        with pytest.raises(Refused):
            agree_call(**{**values, **over})
    call.refresh_from_db()
    assert not call.agreed_with_person


def test_not_reached_tells_the_line_manager_and_the_route_now(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    Message.objects.all().delete()
    token = uuid.uuid4()
    note(call, "not_reached", note="Voicemail", client_token=token)
    note(call, "not_reached", note="Voicemail", client_token=token)  # sent twice, it is one try
    call.refresh_from_db()
    assert (call.tries, call.result, call.made_at) == (1, "not_reached", None)
    assert call.escalated_at is not None
    assert Ladder.objects.get().urgency == "now"
    assert Message.objects.filter(recipient=cast.manager).exists()
    note(call, "not_reached")
    assert Message.objects.filter(recipient=cast.dso).exists()


def test_not_reached_after_somebody_took_it_on_starts_again(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    take_on_call(by=cast.dso, now=clock.now(), call=call)
    note(call, "not_reached")
    climbing = Ladder.objects.filter(state="climbing")
    assert [ladder.urgency for ladder in climbing] == ["now"]


def test_safe_stands_the_ladder_down_and_those_who_were_told_hear_of_it(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    Message.objects.all().delete()
    note(call, "safe")
    assert Ladder.objects.get().state == "stood_down"
    assert set(Message.objects.values_list("recipient__full_name", flat=True)) == {
        cast.dso.full_name,
        cast.dsl.full_name,
    }
    with pytest.raises(Refused):
        note(call, "safe")


def test_worried_ends_the_call_but_people_are_told_until_one_takes_it_on(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    note(call, "concern")
    assert Ladder.objects.get().state == "climbing"
    answer = take_on_call(by=cast.dsl, now=clock.now(), call=call)
    assert (answer.by, answer.is_new) == (cast.dsl, True)
    later = a_call(a_live_session(cast.colleague))
    take_on_call(by=cast.dso, now=clock.now(), call=later)
    note(later, "concern")
    assert Ladder.objects.filter(subject_ref=later.ref, state="climbing").count() == 1


def test_taking_it_on_is_for_those_who_were_told_and_the_first_one_has_it(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    for other in (cast.owner, cast.manager, cast.colleague):
        with pytest.raises(Refused):
            take_on_call(by=other, now=clock.now(), call=call)
    first = take_on_call(by=cast.dso, now=clock.now(), call=call)
    second = take_on_call(by=cast.dsl, now=clock.now(), call=call)
    assert (first.is_new, second.is_new, second.by) == (True, False, cast.dso)
    done = a_call(a_live_session(cast.colleague))
    note(done, "safe")
    with pytest.raises(Refused):
        take_on_call(by=cast.dso, now=clock.now(), call=done)


def test_a_call_that_nobody_makes_goes_to_the_manager_and_up_the_route(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    take_on_call(by=cast.dso, now=clock.now(), call=call)
    Message.objects.all().delete()
    clock.shift(timedelta(hours=2))
    tell_others_of_overdue_duties(now=clock.now())
    told = set(Message.objects.values_list("recipient__full_name", flat=True))
    assert {cast.manager.full_name, cast.dsl.full_name} <= told
    assert take_on_call(by=cast.dsl, now=clock.now(), call=call).is_new


def test_whoever_can_help_may_make_it_and_nobody_else(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    call = a_call(session)
    for name in ("owner", "colleague", "manager", "dso", "dsl", "deputy"):
        assert access.may_call(cast[name], call), name
    for name in ("other_team", "other_dso", "board", "ict", "admin"):
        assert not access.may_call(cast[name], call), name
        with pytest.raises(Refused):
            note(call, "safe", by=cast[name])
    note(call, "safe", by=cast.deputy)
    call.refresh_from_db()
    assert call.made_by == cast.deputy


def test_a_result_is_one_of_ours(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    with pytest.raises(Refused):
        record_call(
            by=cast.owner,
            now=clock.now(),
            call=call,
            result="perhaps",  # type: ignore[arg-type]
            client_token=uuid.uuid4(),
        )


def test_reading_a_call_is_an_event_and_a_line_in_its_story(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    actions.note_call_opened(by=cast.dso, now=clock.now(), call=call)
    actions.note_call_opened(by=cast.owner, now=clock.now(), call=call)
    assert AuditEvent.objects.filter(verb="sessions_app.call.opened", subject_ref=call.ref).count() == 2
    assert Ladder.objects.get().story.filter(kind="opened").count() == 1


def test_tries_do_not_count_as_calling_back_a_lost_connection(cast: Any) -> None:
    session = a_live_session(cast.owner)
    call = a_call(session)
    note(call, "not_reached", note="No answer")
    tried = session.events.get(kind="call_tried")
    assert tried.facts == {"call": call.ref, "result": "not_reached", "note": "No answer"}
    pressed(session, "call_tried", {"result": "no_answer"})
    assert session.events.filter(kind="call_tried", facts__has_key="call").count() == 1


def test_the_same_form_with_other_answers_is_another_press(cast: Any) -> None:
    session, token = a_live_session(cast.owner, people=[a_person(cast.owner), a_person(cast.owner)]), uuid.uuid4()
    one, other = session.participants.order_by("pk")
    first = a_call(session, participant=one, client_token=token)
    second = a_call(session, participant=other, client_token=token)
    assert (first.person, second.person) == (one.person, other.person)
    assert not WelfareCall.objects.filter(is_danger=True).exists()
    assert a_call(session, participant=one, is_danger=True, client_token=token) == first
    assert WelfareCall.objects.get(pk=first.pk).is_danger
    assert Ladder.objects.get(subject_ref=first.ref).urgency == "now"
    assert session.events.filter(kind="safe_word_used").count() == 3
    a_call(session, participant=one, is_danger=True, client_token=token)
    assert session.events.filter(kind="safe_word_used").count() == 3


def test_a_result_sent_again_with_another_answer_is_another_try(cast: Any) -> None:
    call, token = a_call(a_live_session(cast.owner)), uuid.uuid4()
    note(call, "not_reached", client_token=token)
    for _time in range(2):
        note(call, "concern", client_token=token)
    call.refresh_from_db()
    assert (call.result, call.tries) == ("concern", 2)
    with pytest.raises(Refused):
        note(call, "safe", client_token=token)


def test_a_press_that_waited_for_a_signal_counts_from_when_it_was_made(cast: Any) -> None:
    session, now = a_live_session(cast.owner, since=timedelta(hours=1)), clock.now()
    call = a_call(session, now=now, held=timedelta(minutes=20))
    assert session.events.get(kind="safe_word_used").at == now - timedelta(minutes=20)
    assert call.due_at == now + timedelta(minutes=40)
    late = a_call(a_live_session(cast.colleague, since=timedelta(hours=3)), now=now, held=timedelta(hours=2))
    assert late.due_at == now  # the hour is over: at once


def test_it_lands_after_the_other_worker_has_written_the_record(cast: Any) -> None:
    session = a_live_session(cast.owner)
    now = clock.now()
    session.state, session.ended_at, session.ended_by, session.ended_how = "recorded", now, cast.owner, "as_planned"
    session.recorded_at, session.recorded_by = now, cast.owner
    session.save()
    assert a_call(session, held=timedelta(minutes=2)).made_at is None


def test_a_call_not_made_on_its_day_is_agreed_on_for_the_day_it_is_now(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    clock.shift(timedelta(hours=13))
    due = clock.now() + timedelta(hours=8)
    agree_call(by=cast.owner, now=clock.now(), call=call, due_at=due, channel=ContactChannel.CALL, caller=cast.owner)
    call.refresh_from_db()
    assert call.due_at == due
