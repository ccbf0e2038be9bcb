"""The live page as it is pressed: with and without a script, by whoever runs the session and nobody else."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.people.models import Person
from sessions_app.enums import Phase, SessionState
from sessions_app.models import Session, SessionAssessment, WelfareCall
from tests.factories.live import a_call, a_live_session, a_person, pressed, the_participant
from tests.pages import JSON, browser, chosen

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Requested-With": "fetch", "accept": "text/html"}
TIME = re.compile(r"Done ([0-2]\d:[0-5]\d)")


def page(session: Session, part: str = "") -> str:
    return f"/sessions/{session.ref}/live/{part}"


def send(client: Any, session: Session, kind: str, **answers: Any) -> Any:
    """Press as a browser without a script does."""
    person = {} if kind in ("note", "connection_lost") else {"participant": str(the_participant(session).ref)}
    return client.post(page(session, "press/"), {"kind": kind, "client_token": str(uuid.uuid4()), **person, **answers})


def text_of(client: Any, session: Session) -> str:
    return str(client.get(page(session)).content.decode())


# --- Who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["manager", "dso", "dsl", "colleague", "other_team", "board", "ict", "admin"])
def test_whoever_does_not_run_it_finds_no_live_page(cast: Any, name: str) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast[name])
    for part in ("", "now/", "end/"):
        assert client.get(page(session, part)).status_code == 404, part
    for part in ("press/", "safe-word/", "end/"):
        assert client.post(page(session, part), {"kind": "note", "text": "x"}).status_code == 404, part
    assert session.events.count() == 1


def test_both_workers_run_it_and_each_opening_is_an_event(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    for worker in (cast.owner, cast.colleague):
        assert browser(worker).get(page(session)).status_code == 200
    opened = AuditEvent.objects.filter(verb="sessions_app.session.opened", subject_ref=session.ref)
    assert {event.actor_id for event in opened} == {cast.owner.pk, cast.colleague.pk}


def test_a_session_that_is_not_under_way_leads_to_where_it_is(cast: Any) -> None:
    planned = a_live_session(cast.owner, state=SessionState.APPROVED)
    client = browser(cast.owner)
    assert client.get(page(planned))["Location"] == f"/sessions/{planned.ref}/"
    assert client.get(page(planned, "now/")).status_code == 410
    over = a_live_session(cast.colleague)
    over.state, over.ended_at, over.ended_by, over.ended_how = "ended", clock.now(), cast.colleague, "did_not_come"
    over.save()
    for part in ("", "end/"):
        assert browser(cast.colleague).get(page(over, part))["Location"] == f"/sessions/{over.ref}/record/"


# --- The checklist ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("RUN-01")
def test_each_tick_has_its_time_and_the_first_session_a_longer_list(cast: Any) -> None:
    first = a_live_session(cast.owner, phase=Phase.INTRODUCTORY)
    later = a_live_session(cast.colleague)
    shown = [text_of(browser(one.practitioner), one).count('class="sg-step') for one in (first, later)]
    assert shown[0] > shown[1]
    client = browser(cast.owner)
    now = clock.now()
    assert send(client, first, "identity", match="yes").status_code == 302
    assert send(client, first, "notes_told", participant="").status_code == 302
    times = TIME.findall(text_of(client, first))
    assert len(times) == 2
    event = first.events.get(kind="identity")
    assert timedelta(0) <= event.at - now < timedelta(minutes=1)
    assert f"{event.at.astimezone(clock.LONDON):%H:%M}" == times[0]


@pytest.mark.requirement("RUN-04")
def test_identity_comes_first_and_an_introductory_session_does_not_go_on_without_a_match(cast: Any) -> None:
    session = a_live_session(cast.owner, phase=Phase.INTRODUCTORY)
    client = browser(cast.owner)
    html = text_of(client, session)
    assert html.index("Who they are") < html.index("Who else is there")
    assert "where nobody else hears it" in html
    assert "Maya Ellis" in html
    assert "14 March 2011" in html
    assert "First make sure who is there" in html
    refused = send(client, session, "present", alone="yes")
    assert refused.status_code == 422
    assert "First make sure who is there." in refused.content.decode()
    assert send(client, session, "identity", match="no").status_code == 302
    assert "No match" in text_of(client, session)
    assert send(client, session, "present", alone="yes").status_code == 422
    assert send(client, session, "identity", match="other_proof").status_code == 422
    assert send(client, session, "identity", match="other_proof", proof="Her teacher is there").status_code == 302
    assert send(client, session, "present", alone="yes").status_code == 302
    assert [event.facts["match"] for event in session.events.filter(kind="identity")] == ["no", "other_proof"]


@pytest.mark.requirement("RUN-07")
def test_everybody_who_is_there_has_a_name_and_is_somebody_to_them(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    mother = the_participant(session).person.adults.get()
    for wrong in ({}, {"alone": "no"}, {"alone": "no", "people": "Sam"}):
        assert send(client, session, "present", **wrong).status_code == 422
    answers = {"alone": "no", "adults": [mother.ref], "people": "Sam, brother\n\nAuntie Bo (neighbour)"}
    assert send(client, session, "present", **answers).status_code == 302
    assert session.events.get(kind="present").facts["people"] == [
        {"name": "Joan Ellis", "relationship": "mother"},
        {"name": "Sam", "relationship": "brother"},
        {"name": "Auntie Bo", "relationship": "neighbour"},
    ]
    assert "Sam (brother)" in text_of(client, session)
    assert send(client, session, "present", alone="yes").status_code == 302


@pytest.mark.requirement("RUN-08")
def test_the_address_is_offered_from_last_time_and_must_be_confirmed(cast: Any) -> None:
    person = a_person(cast.owner)
    before = a_live_session(cast.owner, people=[person])
    client = browser(cast.owner)
    assert send(client, before, "location", where="other").status_code == 422
    assert send(client, before, "location", where="other", address="Gran's\n9 Hill Road\nHarbour").status_code == 302
    before.state, before.ended_at, before.ended_by = "ended", clock.now(), cast.owner
    before.save()
    before.bookings.update(is_free=True)
    session = a_live_session(cast.owner, people=[person])
    html = text_of(client, session)
    assert "9 Hill Road" in html
    assert 'value="last"' in html
    assert not chosen(client.get(page(session))) & {("where", "last"), ("where", "home")}  # offered, not answered
    assert send(client, session, "location").status_code == 422
    assert not session.events.filter(kind="location").exists()
    assert send(client, session, "location", where="last").status_code == 302
    facts = session.events.get(kind="location").facts
    assert (facts["address"], facts["same_as_last"]) == ("Gran's\n9 Hill Road\nHarbour", True)
    assert send(client, session, "location", where="home").status_code == 302
    assert "Gran" in client.get(f"/sessions/{before.ref}/crisis/").content.decode()
    assert "4 Quay Street" in client.get(f"/sessions/{session.ref}/crisis/").content.decode()


def test_a_withheld_address_is_never_on_the_page(cast: Any) -> None:
    person = a_person(cast.owner, address="1 Refuge Lane", address_withheld="Harbour police, PC Hale")
    session = a_live_session(cast.owner, people=[person])
    client = browser(cast.owner)
    assert send(client, session, "location", where="home").status_code == 302
    for path in (page(session), f"/sessions/{session.ref}/crisis/"):
        html = client.get(path).content.decode()
        assert "Refuge Lane" not in html
        assert "Harbour police, PC Hale" in html


@pytest.mark.requirement("RUN-09")
def test_their_number_is_confirmed_and_they_are_given_the_worker_s(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    assert send(client, session, "number").status_code == 422
    assert send(client, session, "number", which="home").status_code == 302
    assert session.events.get(kind="number").facts["phone"] == "+447700900123"
    answers = {"which": "other", "phone": "07700 900555", "other_phone": "07700 900556"}
    assert send(client, session, "number", **answers).status_code == 302
    html = text_of(client, session)
    assert "07700 900555" in html
    assert send(client, session, "work_number", participant="").status_code == 302
    assert session.events.get(kind="work_number").facts == {"number": cast.owner.work_phone}
    cast.owner.work_phone = ""
    cast.owner.save()
    assert send(client, session, "work_number", participant="").status_code == 422


@pytest.mark.requirement("RUN-06")
def test_a_safe_word_is_agreed_on_with_its_kind_and_that_they_know_when(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    assert send(client, session, "safe_word", type="word", value="pancake").status_code == 422
    assert send(client, session, "safe_word", type="word", value="pancake", knows_when="on").status_code == 302
    assert session.events.get(kind="safe_word").facts == {"type": "word", "value": "pancake", "knows_when": True}
    assert Person.objects.get().safe_word == "pancake"
    assert send(client, session, "safe_word", which="last", knows_when="on").status_code == 302
    assert send(client, session, "safe_word", which="other", type="gesture", value="thumb", knows_when="on")
    assert Person.objects.get().safe_word == "thumb"


def test_by_phone_and_chat_nobody_is_seen(cast: Any) -> None:
    session = a_live_session(cast.owner, method="phone")
    html = text_of(browser(cast.owner), session)
    assert "You cannot see them" in html
    assert "Who they are" in html
    assert 'value="gesture"' not in html
    assert "How you talk with each other" in html  # ground rules hold for every contact (practice D38)


def test_in_a_group_each_person_has_their_own_lines(cast: Any) -> None:
    people = [a_person(cast.owner), a_person(cast.owner, known_as="Sol", full_name="Sol Reed")]
    session = a_live_session(cast.owner, people=people)
    client = browser(cast.owner)
    html = text_of(client, session)
    assert "Who else is there: Maya" in html
    assert "Who else is there: Sol" in html
    assert "Who used it?" in html
    assert client.post(page(session, "safe-word/"), {"danger": "no"}).status_code == 422
    used_by = session.participants.order_by("pk")[1]
    assert client.post(page(session, "safe-word/"), {"danger": "no", "participant": used_by.ref}).status_code == 302
    assert WelfareCall.objects.get().person.known_as == "Sol"


def test_a_press_of_nothing_we_know_is_not_there_and_a_wrong_one_is_answered_in_words(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    for kind in ("nonsense", "", "ended", "concern", "safe_word_used"):
        assert client.post(page(session, "press/"), {"kind": kind}).status_code == 404
    wrong = send(client, session, "note", text="")
    assert wrong.status_code == 422
    assert "Write the note" in wrong.content.decode()
    for held in ("soon", "-5", "9" * 40, ""):
        assert send(client, session, "note", text=f"held {held}", held_seconds=held).status_code == 302
    assert session.events.filter(kind="note").count() == 4


# --- With a script ------------------------------------------------------------------------------------------------


def test_a_script_is_answered_with_the_parts_of_the_page(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    answers = {"kind": "connection_lost", "client_token": str(uuid.uuid4()), "held_seconds": "60"}
    sent = client.post(page(session, "press/"), answers, headers=SCRIPT)
    assert sent.status_code == 200
    html = sent.content.decode()
    assert html.lstrip().startswith('<div class="sg-live-body"')
    assert "Connection lost at" in html
    event = session.events.get(kind="connection_lost")
    assert timedelta(seconds=59) < clock.now() - event.at < timedelta(seconds=90)
    wrong = client.post(page(session, "press/"), {"kind": "note"}, headers=SCRIPT)
    assert wrong.status_code == 422
    assert "<html" not in wrong.content.decode()
    assert client.post(page(session, "safe-word/"), {}, headers=SCRIPT).status_code == 422
    assert client.post(page(session, "safe-word/"), {"danger": "no"}, headers=SCRIPT).status_code == 200
    assert 'id="state"' in client.get(page(session, "now/")).content.decode()


# --- Connection lost, safe word, screen, crisis -------------------------------------------------------------------


@pytest.mark.requirement("RUN-24")
def test_a_lost_connection_counts_down_and_each_try_is_timed(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    send(client, session, "number", which="other", phone="07700 900555")
    send(client, session, "connection_lost", held_seconds="30")
    html = text_of(client, session)
    left = int(re.findall(r'data-seconds-left="(-?\d+)"', html)[0])
    assert 200 < left <= 270
    assert 'href="tel:07700900555"' in html
    assert "from your work mobile only" in html
    assert "sg-lost--late" not in html
    send(client, session, "call_tried", result="no_answer")
    send(client, session, "call_tried", result="reached")
    tries = session.events.filter(kind="call_tried").order_by("at")
    assert [one.facts["result"] for one in tries] == ["no_answer", "reached"]
    assert "No answer" in text_of(client, session)
    clock.shift(timedelta(minutes=6))
    late = text_of(client, session)
    assert "sg-lost--late" in late
    assert re.search(r'data-seconds-left="-\d+"', late)
    send(client, session, "connection_back")
    assert "Connection lost at" not in text_of(client, session)


def test_with_danger_at_home_the_agreed_way_stands_in_place_of_ring_now(cast: Any) -> None:
    person = a_person(
        cast.owner,
        is_in_danger_at_home=True,
        call_back_phone="+447700900777",
        call_back_agreed="After 16:00. Ask for the library.",
    )
    session = a_live_session(cast.owner, people=[person])
    client = browser(cast.owner)
    send(client, session, "connection_lost")
    state = client.get(page(session)).content.decode().split('id="checklist"')[0]
    assert "ring now" not in state.lower()
    assert "Show the way you agreed on" in state
    assert "Ask for the library." in state
    Person.objects.update(call_back_phone="", call_back_agreed="")
    state = client.get(page(session)).content.decode().split('id="checklist"')[0]
    assert "Do not ring them" in state
    assert "tel:" not in state.split('class="sg-lost')[1]
    Person.objects.update(is_in_danger_at_home=False, safe_call="not_asked")
    assert "Nobody has said that it is safe to ring them" in text_of(client, session)


@pytest.mark.requirement("RUN-30")
def test_the_safe_word_stops_the_talk_asks_only_for_danger_and_arranges_to_speak_later(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    html = text_of(client, session)
    panel = html.split("Danger now?")[1].split("</details>")[0]
    assert "Stop, or steer to a gentle end. Do not ask why." in panel
    assert "textarea" not in panel
    assert 'type="text"' not in panel
    assert client.post(page(session, "safe-word/"), {}).status_code == 422
    sent = client.post(page(session, "safe-word/"), {"danger": "yes", "client_token": str(uuid.uuid4())})
    assert sent["Location"] == page(session) + "#state"
    call = WelfareCall.objects.get()
    assert call.is_danger
    assert Duty.objects.get(kind="welfare_call").subject_ref == call.ref
    html = text_of(client, session)
    assert call.get_absolute_url() in html
    assert 'href="tel:999"' in html.split('id="checklist"')[0]


def test_while_the_screen_is_shared_nothing_private_is_in_the_page(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    send(client, session, "location", where="home")
    send(client, session, "number", which="home")
    send(client, session, "safe_word", type="word", value="pancake", knows_when="on")
    send(client, session, "note", text="Private words")
    private = ("4 Quay Street", "900123", "pancake", "Private words", "Maya Ellis", "14 March 2011", "Joan Ellis")
    html = text_of(client, session)
    assert all(words in html for words in private if words != "14 March 2011")
    assert client.post(page(session, "screen/"))["Location"] == page(session)
    for path in (page(session), page(session, "now/"), f"/sessions/{session.ref}/crisis/"):
        html = client.get(path).content.decode()
        assert [words for words in private if words in html] == [], path
        assert 'href="tel:999"' in html
    back = client.post(page(session, "screen/"), {"page": "crisis"})
    assert back["Location"] == f"/sessions/{session.ref}/crisis/"
    assert "4 Quay Street" in client.get(back["Location"]).content.decode()


@pytest.mark.requirement("RUN-36")
def test_the_crisis_sheet_has_everything_on_one_screen(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    for where in (f"/sessions/{session.ref}/crisis/", page(session)):
        html = client.get(where).content.decode()
        sheet = html[html.index("Use your own judgement first") :]
        for needed in (
            "I am calling from somewhere else",
            "4 Quay Street",
            "tel:+447700900123",
            "Joan Ellis, mother",
            "tel:+447700900124",
            cast.dso.full_name,
            cast.manager.full_name,
            "for your support",
            "Harbourshire",
            "You stay on the call",
            "Callum rings Joan",
        ):
            assert needed in sheet, (where, needed)
        assert sheet.index("tel:999") < sheet.index("4 Quay Street")
    assert session.events.filter(kind="crisis").count() == 1
    assert "Not confirmed in this session" in html
    send(client, session, "location", where="home")
    assert "They said at" in client.get(f"/sessions/{session.ref}/crisis/").content.decode()


def test_the_crisis_sheet_is_for_everybody_who_may_see_the_session(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    for name in ("owner", "colleague", "manager", "dso", "dsl"):
        answer = browser(cast[name]).get(f"/sessions/{session.ref}/crisis/")
        assert answer.status_code == 200, name
        assert "rings 999" in answer.content.decode()
    for name in ("other_team", "other_dso", "board", "ict", "admin"):
        assert browser(cast[name]).get(f"/sessions/{session.ref}/crisis/").status_code == 404, name
        assert browser(cast[name]).post(page(session, "screen/")).status_code == 404, name


def test_home_that_is_not_safe_is_not_rung_without_asking(cast: Any) -> None:
    person = a_person(cast.owner, is_in_danger_at_home=True, authority_known="unknown", authority=None)
    session = a_live_session(cast.owner, people=[person])
    html = browser(cast.owner).get(f"/sessions/{session.ref}/crisis/").content.decode()
    assert "Ask the officer first: home may not be safe." in html
    assert "Only in the way you agreed on." in html


@pytest.mark.parametrize(("kind", "front_door"), [("young_person", "0101"), ("adult_at_risk", "0102")])
def test_the_clock_decides_whom_of_the_authority_to_ring(cast: Any, kind: str, front_door: str) -> None:
    from datetime import datetime, time

    from tests.factories.escalation import set_clock

    session = a_live_session(cast.owner, people=[a_person(cast.owner, kind=kind)])
    client, path = browser(cast.owner), f"/sessions/{session.ref}/crisis/"
    monday = datetime(2031, 3, 3, tzinfo=clock.LONDON).date()
    set_clock(datetime.combine(monday, time(11), clock.LONDON))
    assert f"020 7946 {front_door}" in client.get(path).content.decode()
    set_clock(datetime.combine(monday, time(22), clock.LONDON))
    night = client.get(path).content.decode()
    assert "020 7946 0199" in night
    assert f"020 7946 {front_door}" not in night


@pytest.mark.requirement("RA-08")
def test_what_is_done_if_a_concern_arises_cannot_be_blank_and_is_shown_live(cast: Any) -> None:
    from django.db import IntegrityError, transaction

    session = a_live_session(cast.owner)
    html = text_of(browser(cast.owner), session)
    plan = html.split('id="plan"')[1].split("</section>")[0]
    assert "Stay on the call. Callum rings Joan; I ring the officer on duty." in plan
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionAssessment.objects.create(
            client_token=uuid.uuid4(),
            session=session,
            rating="low",
            risks="x",
            measures="x",
            response="",
            made_at=clock.now(),
            made_by=cast.owner,
        )


# --- The end ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("RUN-34")
def test_the_end_asks_for_the_closing_step_and_an_action_for_distress(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    html = client.get(page(session, "end/")).content.decode()
    for asked in ("Relaxation", "Mindfulness", "Distressed", "What are they going to do next?", "Not done in this"):
        assert asked in html
    wrong: list[dict[str, Any]] = [
        {},
        {"ended_how": "as_planned"},
        {"ended_how": "as_planned", "calm": "yes"},
        {"ended_how": "as_planned", "calm": "no", "activities": ["relaxation"]},
        {"ended_how": "as_planned", "calm": "not_known"},
        {"ended_how": "left_by_choice", "calm": "not_known"},  # any worry? (practice E44)
        {"ended_how": "gone", "calm": "yes", "goals": "x"},
    ]
    for answers in wrong:
        refused = client.post(page(session, "end/"), answers)
        assert refused.status_code == 422, answers
        assert "There is a problem" in refused.content.decode()
    session.refresh_from_db()
    assert session.state == SessionState.LIVE
    answers = {
        "ended_how": "as_planned",
        "calm": "no",
        "done_about_it": "Joan sits with her",
        "activities": ["refocus"],
        "client_token": str(uuid.uuid4()),
    }
    ended = client.post(page(session, "end/"), answers)
    assert ended["Location"] == f"/sessions/{session.ref}/record/"
    again = client.post(page(session, "end/"), answers, headers=JSON)
    assert again.json() == {"location": f"/sessions/{session.ref}/record/"}
    assert session.events.filter(kind="ended").count() == 1
    assert session.events.get(kind="closing").facts["action"] == "Joan sits with her"
    assert client.post(page(session, "end/"), {**answers, "client_token": ""}).status_code == 422


def test_a_worry_about_the_end_leads_to_a_concern_about_this_session(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    assert ("ended_how", "connection_lost") in chosen(client.get(page(session, "end/?how=connection_lost")))
    assert not chosen(client.get(page(session, "end/?how=nonsense")))
    answers = {"ended_how": "not_sure", "calm": "not_known", "worry": "yes"}
    assert client.post(page(session, "end/"), answers)["Location"] == f"/raise/?session={session.ref}"


# --- Queries ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("presses", [3, 100])
def test_the_page_asks_as_much_however_much_was_pressed(
    cast: Any, presses: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = a_live_session(cast.owner)
    a_call(session)
    for number in range(presses):
        pressed(session, "note", {"text": str(number)})
    client = browser(cast.owner)
    with django_assert_max_num_queries(17):
        assert client.get(page(session)).status_code == 200
