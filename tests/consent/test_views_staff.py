"""Pages for staff: who sees what, what is sent and recorded, and what a wrong form does."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from consent.actions import issue_statement, raise_alarm, revoke_request
from consent.models import Activity, ConsentDecision, ConsentRequest, Statement
from safeguard.audit.models import AuditEvent
from safeguard.people.actions import change_person
from safeguard.storage.models import Draft
from tests.factories.consent import a_family, a_statement, an_activity, answered, asked
from tests.factories.people import an_adult, register
from tests.naughty import NAUGHTY
from tests.pages import NO_SUCH_REF, body, browser, chosen, fields

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "owner", "colleague", "other_team", "manager", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso", "board",
    "ict", "admin",
)  # fmt: skip
SEE_AMIRA = {"owner", "manager", "dso", "dsl", "deputy", "lead"}
SEE_ACTIVITIES = {*SEE_AMIRA, "colleague", "other_team", "other_dso"}
ISSUE = {"dsl", "admin"}


@pytest.fixture
def family(cast, now):
    return a_family(cast.owner, now)


@pytest.fixture
def request_(cast, now, family):
    return asked(cast.owner, *family, now=now)


def who_gets(cast, path, method="get"):
    return {who for who in EVERYBODY if getattr(browser(cast[who]), method)(path).status_code != 404}


# --- Who sees what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["ask", "record", "withdraw"])
def test_pages_about_a_person_are_for_those_who_see_them(cast, family, page):
    assert who_gets(cast, f"/consent/{family[0].ref}/{page}/") == SEE_AMIRA
    assert browser(cast.owner).get(f"/consent/{NO_SUCH_REF}/{page}/").status_code == 404


def test_a_request_is_for_those_who_see_the_person(cast, request_):
    assert who_gets(cast, f"/consent/requests/{request_.ref}/") == SEE_AMIRA
    assert who_gets(cast, f"/consent/requests/{request_.ref}/take-back/", "post") == SEE_AMIRA
    assert who_gets(cast, f"/consent/requests/{request_.ref}/acknowledge/") == set()  # nothing to acknowledge


def test_activities_and_statement(cast):
    assert who_gets(cast, "/consent/activities/") == SEE_ACTIVITIES
    assert who_gets(cast, "/consent/activities/add/") == SEE_ACTIVITIES - {"dso", "other_dso"}
    assert who_gets(cast, "/consent/statement/") == SEE_ACTIVITIES | ISSUE
    assert who_gets(cast, "/consent/statement/", "post") == ISSUE


def test_another_services_activities_are_not_listed(cast, now):
    an_activity(cast.owner, now, title="Ours alone")
    assert "Ours alone" in body(browser(cast.dsl).get("/consent/activities/"))
    assert "Ours alone" not in body(browser(cast.other_team).get("/consent/activities/"))


def test_an_activity_of_another_service_cannot_be_chosen_by_its_reference(cast, now, family):
    theirs = an_activity(cast.other_team, now)
    for page in ("record", "withdraw"):
        path = f"/consent/{family[0].ref}/{page}/?activity={theirs.ref}"
        assert browser(cast.owner).get(path).status_code == 404
        assert browser(cast.owner).post(path).status_code == 404


# --- Activities and the statement -----------------------------------------------------------------------------------


def new_activity(**over):
    return {
        "client_token": str(uuid.uuid4()),
        "title": "Drawing",
        "description": "By video call.",
        "purposes": ["take_part", "sharing"],
        "sharing_with": "the library",
        "starts_on_day": "5",
        "starts_on_month": "1",
        "starts_on_year": "2026",
        **over,
    }


def test_an_activity_is_set_up(cast):
    client = browser(cast.owner)
    assert "There is no activity yet" in body(client.get("/consent/activities/"))
    sent = new_activity()
    for _ in range(2):
        assert client.post("/consent/activities/add/", sent)["Location"] == "/consent/activities/"
    activity = Activity.objects.get()
    assert (activity.service, activity.purposes) == (cast.service, ["take_part", "sharing"])
    listed = body(client.get("/consent/activities/"))
    assert "Share information with the library" in listed


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"title": ""}, "Enter what it is called"),
        ({"description": " "}, "Write what happens"),
        ({"purposes": []}, "Tick what will be asked for"),
        ({"sharing_with": ""}, "Name the organisation"),
        ({"starts_on_day": "32"}, "Enter a real date"),
        ({"starts_on_year": ""}, "Enter the day, the month and the year"),
        ({"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2026"}, "not before its start"),
        ({"title": "x" * 121}, "Shorten"),
    ],
)
def test_an_activity_that_cannot_be_asked_for(cast, over, words):
    page = browser(cast.owner).post("/consent/activities/add/", new_activity(**over))
    assert page.status_code == 422
    assert words in body(page)
    assert not Activity.objects.exists()


def test_somebody_of_several_services_says_which(cast):
    client = browser(cast.dsl)
    assert client.post("/consent/activities/add/", new_activity()).status_code == 422
    assert client.post("/consent/activities/add/", new_activity(service=cast.other_service.ref)).status_code == 302
    assert Activity.objects.get().service == cast.other_service


def test_typing_is_kept(cast):
    client, token = browser(cast.owner), str(uuid.uuid4())
    client.post("/drafts/activity/", {"client_token": token, "title": "Half a ti"})
    assert Draft.objects.filter(form="activity", user=cast.owner).exists()
    assert fields(client.get("/consent/activities/add/"))["title"] == "Half a ti"


def test_the_first_statement_is_prepared_and_issued(cast):
    client = browser(cast.admin)
    page = client.get("/consent/statement/")
    text = fields(page)["text"]
    assert "safe word" in text
    client.post("/consent/statement/", {"text": text, "written_on": 0, "client_token": uuid.uuid4()})
    assert Statement.objects.get().text == text.strip()
    assert "Version 1, in force since" in body(browser(cast.owner).get("/consent/statement/"))


def test_two_who_write_at_once_lose_nothing(cast, now):
    a_statement(now)
    mine = {"text": "My words.", "written_on": 1, "client_token": uuid.uuid4()}
    issue_statement(by=cast.dsl, now=now, text="Her words.")
    page = browser(cast.admin).post("/consent/statement/", mine)
    assert page.status_code == 422
    assert "Somebody issued version 2" in body(page)
    assert "Her words." in body(page)
    sent = fields(page)
    assert (sent["text"], sent["written_on"]) == ("My words.", "2")
    browser(cast.admin).post("/consent/statement/", sent)
    assert Statement.objects.order_by("number").last().text == "My words."


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_without_a_statement_or_an_activity_the_page_says_what_comes_first(cast, now, family):
    client, path = browser(cast.owner), f"/consent/{family[0].ref}/ask/"
    assert "No consent statement has been issued yet" in body(client.get(path))
    a_statement(now)
    assert "There is nothing to ask about yet" in body(client.get(path))
    assert client.post(path, {}).status_code == 422


def test_asking_a_mother(cast, now, family):
    person, mother = family
    a_statement(now)
    activity = an_activity(cast.owner, now)
    client, path = browser(cast.owner), f"/consent/{person.ref}/ask/"
    page = client.get(path)
    assert chosen(page) == set()
    assert "Priya has a question for you" in body(page)  # the message is shown before it is sent (practice B14)
    sent = {"client_token": str(uuid.uuid4()), "activity": activity.ref, "whom": mother.ref}
    there = {client.post(path, sent)["Location"] for _ in range(2)}
    request = ConsentRequest.objects.get()
    assert there == {f"/consent/requests/{request.ref}/"}
    detail = body(client.get(there.pop()))
    assert "Not answered yet" in detail
    assert request.statement.text.splitlines()[0][:40] in detail
    assert "Amira" not in detail.split("</title>")[0]
    assert AuditEvent.objects.filter(subject_ref=request.ref, verb="consent.request.opened").count() == 1


def test_who_cannot_be_asked_is_shown_with_the_cure_and_cannot_be_chosen(cast, now):
    person = register(cast.owner, now, adults=(an_adult(safe_email="no"),))
    mother = person.adults.get()
    a_statement(now)
    activity = an_activity(cast.owner, now)
    client, path = browser(cast.owner), f"/consent/{person.ref}/ask/"
    page = body(client.get(path))
    assert "Nobody can be asked by email yet" in page
    assert "They said that email is not safe" in page
    assert f"/people/adults/{mother.ref}/" in page
    for whom in (mother.ref, "young_person", "", NO_SUCH_REF):
        answer = client.post(path, {"activity": activity.ref, "whom": whom})
        assert answer.status_code == 422
    assert not ConsentRequest.objects.exists()


@pytest.mark.parametrize("flag", ["is_in_danger_at_home", "known_use_endangers", "has_known_violence"])
def test_that_there_is_something_to_know_is_said_before_anything_is_sent_and_not_what(cast, now, family, flag):
    """It is opened on the record, with a press that is an event (SEC-14)."""
    person = change_person(by=cast.owner, now=now, person=family[0], version=1, changes={flag: True})
    a_statement(now)
    an_activity(cast.owner, now)
    page = body(browser(cast.owner).get(f"/consent/{person.ref}/ask/"))
    assert "There is something to know before any contact" in page
    assert "in danger" not in page[page.index("<main") : page.index("sg-emergency")]
    assert "A message for you" in page


def test_who_may_not_open_what_is_hidden_reads_the_same_with_a_flag_and_with_an_address(cast, now, family):
    a_statement(now)
    an_activity(cast.owner, now)
    pages = []
    for version, changes in enumerate(({"address": "4 Quay Street"}, {"has_known_violence": True}), start=1):
        change_person(by=cast.owner, now=now, person=family[0], version=version, changes=changes)
        page = body(browser(cast.manager).get(f"/consent/{family[0].ref}/ask/"))
        main = page[page.index("<main") : page.index("sg-emergency")]
        pages.append(re.sub(r'value="[^"]*"', "", main))
    assert "There is something to know before any contact" in pages[0]
    assert pages[0] == pages[1]


def test_a_request_is_taken_back_and_asked_again(cast, request_):
    client, path = browser(cast.owner), f"/consent/requests/{request_.ref}/"
    assert client.get(f"{path}take-back/").status_code == 405
    assert "has been taken back" in body(client.post(f"{path}take-back/", follow=True))
    page = body(client.get(path))
    assert "Taken back" in page
    assert "Ask again" in page
    again = body(client.get(f"/consent/{request_.person.ref}/ask/?activity={request_.activity.ref}"))
    assert f'value="{request_.activity.ref}" checked' in again


def test_a_link_that_is_too_old_or_no_longer_safe_is_seen(cast, now, request_):
    ConsentRequest.objects.filter(pk=request_.pk).update(expires_at=now - timedelta(days=1))
    page = body(browser(cast.owner).get(f"/consent/requests/{request_.ref}/"))
    assert "The link does not work any more" in page


def test_an_answered_request_cannot_be_taken_back(cast, request_):
    answered(request_, note="She likes drums.", young_person=None)
    client, path = browser(cast.owner), f"/consent/requests/{request_.ref}/"
    page = body(client.get(path))
    for words in ("Answered", "Sana Khan", "She likes drums.", "Agreed"):
        assert words in page
    assert "Take the request back" not in page
    assert "answered already" in body(client.post(f"{path}take-back/", follow=True))


# --- Recording and taking back --------------------------------------------------------------------------------------


def an_answer(somebody, **over):
    return {
        "client_token": str(uuid.uuid4()),
        "who": somebody,
        "answer_take_part": "agreed",
        "answer_messages": "refused",
        "method": "phone",
        "given_on_day": "2",
        "given_on_month": "3",
        "given_on_year": "2026",
        "given_time": "16:30",
        "evidence_at": "Case file",
        **over,
    }


def test_an_answer_on_the_phone_is_recorded(cast, now, family):
    person, mother = family
    activity = an_activity(cast.owner, now)
    client, path = browser(cast.owner), f"/consent/{person.ref}/record/"
    assert f"?activity={activity.ref}" in body(client.get(path))
    sent = an_answer(mother.ref)
    for _ in range(2):
        assert client.post(f"{path}?activity={activity.ref}", sent)["Location"] == f"/people/{person.ref}/"
    rows = ConsentDecision.objects.order_by("pk")
    assert [(row.purpose, row.decision, row.given_by) for row in rows] == [
        ("take_part", "agreed", "Sana Khan"),
        ("messages", "refused", "Sana Khan"),
    ]
    assert rows[0].given_at.isoformat() == "2026-03-02T16:30:00+00:00"


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"who": ""}, "Choose who gave the answer"),
        ({"who": NO_SUCH_REF}, "Who gave the answer?"),
        ({"answer_take_part": "", "answer_messages": ""}, "Enter an answer to at least one question"),
        ({"method": "link"}, "How did they say it?"),
        ({"method": ""}, "Choose how they said it"),
        ({"given_on_year": "2099"}, "Enter a moment that has passed"),
        ({"given_on_day": "30", "given_on_month": "2"}, "Enter a real date"),
        ({"given_time": "25:00"}, "Enter the time, for example 16:30"),
        ({"given_time": "half past"}, "Shorten"),
        ({"evidence_at": ""}, "Say where the form"),
        ({"evidence_at": "x" * 201}, "Shorten"),
    ],
)
def test_an_answer_that_cannot_be_recorded(cast, now, family, over, words):
    activity = an_activity(cast.owner, now)
    path = f"/consent/{family[0].ref}/record/?activity={activity.ref}"
    page = browser(cast.owner).post(path, an_answer("young_person", **over))
    assert page.status_code == 422
    assert words in body(page)
    assert not ConsentDecision.objects.exists()


@pytest.mark.parametrize("at", ["9:05", "09.05", " 9:05"])
def test_a_time_as_people_write_it(cast, now, family, at):
    activity = an_activity(cast.owner, now)
    path = f"/consent/{family[0].ref}/record/?activity={activity.ref}"
    assert browser(cast.owner).post(path, an_answer("young_person", given_time=at)).status_code == 302


def test_for_an_adult_at_risk_only_they_themselves_can_be_chosen(cast, now):
    person, son = a_family(cast.owner, now, kind="adult_at_risk", born_on=now.date().replace(year=1950, day=1))
    activity = an_activity(cast.owner, now)
    page = browser(cast.owner).get(f"/consent/{person.ref}/record/?activity={activity.ref}")
    assert son.ref not in body(page)


def test_consent_is_taken_back(cast, now, family):
    activity = an_activity(cast.owner, now)
    client, path = browser(cast.owner), f"/consent/{family[0].ref}/withdraw/"
    assert f"?activity={activity.ref}" in body(client.get(path))
    sent = {"client_token": str(uuid.uuid4()), "who": "young_person", "purposes": ["take_part"], "method": "text"}
    page = client.post(f"{path}?activity={activity.ref}", {**sent, "purposes": []})
    assert page.status_code == 422
    assert "Tick what they have taken back" in body(page)
    assert client.post(f"{path}?activity={activity.ref}", {**sent, "reason": "Too busy"}).status_code == 302
    assert ConsentDecision.objects.get().decision == "withdrawn"


@pytest.mark.parametrize("text", NAUGHTY[:12])
def test_a_reason_comes_back_as_it_was_typed(cast, now, family, text):
    activity = an_activity(cast.owner, now)
    path = f"/consent/{family[0].ref}/withdraw/?activity={activity.ref}"
    page = browser(cast.owner).post(path, {"reason": text})
    assert page.status_code == 422
    assert fields(page)["reason"] == text


@pytest.mark.parametrize("page", ["ask", "record", "withdraw"])
def test_nul_is_refused_everywhere(cast, family, page):
    path = f"/consent/{family[0].ref}/{page}/"
    assert browser(cast.owner).post(path, {"who": "a\x00b"}).status_code == 400
    assert browser(cast.owner).get(f"{path}?activity=%00").status_code == 400
    assert browser(cast.owner).get(f"{path}?activity={'x' * 3000}").status_code in (200, 404)


# --- An alarm -------------------------------------------------------------------------------------------------------


def test_whoever_was_told_acknowledges_in_two_presses(cast, now, request_):
    raise_alarm(now=now, request=request_, note="He shouts.", is_about_us=False)
    client, path = browser(cast.dso), f"/consent/requests/{request_.ref}/"
    page = body(client.get(path))
    for words in ("They say that someone is unsafe", "He shouts.", "Acknowledge", "The next person is told"):
        assert words in page
    assert "Are you dealing with" in body(client.get(f"{path}acknowledge/"))
    assert "Raise a concern now" in body(client.post(f"{path}acknowledge/", follow=True))
    assert "is dealing with it since" in body(client.get(path))
    late = browser(cast.dsl)
    assert "Dele Adeyemi acknowledged it first" in body(late.post(f"{path}acknowledge/", follow=True))
    assert "Somebody is dealing with it" in body(late.get(f"{path}acknowledge/"))


def test_the_worker_sees_an_ordinary_alarm_and_cannot_take_it_on(cast, now, request_):
    raise_alarm(now=now, request=request_, note="He shouts.", is_about_us=False)
    client, path = browser(cast.owner), f"/consent/requests/{request_.ref}/"
    assert "Speak to them before you contact the family" in body(client.get(path))
    assert "You were not told of this" in body(client.get(f"{path}acknowledge/"))
    assert "Somebody who was told of it" in body(client.post(f"{path}acknowledge/", follow=True))


def test_what_may_be_about_us_leaves_no_trace_for_the_worker(cast, now, request_):
    """No tip-off (practice B16): the worker's page is the same as if nothing had been written."""
    client, path = browser(cast.owner), f"/consent/requests/{request_.ref}/"
    before = body(client.get(path))
    raise_alarm(now=now, request=request_, note="Priya scares her.", is_about_us=True)
    assert body(client.get(path)) == before
    assert client.get(f"{path}acknowledge/").status_code == 404
    assert client.post(f"{path}acknowledge/").status_code == 404
    assert "Priya scares her." in body(browser(cast.hr_dso).get(path))
    assert "Priya scares her." in body(browser(cast.dsl).get(path))


def test_somebody_told_who_does_not_see_the_person_cannot_go_on_to_them(cast, now, request_):
    raise_alarm(now=now, request=request_, note="", is_about_us=True)
    page = body(browser(cast.hr_dso).get(f"/consent/requests/{request_.ref}/"))
    assert f"/people/{request_.person.ref}/" not in page
    assert "Take the request back" not in page


def test_nobody_without_a_sign_in_sees_a_page_of_staff(request_):
    for path in ("/consent/activities/", f"/consent/requests/{request_.ref}/"):
        assert Client().get(path).status_code == 302


def test_after_it_was_taken_back_there_is_nothing_to_take_back(cast, now, request_):
    revoke_request(by=cast.owner, now=now, request=request_)
    assert "Take the request back" not in body(browser(cast.owner).get(f"/consent/requests/{request_.ref}/"))
