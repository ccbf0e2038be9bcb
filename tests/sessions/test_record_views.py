"""The pages of the record and of the welfare call."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.people.models import Person
from safeguard.storage.models import Draft
from sessions_app.actions import end_session, take_on_call
from sessions_app.enums import EndedHow
from sessions_app.models import Record, Session
from tests.factories.escalation import set_clock
from tests.factories.live import a_call, a_live_session, a_person, pressed, the_participant
from tests.pages import JSON, browser, fields

pytestmark = pytest.mark.django_db
STRANGERS = ["other_team", "other_dso", "board", "ict", "admin"]


@pytest.fixture(autouse=True)
def noon(db: None) -> datetime:
    """Monday, noon."""
    return set_clock(datetime.combine(datetime(2031, 3, 3, tzinfo=clock.LONDON).date(), time(12), clock.LONDON))


def ended(worker: Any, how: str = "did_not_come", **over: Any) -> Session:
    session = a_live_session(worker, **over)
    pressed(session, "location", {"address": "4 Quay Street"})
    return end_session(
        by=worker,
        now=clock.now(),
        session=session,
        ended_how=EndedHow(how),
        closing={"calm": "yes", "goals": "x"},
        client_token=uuid.uuid4(),
    )


def at(session: Session, part: str = "record/") -> str:
    return f"/sessions/{session.ref}/{part}"


ANSWERS = {"summary": "We talked about school.", "agreed": "Priya sends the timetable by Friday."}


def test_it_is_written_on_one_page_and_then_stands_there_locked(cast: Any) -> None:
    session = ended(cast.owner)
    client = browser(cast.owner)
    empty = client.get(at(session)).content.decode()
    assert "Write the record" in empty
    assert "4 Quay Street" in empty
    for wrong in ({}, {"summary": "x"}, {"agreed": "x"}, {**ANSWERS, "no_actions": "on"}):
        refused = client.post(at(session), wrong)
        assert refused.status_code == 422
        assert "There is a problem" in refused.content.decode()
    answers = {**ANSWERS, "client_token": str(uuid.uuid4())}
    assert client.post(at(session), answers)["Location"] == at(session)
    assert client.post(at(session), answers, headers=JSON).json() == {"location": at(session)}
    locked = client.get(at(session)).content.decode()
    for words in (*ANSWERS.values(), "Locked", "12:00", "Video call", cast.owner.full_name):
        assert words in locked
    assert 'name="summary"' not in locked
    late = client.post(at(session), {"summary": "Other", "no_actions": "on"})
    assert late.status_code == 422
    assert Record.objects.get().summary == ANSWERS["summary"]


def test_what_was_typed_is_there_again(cast: Any) -> None:
    session = ended(cast.owner)
    client = browser(cast.owner)
    client.post(f"/drafts/record/{session.ref}/", {"client_token": str(uuid.uuid4()), "summary": "Half a"})
    assert fields(client.get(at(session)))["summary"] == "Half a"
    del client.cookies[settings.SESSION_COOKIE_NAME]
    client.post(at(session), {"client_token": str(uuid.uuid4()), "summary": "Typed after the time-out"})
    assert Draft.objects.filter(content__summary=["Typed after the time-out"]).exists()
    other = browser(cast.manager)
    stopped = other.post(at(session), {"author": str(cast.owner.ref), "summary": "By the owner"})
    assert stopped.status_code >= 400
    added = other.post(at(session, "record/add/"), {"author": str(cast.owner.ref), "text": "By the owner"})
    assert added.status_code >= 400


@pytest.mark.parametrize("name", ["manager", "dso", "dsl"])
def test_others_read_it_and_do_not_write_it(cast: Any, name: str) -> None:
    session = ended(cast.owner)
    client = browser(cast[name])
    assert "The record is not written yet" in client.get(at(session)).content.decode()
    assert client.post(at(session), ANSWERS).status_code == 422
    browser(cast.owner).post(at(session), ANSWERS)
    read = client.get(at(session)).content.decode()
    assert ANSWERS["summary"] in read
    assert ("Add something to the record" in read) == (name == "manager")
    added = client.post(at(session, "record/add/"), {"text": "More", "reason": "Later"})
    assert added.status_code == (302 if name == "manager" else 422)
    opened = AuditEvent.objects.filter(verb="sessions_app.session.opened", subject_ref=session.ref)
    assert cast[name].pk in {event.actor_id for event in opened}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_find_nothing(cast: Any, name: str) -> None:
    session = a_live_session(cast.owner)
    call = a_call(session)
    client = browser(cast[name])
    assert client.get(at(session)).status_code == 404
    assert client.get(f"/sessions/calls/{call.ref}/").status_code == 404
    assert client.get(f"/sessions/calls/{call.ref}/take-on/").status_code == 404
    for part in ("record/", "record/add/", "rearranged/"):
        assert client.post(at(session, part)).status_code == 404
    for part in ("agree/", "result/", "take-on/"):
        assert client.post(f"/sessions/calls/{call.ref}/{part}").status_code == 404


def test_before_the_end_the_record_leads_to_the_session(cast: Any) -> None:
    live = a_live_session(cast.owner)
    client = browser(cast.owner)
    assert client.get(at(live))["Location"] == at(live, "live/")
    assert client.post(at(live, "record/add/"), {"text": "x", "reason": "y"}).status_code == 404
    planned = a_live_session(cast.colleague, state="approved")
    assert browser(cast.colleague).get(at(planned))["Location"] == at(planned, "")


def test_an_addendum_says_who_when_and_why(cast: Any) -> None:
    session = ended(cast.owner)
    client = browser(cast.owner)
    client.post(at(session), ANSWERS)
    refused = client.post(at(session, "record/add/"), {"text": "Her brother was there"})
    assert refused.status_code == 422
    assert "Her brother was there" in refused.content.decode()
    assert "Write why you add it now" in refused.content.decode()
    client.post(at(session, "record/add/"), {"text": "Her brother was there", "reason": "I forgot"})
    html = client.get(at(session)).content.decode()
    added = html[html.index("Added later") :]
    for words in (cast.owner.full_name, "3 Mar", "I forgot", "Her brother was there"):
        assert words in added


@pytest.mark.requirement("LOG-02")
def test_a_missing_record_is_asked_for_and_then_the_line_manager_hears_of_it(cast: Any) -> None:
    session = ended(cast.owner)
    due = Duty.objects.get(kind="record")
    assert due.due_at == session.ended_at + timedelta(hours=1)
    set_clock(due.due_at + timedelta(minutes=1))
    remind_of_due_duties(now=clock.now())
    assert [message.recipient for message in Message.objects.all()] == [cast.owner]
    tell_others_of_overdue_duties(now=clock.now())
    assert Message.objects.count() == 1
    set_clock(datetime.combine(datetime(2031, 3, 4, tzinfo=clock.LONDON).date(), time(9, 1), clock.LONDON))
    tell_others_of_overdue_duties(now=clock.now())
    last = Message.objects.order_by("id").last()
    assert last is not None
    assert last.recipient == cast.manager
    assert session.ref in last.title
    browser(cast.owner).post(at(session), ANSWERS)
    assert Duty.objects.get(kind="record").state == "done"


def test_a_dropped_call_is_rearranged_from_the_record(cast: Any) -> None:
    session = ended(cast.owner, "connection_lost")
    client = browser(cast.owner)
    person = the_participant(session).person
    html = client.get(at(session)).content.decode()
    assert f"/sessions/new/?person={person.ref}" in html
    assert "another time is to be arranged" in browser(cast.manager).get(at(session)).content.decode()
    assert browser(cast.dso).post(at(session, "rearranged/")).status_code == 302
    assert Duty.objects.get(kind="rearrange").state == "open"
    client.post(at(session, "rearranged/"))
    assert Duty.objects.get(kind="rearrange").state == "done"
    assert "another time is to be arranged" not in client.get(at(session)).content.decode()


def test_a_session_of_two_workers_and_its_call_stand_on_the_record(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    call = a_call(session)
    pressed(session, "present", {"alone": True})
    end_session(
        by=cast.colleague,
        now=clock.now(),
        session=session,
        ended_how=EndedHow.SAFE_WORD,
        closing={"calm": "not_known"},
        client_token=uuid.uuid4(),
    )
    html = browser(cast.colleague).get(at(session)).content.decode()
    for words in (call.get_absolute_url(), cast.colleague.full_name, "Nobody else is there", "9:00"):
        assert words in html
    browser(cast.colleague).post(at(session, "live/screen/"))
    client = browser(cast.owner)
    client.post(at(session, "live/screen/"))
    assert "Maya" not in client.get(at(session)).content.decode()


# --- The welfare call ---------------------------------------------------------------------------------------------


def call_page(call: Any, part: str = "") -> str:
    return f"/sessions/calls/{call.ref}/{part}"


@pytest.mark.requirement("LOG-08")
def test_a_welfare_call_from_the_agreement_to_the_result_and_up_when_nobody_is_reached(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    call = a_call(session)
    client = browser(cast.owner)
    agreed = {"at": "15:30", "channel": "text", "caller": str(cast.colleague.ref)}
    for wrong in ({}, {**agreed, "at": "25:00"}, {**agreed, "at": "noon"}, {**agreed, "at": "11:00"}):
        assert client.post(call_page(call, "agree/"), wrong).status_code == 422
    stranger = {**agreed, "caller": str(cast.other_team.ref)}
    assert client.post(call_page(call, "agree/"), stranger).status_code == 422
    assert client.post(call_page(call, "agree/"), agreed).status_code == 302
    call.refresh_from_db()
    assert f"{call.due_at.astimezone(clock.LONDON):%H:%M}" == "15:30"
    assert (call.channel, call.caller, call.agreed_with_person) == ("text", cast.colleague, True)
    theirs = browser(cast.colleague)
    assert "Agreed with them." in theirs.get(call_page(call)).content.decode()
    assert theirs.post(call_page(call, "result/"), {}).status_code == 422
    Message.objects.all().delete()
    tried = {"result": "not_reached", "note": "Voicemail"}
    assert theirs.post(call_page(call, "result/"), tried)["Location"] == call_page(call)
    told = set(Message.objects.values_list("recipient__full_name", flat=True))
    assert {cast.manager.full_name, cast.dso.full_name} <= told
    assert "Voicemail" in theirs.get(call_page(call)).content.decode()
    Message.objects.all().delete()
    set_clock(call.due_at + timedelta(minutes=31))
    tell_others_of_overdue_duties(now=clock.now())
    told = set(Message.objects.values_list("recipient__full_name", flat=True))
    assert {cast.manager.full_name, cast.dso.full_name, cast.dsl.full_name} <= told
    assert theirs.post(call_page(call, "result/"), {"result": "safe"}).status_code == 302
    assert "made the call" in theirs.get(call_page(call)).content.decode()
    assert theirs.post(call_page(call, "result/"), {"result": "safe"}).status_code == 422


def test_worried_leads_to_a_concern_about_the_session(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    sent = browser(cast.owner).post(call_page(call, "result/"), {"result": "concern"})
    assert sent["Location"] == f"/raise/?session={call.session.ref}"


def test_whoever_was_told_takes_it_on_in_two_presses(cast: Any) -> None:
    call = a_call(a_live_session(cast.owner), is_danger=True)
    client = browser(cast.dso)
    html = client.get(call_page(call)).content.decode()
    assert "In danger now: ring 999 first" in html
    assert call_page(call, "take-on/") in html
    ask = client.get(call_page(call, "take-on/")).content.decode()
    assert "Are you dealing with" in ask
    assert "not take it on" in browser(cast.manager).get(call_page(call, "take-on/")).content.decode()
    assert browser(cast.manager).post(call_page(call, "take-on/"), follow=True).status_code == 200
    assert client.post(call_page(call, "take-on/"))["Location"] == call_page(call)
    assert "is dealing with it since" in browser(cast.owner).get(call_page(call)).content.decode()
    assert "Somebody is dealing with it" in browser(cast.dsl).get(call_page(call, "take-on/")).content.decode()
    late = browser(cast.dsl).post(call_page(call, "take-on/"), follow=True).content.decode()
    assert f"{cast.dso.full_name} is dealing with it already." in late


def test_whoever_was_only_told_need_not_see_it_any_more(cast: Any) -> None:
    from safeguard.practitioners.enums import CoverReason, PostCode
    from tests.factories.practitioners import hold

    hold(PostCode.DSO, cast.other_team, cast.service, reason=CoverReason.ABSENCE)
    call = a_call(a_live_session(cast.owner))
    client = browser(cast.other_team)
    html = client.get(call_page(call)).content.decode()
    assert "Maya" in html
    assert call.session.get_absolute_url() in html  # theirs to see while it is theirs to answer (practice B15)
    assert client.post(call_page(call, "result/"), {"result": "safe"})["Location"] == "/"
    assert client.get(call_page(call))["Location"] == "/"
    assert "Maya" not in client.get("/").content.decode()


def test_a_line_manager_arranges_another_time_for_somebody_who_is_not_there(cast: Any) -> None:
    session = ended(cast.owner, "connection_lost")
    assert browser(cast.manager).post(at(session, "rearranged/")).status_code == 302
    assert Duty.objects.get(kind="rearrange").state == "done"


def test_how_to_reach_them_is_what_was_agreed(cast: Any) -> None:
    person = a_person(cast.owner, is_in_danger_at_home=True, call_back_agreed="Only after school.")
    call = a_call(a_live_session(cast.owner, people=[person]))
    client = browser(cast.owner)
    html = client.get(call_page(call)).content.decode()
    assert "Only after school." in html
    assert "900123" not in html
    Person.objects.update(call_back_agreed="")
    assert "do not ring them" in client.get(call_page(call)).content.decode()
    Person.objects.update(is_in_danger_at_home=False, safe_call="no")
    assert "Nobody has said that a call is safe" in client.get(call_page(call)).content.decode()
    Person.objects.update(phone="", safe_text="yes", call_back_agreed="Ring her mother.")
    html = client.get(call_page(call)).content.decode()
    assert "There is no number on file." in html
    assert "Ring her mother." in html
    client.post(f"/sessions/{call.session.ref}/live/screen/")
    assert "Ring her mother." not in client.get(call_page(call)).content.decode()


def test_a_reader_who_may_not_call_is_offered_nothing_to_press(cast: Any) -> None:
    session = a_live_session(cast.owner)
    call = a_call(session)
    from safeguard.people.actions import involve

    involve(by=cast.manager, now=clock.now(), person=the_participant(session).person, practitioner=cast.colleague)
    client = browser(cast.colleague)
    html = client.get(call_page(call)).content.decode()
    assert "Note it" not in html
    assert client.post(call_page(call, "result/"), {"result": "safe"}).status_code == 422
    take_on_call(by=cast.dso, now=clock.now(), call=call)


@pytest.mark.parametrize("tries", [1, 40])
def test_the_pages_ask_as_much_however_much_happened(
    cast: Any, tries: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = a_live_session(cast.owner)
    call = a_call(session)
    for number in range(tries):
        pressed(session, "note", {"text": str(number)})
    client = browser(cast.owner)
    with django_assert_max_num_queries(21):
        client.get(call_page(call))
    end_session(
        by=cast.owner,
        now=clock.now(),
        session=session,
        ended_how=EndedHow.CONNECTION_LOST,
        client_token=uuid.uuid4(),
    )
    with django_assert_max_num_queries(21):
        client.get(at(session))
