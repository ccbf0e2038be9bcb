"""Supervision, skills, questions, agreements and contact through personal accounts, as their pages work."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import (
    PersonalContact,
    Question,
    RoleGrant,
    ServiceAgreement,
    SkillsAssessment,
    Supervision,
)
from safeguard.storage.actions import save_draft
from safeguard.storage.models import Draft
from tests.factories.learning import PARTS
from tests.factories.people import register
from tests.factories.practitioners import UserFactory
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """A page as it reads."""
    return str(response.content.decode())


def day(name: str, on: Any) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def token() -> dict[str, str]:
    return {"client_token": str(uuid.uuid4())}


# --- Supervision, skills, questions ----------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-32")
@pytest.mark.parametrize("kind", ["staff", "volunteer"])
def test_a_supervision_has_online_safety_on_its_agenda_for_staff_and_volunteers(cast: Any, now: Any, kind: str) -> None:
    worker = UserFactory(roles=[Role.PRACTITIONER], line_manager=cast.manager, kind=kind)
    client = browser(cast.manager)
    assert str(worker.ref) in text(client.get(f"/supervision/add/?worker={worker.ref}"))
    sent = {**token(), "worker": str(worker.ref), **day("held_on", now), "was_discussed": "on",
            "online_safety": "Waiting rooms", "notes": "Leave in May"}  # fmt: skip
    for left_out in ("was_discussed", "online_safety"):
        answer = client.post("/supervision/add/", {**sent, left_out: ""})
        assert answer.status_code == 422
        assert fields(answer)["notes"] == "Leave in May"
    location = client.post("/supervision/add/", sent)["Location"]
    made = Supervision.objects.get()
    assert location == f"/supervision/{made.ref}/"
    for person in (worker, cast.manager):
        assert "Waiting rooms" in text(browser(person).get(location))
        assert made.ref in text(browser(person).get("/supervision/"))
    for who in ("colleague", "admin", "dsl", "lead", "ict"):
        assert browser(cast[who]).get(location).status_code == 404
        assert made.ref not in text(browser(cast[who]).get("/supervision/"))
    opened = AuditEvent.objects.filter(verb="practitioners.supervision.opened")
    assert {event.actor_id for event in opened} == {worker.pk, cast.manager.pk}


def test_nobody_supervises_somebody_else_s_people(cast: Any, now: Any) -> None:
    sent = {**token(), "worker": str(cast.other_team.ref), **day("held_on", now), "was_discussed": "on",
            "online_safety": "x"}  # fmt: skip
    assert browser(cast.manager).post("/supervision/add/", sent).status_code == 422
    assert not Supervision.objects.exists()


@pytest.mark.requirement("ORG-33")
def test_a_low_answer_asks_for_help_and_is_tracked_until_somebody_says_what_was_done(cast: Any) -> None:
    client = browser(cast.owner)
    assert client.post("/yours/skills/", {**token(), "technology": "1", "storing": "x"}).status_code == 422
    sent = {**token(), "technology": "4", "storing": "2", "duties": "5", "words": "How long is chat kept?"}
    location = client.post("/yours/skills/", sent)["Location"]
    question = Question.objects.get()
    assert location == question.get_absolute_url()
    assert SkillsAssessment.objects.get().person == cast.owner
    assert "How data are stored" in text(browser(cast.manager).get(location))
    assert question.ref in text(browser(cast.manager).get("/questions/"))
    waiting = browser(cast.manager).get("/team/").context["rows"]
    assert next(row for row in waiting if row[0]["text"] == "Priya Shah")[-1]["text"] == 1
    browser(cast.manager).post(location, {**token(), "text": "Sat together on Monday"})
    page = text(client.get(location))
    assert "Sat together on Monday" in page
    assert "Maggie Okafor" in page
    fine = {**sent, **token(), "storing": "3"}
    assert client.post("/yours/skills/", fine)["Location"] == "/yours/learning/"
    assert Question.objects.count() == 1
    assert "how data are kept 3" in text(client.get("/yours/learning/"))


@pytest.mark.requirement("ORG-43")
@pytest.mark.parametrize(("asked_of", "answers"), [("manager", "manager"), ("group", "dsl"), ("group", "ict")])
def test_a_question_gets_a_recorded_answer(cast: Any, now: Any, asked_of: str, answers: str) -> None:
    RoleGrant.objects.create(user=cast.ict, role=Role.OSG_MEMBER, granted_at=now)  # ICT sits in the group
    client = browser(cast.owner)
    assert "No case details" in text(client.get("/questions/ask/"))
    sent = {**token(), "asked_of": asked_of, "text": "May I use captions?"}
    for _press in range(2):
        location = client.post("/questions/ask/", sent)["Location"]
    question = Question.objects.get()
    for who in ("colleague", "board", "other_team", "admin"):
        assert browser(cast[who]).get(location).status_code == 404
        assert browser(cast[who]).post(location, {**token(), "text": "x"}).status_code == 404
    Question.objects.update(due_on=now.date() - timedelta(days=1))
    assert "Overdue" in text(browser(cast[answers]).get("/questions/"))
    assert "Waiting for your answer" in text(browser(cast[answers]).get("/questions/"))
    assert "Questions for you" in text(browser(cast[answers]).get("/"))
    assert "Questions for you" not in text(client.get("/"))
    assert browser(cast[answers]).post(location, {**token(), "text": ""}).status_code == 422
    assert browser(cast.owner).post(location, {**token(), "text": "my own"}).status_code == 422
    browser(cast[answers]).post(location, {**token(), "text": "Those of the platform"})
    assert "Those of the platform" in text(client.get(location))
    question.refresh_from_db()
    assert question.answered_by == cast[answers]
    assert "Answered" in text(client.get("/questions/"))


# --- Agreements ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-34")
def test_an_agreement_is_written_in_six_parts_and_signed_by_both(cast: Any, now: Any) -> None:
    worker, manager = browser(cast.owner), browser(cast.manager)
    assert "None in force" in text(worker.get("/agreements/"))
    assert "how this service is delivered: Evening line" in text(manager.get("/team/"))
    begun = fields(worker.get("/agreements/write/"))
    sent = {**token(), **PARTS, "service": str(cast.service.ref), "written_on": begun["written_on"]}
    assert worker.post("/agreements/write/", {**sent, "crisis": ""}).status_code == 422
    location = worker.post("/agreements/write/", sent)["Location"]
    page = text(worker.get(location))
    for part in PARTS.values():
        assert part in page
    for client in (worker, manager):
        assert client.post(f"{location}sign/")["Location"] == location
    page = text(worker.get(location))
    assert "Priya Shah" in page
    assert "Maggie Okafor" in page
    assert "In force: version 1" in text(worker.get("/agreements/"))
    assert "Evening line" not in text(manager.get("/team/"))
    for who in ("other_team", "board", "ict"):
        assert browser(cast[who]).get(location).status_code == 404
        assert browser(cast[who]).post(f"{location}sign/").status_code == 404


def test_two_who_write_at_once_see_both_texts(cast: Any) -> None:
    sent = {**PARTS, "service": str(cast.service.ref), "written_on": "0"}
    browser(cast.owner).post("/agreements/write/", {**token(), **sent, "crisis": "Ring 999."})
    late = browser(cast.manager).post("/agreements/write/", {**token(), **sent, "crisis": "Ring the officer."})
    assert late.status_code == 422
    assert "Ring 999." in text(late)
    assert fields(late)["crisis"] == "Ring the officer."
    assert ServiceAgreement.objects.count() == 1
    again = {**token(), **sent, "written_on": fields(late)["written_on"], "crisis": "999, then the officer."}
    location = browser(cast.manager).post("/agreements/write/", again)["Location"]
    first = ServiceAgreement.objects.get(number=1)
    page = text(browser(cast.owner).get(first.get_absolute_url()))
    assert location in page  # a later version is a press away
    assert "Sign it" not in page
    refused = browser(cast.owner).post(f"{first.get_absolute_url()}sign/", follow=True)
    assert "later version" in text(refused)


# --- Contact through somebody's own account ---------------------------------------------------------------------------


def reached(now: Any, **over: Any) -> dict[str, Any]:
    answers = {"platform": "A photo app", "what": "She wrote: please help me", "is_worrying": "no",
               "about_manager": "no", "done": ["not_accepted", "no_reply"]}  # fmt: skip
    return {**token(), **day("happened_on", now), **answers, **over}


@pytest.mark.requirement("ORG-16")
def test_contact_is_recorded_the_manager_reads_it_and_a_worry_goes_on_as_a_concern(cast: Any, now: Any) -> None:
    person = register(cast.owner, now)
    client = browser(cast.owner)
    location = client.post("/contacts/add/", reached(now, young_person=person.ref.lower()))["Location"]
    record = PersonalContact.objects.get()
    assert (record.told, record.young_person) == (cast.manager, person.ref)
    assert [record.not_accepted, record.told_openly, record.no_reply] == [True, False, True]
    assert location == record.get_absolute_url()
    for who in ("owner", "manager", "dsl", "deputy"):
        assert "please help me" in text(browser(cast[who]).get(location))
    for who in ("colleague", "dso", "lead", "hr_dso", "admin", "ict", "board", "other_team"):
        assert browser(cast[who]).get(location).status_code == 404
        assert record.ref not in text(browser(cast[who]).get("/contacts/"))
    worrying = reached(now, is_worrying="yes", young_person=person.ref)
    for _press in range(2):
        concern = client.post("/contacts/add/", worrying)["Location"]
    assert concern.startswith("/raise/report/?draft=")
    typed = fields(client.get(concern))
    assert typed["exact_words"] == "She wrote: please help me"
    assert "A photo app" in typed["when_happened"]
    assert person.full_name in typed["about_whom"]
    assert PersonalContact.objects.count() == 2
    assert Draft.objects.filter(form="concern", closed_at=None).count() == 1


def test_a_worry_in_which_the_manager_is_part_begins_as_a_concern_about_them(cast: Any, now: Any) -> None:
    client = browser(cast.owner)
    location = client.post("/contacts/add/", reached(now, is_worrying="yes", about_manager="yes"))["Location"]
    begun = client.get(location)
    assert ("about_staff", "yes") in chosen(begun)
    assert fields(begun)["staff_named"] == "Maggie Okafor"
    assert PersonalContact.objects.get().told == cast.dso


def test_a_second_press_leaves_what_was_written_of_the_concern_since(cast: Any, now: Any) -> None:
    client, sent = browser(cast.owner), reached(now, is_worrying="yes")
    concern = client.post("/contacts/add/", sent)["Location"]
    draft = Draft.objects.get(form="concern")
    content = {"exact_words": ["Much more than that"]}
    save_draft(by=cast.owner, now=now, form="concern", client_token=draft.client_token, content=content)
    assert client.post("/contacts/add/", sent)["Location"] == concern
    assert fields(client.get(concern))["exact_words"] == "Much more than that"


def test_a_later_line_manager_reads_nothing_from_before(cast: Any, now: Any) -> None:
    location = browser(cast.owner).post("/contacts/add/", reached(now))["Location"]
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.admin)
    assert browser(cast.admin).get(location).status_code == 404
    assert browser(cast.manager).get(location).status_code == 200


def test_who_the_young_person_is_stands_there_for_those_who_see_them(cast: Any, now: Any) -> None:
    person = register(cast.colleague, now)
    wrong = browser(cast.owner).post("/contacts/add/", reached(now, young_person=person.ref))
    assert wrong.status_code == 422
    assert person.full_name not in text(wrong)
    for forged in ("PE-00000-00000", "x", "' OR 1=1"):
        assert browser(cast.owner).post("/contacts/add/", reached(now, young_person=forged)).status_code == 422
    location = browser(cast.colleague).post("/contacts/add/", reached(now, young_person=person.ref))["Location"]
    assert person.get_absolute_url() in text(browser(cast.colleague).get(location))
    assert not PersonalContact.objects.exclude(author=cast.colleague).exists()


@pytest.mark.parametrize("over", [{"what": ""}, {"is_worrying": ""}, {"happened_on_year": "2098"}, {"platform": ""}])
def test_what_is_missing_comes_back_with_what_was_typed(cast: Any, now: Any, over: dict[str, str]) -> None:
    sent = reached(now, **over)
    answer = browser(cast.owner).post("/contacts/add/", sent)
    assert answer.status_code == 422
    assert fields(answer)["what"] == sent["what"]
    assert not PersonalContact.objects.exists()
