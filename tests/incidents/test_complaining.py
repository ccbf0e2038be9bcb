"""What a parent or carer says about a session goes to the service manager, and becomes a concern if it is (ESC-15)."""

import uuid
from typing import Any

import pytest

from incidents.actions import Said, answer_complaint, log_complaint, name_people, note_complaint_raised
from incidents.models import Complaint, Incident
from safeguard.duties.actions import hand_over_duties_of, tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import Role
from tests.factories.incidents import raise_by
from tests.factories.practitioners import UserFactory
from tests.factories.sessions import planned, ready_ground
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db
SAID = {"said_by": "Mrs Fenn, Jo's mother", "words": "Jo was upset afterwards.", "when_said": "By phone"}


@pytest.fixture
def manager(cast: Any) -> Any:
    person = UserFactory(email="sm@harbour.example", full_name="Sue Marr", roles=[Role.SERVICE_MANAGER])
    person.services.add(cast.service)
    return person


@pytest.fixture
def session(cast: Any, now: Any) -> Any:
    return planned(ready_ground(cast, now))


def send(cast: Any, session: Any, **over: Any) -> Complaint:
    browser(cast.owner).post(f"/complaints/about/{session.ref}/", {**SAID, **over})
    return Complaint.objects.latest("pk")


@pytest.mark.requirement("ESC-15")
def test_it_goes_to_the_service_manager_is_logged_and_may_become_a_concern(
    cast: Any, manager: Any, session: Any
) -> None:
    assert f"/complaints/about/{session.ref}/" in browser(cast.owner).get(f"/sessions/{session.ref}/").content.decode()
    said = send(cast, session)
    assert (said.manager, said.state, said.logged_by) == (manager, "open", cast.owner)
    message = Message.objects.get(recipient=manager)
    assert "Fenn" not in message.title + message.body
    client = browser(manager)
    assert said.ref in client.get("/").content.decode()
    assert "Jo was upset afterwards." in client.get(f"/complaints/{said.ref}/").content.decode()
    begun = client.get(f"/raise/report/?complaint={said.ref}").context["form"]
    assert "Jo was upset afterwards." in begun["exact_words"].value()
    client.post("/raise/report/", concern(complaint=said.ref))
    said.refresh_from_db()
    incident = Incident.objects.get()
    assert (said.state, said.incident, said.settled_by) == ("raised", incident, manager)
    assert not Duty.objects.filter(subject_ref=said.ref, state="open").exists()


def test_if_it_is_no_concern_the_manager_answers_once(cast: Any, manager: Any, session: Any, now: Any) -> None:
    said = send(cast, session)
    client, address = browser(manager), f"/complaints/{said.ref}/"
    assert client.post(address, {"answer": " "}).status_code == 422
    assert client.post(address, {"answer": "Rang her, said sorry."}).status_code == 302
    assert "Rang her, said sorry." in browser(cast.owner).get(address).content.decode()
    again = client.post(address, {"answer": "Another"})
    assert again.status_code == 422
    assert "Another" in again.content.decode() or "settled already" in again.content.decode()
    with pytest.raises(Refused):
        answer_complaint(by=cast.owner, now=now, complaint=said, client_token=uuid.uuid4(), answer="Mine")


def test_pressed_twice_it_is_written_once_and_nobody_else_may_use_its_token(
    cast: Any, manager: Any, session: Any, now: Any
) -> None:
    token = uuid.uuid4()
    assert send(cast, session, client_token=str(token)) == send(cast, session, client_token=str(token))
    with pytest.raises(Refused):
        log_complaint(by=cast.dsl, now=now, session=session, client_token=token, said=Said(said_by="a", words="b"))
    for by, said in ((cast.other_team, Said(said_by="a", words="b")), (cast.owner, Said(said_by="", words="b"))):
        with pytest.raises(Refused):
            log_complaint(by=by, now=now, session=session, client_token=uuid.uuid4(), said=said)


def test_changed_and_sent_again_it_is_another_and_two_presses_at_once_are_one(
    cast: Any, manager: Any, session: Any
) -> None:
    token = str(uuid.uuid4())
    first = send(cast, session, client_token=token)
    second = send(cast, session, client_token=token, words="He shouted, she says.")
    assert send(cast, session, client_token=token, words="He shouted, she says.") == second != first
    assert [one.words for one in Complaint.objects.order_by("pk")] == [SAID["words"], "He shouted, she says."]


def test_a_concern_is_raised_though_somebody_settles_what_it_came_from(
    cast: Any, manager: Any, session: Any, now: Any
) -> None:
    said = send(cast, session)
    answer_complaint(by=manager, now=now, complaint=said, client_token=uuid.uuid4(), answer="Rang her.")
    incident = raise_by(manager, service=cast.service)
    found = note_complaint_raised(by=manager, now=now, complaint=said, incident=incident)
    assert (found.state, found.answer, found.incident) == ("answered", "Rang her.", None)


def test_without_a_service_manager_it_goes_to_the_line_manager_never_to_whoever_ran_it(cast: Any, session: Any) -> None:
    assert send(cast, session).manager == cast.manager
    cast.owner.line_manager = None
    cast.owner.save()
    assert send(cast, session).manager == cast.dsl


@pytest.mark.parametrize("who", ["colleague", "other_team", "board", "ict", "anonymous"])
def test_others_do_not_see_it(cast: Any, manager: Any, session: Any, who: str) -> None:
    said = send(cast, session)
    for address in (f"/complaints/{said.ref}/", f"/complaints/about/{session.ref}/"):
        if who == "colleague" and "about" in address:
            continue
        assert browser(cast[who]).get(address).status_code in (302, 404)
        assert browser(cast[who]).post(address, {"answer": "x", **SAID}).status_code in (302, 404)
    assert Complaint.objects.count() == 1
    browser(cast.colleague).post("/raise/report/", concern(complaint=said.ref))
    said.refresh_from_db()
    assert said.state == "open"


def test_whoever_has_it_to_answer_now_does_and_their_manager_reads_it_once_it_is_late(
    cast: Any, manager: Any, session: Any, now: Any
) -> None:
    said = send(cast, session)
    address = f"/complaints/{said.ref}/"
    manager.line_manager = cast.other_team
    manager.save()
    duty = Duty.objects.get(subject_ref=said.ref)
    assert browser(cast.other_team).get(address).status_code == 404
    tell_others_of_overdue_duties(now=duty.escalate_at)
    late = browser(cast.other_team)
    assert late.get(address).status_code == 200
    assert late.post(address, {"answer": "Mine"}).status_code == 422
    hand_over_duties_of(by=None, now=now, owner=manager, to=cast.colleague)
    assert browser(cast.colleague).post(address, {"answer": "Rang her, said sorry."}).status_code == 302
    said.refresh_from_db()
    assert (said.state, said.settled_by) == ("answered", cast.colleague)


@pytest.mark.parametrize(
    ("raised", "named", "worker", "service_manager"),
    [({}, "", True, True), ({}, "owner", False, True), ({"about_staff": "not_sure"}, "", False, True)],
)
def test_that_it_became_a_concern_is_no_tip_off(
    cast: Any, manager: Any, session: Any, now: Any, raised: Any, named: str, worker: bool, service_manager: bool
) -> None:
    """Practice B16 to B18: whoever wrote it down may be whom it is about; the manager raised it and knows."""
    said = send(cast, session)
    browser(manager).post("/raise/report/", concern(complaint=said.ref, **raised))
    incident, address = Incident.objects.get(), f"/complaints/{said.ref}/"
    if named:
        found = {"client_token": uuid.uuid4(), "people": [cast[named]], "text": "She told me."}
        name_people(by=cast.dsl, now=now, incident=incident, **found)
    for person, knows in ((cast.owner, worker), (manager, service_manager), (cast.dsl, True)):
        page = browser(person).get(address).content.decode()
        assert ("Raised as a concern" in page) is knows, person.full_name
        assert ("Waits for the service manager" in page) is not knows
