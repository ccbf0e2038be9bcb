"""Pages of training and support: who opens them, what is typed, and what is shown."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeguard.practitioners.enums import CheckKind, Role, Topic
from safeguard.practitioners.models import Course, Education, PersonalContact, Question, SelfCheck, Supervision
from safeguard.practitioners.rules import STATEMENTS
from tests.factories.learning import agreed, background, knows_officer, said
from tests.factories.practitioners import TrainingFactory, UserFactory
from tests.naughty import NAUGHTY
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db
EVERYBODY = ("owner", "colleague", "other_team", "manager", "dso", "dsl", "lead", "board", "ict", "admin")


def text(response: Any) -> str:
    """A page as it reads."""
    return str(response.content.decode())


def day(name: str, on: Any) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def token() -> dict[str, str]:
    return {"client_token": str(uuid.uuid4())}


OPEN = {
    "/training/": {"manager", "admin"},
    "/training/courses/": {"admin"},
    "/training/courses/add/": {"admin"},
    "/training/taught/": set(EVERYBODY),
    "/training/taught/add/": {"owner", "colleague", "other_team", "manager", "dsl", "lead"},
    "/yours/learning/": set(EVERYBODY),
    "/yours/skills/": set(EVERYBODY),
    "/yours/checks/accounts/": {"owner", "colleague", "other_team", "manager"},
    "/yours/checks/privacy/": {"owner", "colleague", "other_team", "manager"},
    "/yours/checks/officer/": {"owner", "colleague", "other_team", "manager"},
    "/yours/checks/ict/": {"ict"},
    "/yours/checks/nothing/": set(),
    "/supervision/": set(EVERYBODY),
    "/supervision/add/": {"manager"},
    "/questions/": set(EVERYBODY),
    "/questions/ask/": set(EVERYBODY),
    "/agreements/": set(EVERYBODY),
    "/agreements/write/": {"owner", "colleague", "other_team", "manager"},
    "/contacts/": set(EVERYBODY),
    "/contacts/add/": set(EVERYBODY),
}


@pytest.mark.parametrize("path", OPEN)
def test_each_page_opens_for_those_it_is_for_and_for_nobody_else(cast: Any, path: str) -> None:
    found = {who for who in EVERYBODY if browser(cast[who]).get(path).status_code == 200}
    assert found == OPEN[path]


# --- Training --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-28")
def test_the_matrix_shows_who_lacks_what_managers_of_teams_too(cast: Any, now: Any) -> None:
    for person in (cast.owner, cast.manager):
        TrainingFactory(person=person, kind="prevent", recorded_by=cast.admin)
    TrainingFactory(person=cast.owner, kind="online_policy", expires_on=now.date() - timedelta(days=1))
    TrainingFactory(person=cast.owner, kind="local_arrangements", expires_on=now.date())
    rows = {row[0]["text"]: row for row in browser(cast.manager).get("/training/").context["page"].parts[0].rows}
    assert set(rows) == {"Priya Shah", "Callum Reid"}
    cells = {cell["label"]: cell["text"] for cell in rows["Priya Shah"]}
    assert cells["In date"] == "2\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}7"
    assert "Safeguarding policy" in cells["Never done"]
    assert cells["Run out"] == "Online safety policy"
    assert cells["Runs out soon"] == "Local safeguarding arrangements"
    everybody = {row[0]["text"]: row for row in browser(cast.admin).get("/training/").context["page"].parts[0].rows}
    manager = {cell["label"]: cell["text"] for cell in everybody["Maggie Okafor"]}
    assert manager["In date"] == "1\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}7"
    assert "How people disclose online" in manager["Never done"]
    courses = browser(cast.admin).get("/training/courses/").context["page"].parts[0].rows
    needed_by = {row[0]["text"]: row[3]["text"] for row in courses}
    assert {"Practitioner", "Line manager"} <= set(needed_by["Prevent"].split(", "))
    assert "At induction" in {row[1]["text"] for row in courses}


def test_a_record_has_its_course_its_days_and_where_the_certificate_is(cast: Any) -> None:
    client, path = browser(cast.manager), f"/team/{cast.owner.ref}/training/"
    sent = {**token(), "course": "prevent", "held_at": "HR-114", "done_on_day": "2", "done_on_month": "3",
            "done_on_year": "2026"}  # fmt: skip
    assert client.post(path, sent)["Location"] == path
    page = text(client.get(path))
    for words in ("Prevent", "2 March 2026", "1 March 2028", "HR-114", "Never done"):
        assert words in page
    sent = {**sent, **token(), "course": "safeguarding_online"}
    client.post(path, sent)
    assert "In date" in text(client.get(path))
    assert client.post(path, {**sent, **token(), "course": "forged"}).status_code == 422
    assert cast.owner.trainings.count() == 2


def test_a_course_is_added_and_changed_and_two_editors_lose_nothing(cast: Any) -> None:
    client = browser(cast.admin)
    words = {"name": "Ground rules", "about": "How we begin", "months": "24", "starts_after": "0", "is_used": "on"}
    assert (
        client.post("/training/courses/add/", {**words, "roles": ["practitioner"]})["Location"] == "/training/courses/"
    )
    course = Course.objects.get(name="Ground rules")
    path = f"/training/courses/{course.ref}/"
    begun = fields(client.get(path))
    assert (begun["name"], begun["version"]) == ("Ground rules", "1")
    client.post(path, {**words, "version": "1", "months": "12", "roles": ["practitioner", "ict"]})
    other = client.post(path, {**words, "version": "1", "name": "Mine", "roles": ["board"]})
    assert other.status_code == 422
    assert "meanwhile" in text(other)
    assert "12 months" in text(other)
    assert fields(other)["name"] == "Mine"
    again = client.post(path, {**words, "version": fields(other)["version"], "name": "Mine", "roles": ["board"]})
    assert again.status_code == 302
    assert client.get("/training/courses/5b0a5a57-6c0f-4a55-9c6e-6a3c9b7a6f10/").status_code == 404


@pytest.mark.parametrize(
    "over", [{"months": "0"}, {"months": "many"}, {"starts_after": ""}, {"name": ""}, {"name": "Prevent"}]
)
def test_wrong_words_of_a_course_come_back(cast: Any, over: dict[str, str]) -> None:
    sent = {"name": "New", "months": "", "starts_after": "0", **over}
    answer = browser(cast.admin).post("/training/courses/add/", sent)
    assert answer.status_code == 422
    assert fields(answer)["name"] == sent["name"]
    assert Course.objects.count() == 7


def teaching(now: Any, **over: Any) -> dict[str, Any]:
    answers = {"audience": "young_people", "topics": ["footprint", "profiles"], "what": "A workshop",
               "given_by": "Priya Shah", "how_many": "14"}  # fmt: skip
    return {**token(), **day("given_on", now), **answers, **over}


@pytest.mark.requirement("ORG-31")
def test_what_was_taught_has_topics_day_audience_and_is_found_by_everybody(cast: Any, now: Any) -> None:
    page = text(browser(cast.owner).get("/training/taught/add/"))
    for topic in Topic:
        assert f'value="{topic.value}"' in page
    sent = teaching(now)
    for _press in range(2):
        assert browser(cast.owner).post("/training/taught/add/", sent)["Location"] == "/training/taught/"
    assert Education.objects.count() == 1
    for who in ("owner", "board", "admin"):
        page = text(browser(cast[who]).get("/training/taught/"))
        for words in ("Young people (14)", "What stays online for good, What a profile gives away", "A workshop"):
            assert words in page


@pytest.mark.parametrize("over", [{"topics": []}, {"how_many": "0"}, {"given_on_year": "2098"}, {"audience": "x"}])
def test_what_cannot_have_been_taught_comes_back(cast: Any, now: Any, over: dict[str, Any]) -> None:
    answer = browser(cast.owner).post("/training/taught/add/", teaching(now, **over))
    assert answer.status_code == 422
    assert fields(answer)["what"] == "A workshop"
    assert not Education.objects.exists()


# --- What somebody says of themselves --------------------------------------------------------------------------------


def checks(person: Any) -> dict[str, Any]:
    rows = browser(person).get("/yours/learning/").context["checks"].rows
    return {str(row[0]["text"]): {cell["label"]: cell["text"] for cell in row} for row in rows}


@pytest.mark.parametrize(
    ("who", "kind", "title"),
    [
        pytest.param("ict", "ict", "ICT: up to date", marks=pytest.mark.requirement("ORG-09")),
        pytest.param("owner", "accounts", "Accounts for work", marks=pytest.mark.requirement("ORG-14")),
        pytest.param("owner", "privacy", "Your own accounts", marks=pytest.mark.requirement("ORG-15")),
    ],
)
def test_each_statement_is_ticked_and_the_day_and_the_next_one_are_shown(
    cast: Any, now: Any, who: str, kind: str, title: str
) -> None:
    person, path = cast[who], f"/yours/checks/{kind}/"
    assert checks(person)[title] == {"What": title, "Last said": "Never", "Due": "Now"}
    everything = list(STATEMENTS[kind])
    page = text(browser(person).get(path))
    for words in STATEMENTS[kind].values():
        assert str(words) in page
    missing = browser(person).post(path, {**token(), "ticked": everything[1:]})
    assert missing.status_code == 422
    assert not SelfCheck.objects.exists()
    assert browser(person).post(path, {**token(), "ticked": everything})["Location"] == "/yours/learning/"
    made = SelfCheck.objects.get()
    assert (made.person, made.kind, made.said_at.date()) == (person, kind, now.date())
    row = checks(person)[title]
    assert row["Last said"] == made.said_at.date()
    assert str(now.year + 1) in row["Due"]


def test_who_the_officer_is_stands_above_the_ticks(cast: Any, now: Any) -> None:
    path = "/yours/checks/officer/"
    assert cast.dso.work_phone in text(browser(cast.owner).get(path))
    title = "Safeguarding officer: Evening line"
    assert checks(cast.owner)[title]["Due"] == "Now"
    browser(cast.owner).post(path, {**token(), "ticked": list(STATEMENTS["officer"])})
    assert checks(cast.owner)[title] == {"What": title, "Last said": "Knows their officer", "Due": "–"}


def test_whoever_asks_nothing_says_so(cast: Any) -> None:
    page = text(browser(cast.board).get("/yours/learning/"))
    assert "Nothing is asked of you here" in page
    assert browser(cast.owner).post("/yours/talked/", {"whom": "nobody"})["Location"] == "/yours/learning/"
    assert not cast.owner.check_ins.exists()


def test_a_background_check_is_recorded_on_its_page(cast: Any, now: Any) -> None:
    client, path = browser(cast.manager), f"/team/{cast.owner.ref}/background/"
    assert client.post(path, {**token(), **day("checked_on", now), "held_at": "HR-9"})["Location"] == "/team/"
    assert "HR-9" in text(client.get(path))
    assert client.post(path, {**token(), **day("checked_on", now), "checked_on_year": "2098"}).status_code == 422
    for who in ("owner", "colleague", "dsl", "ict", "other_team"):
        assert browser(cast[who]).get(path).status_code == 404


# --- For all of them --------------------------------------------------------------------------------------------------

KEPT = {
    "/training/taught/add/": ("education", "what"),
    "/yours/skills/": ("skills", "words"),
    "/supervision/add/": ("supervision", "notes"),
    "/questions/ask/": ("question", "text"),
    "/agreements/write/": ("agreement", "crisis"),
    "/contacts/add/": ("contact", "what"),
}


@pytest.mark.parametrize("path", KEPT)
@pytest.mark.parametrize("words", [NAUGHTY[0], NAUGHTY[6], NAUGHTY[14], NAUGHTY[16]])
def test_what_is_typed_is_kept_and_comes_back_as_it_was(cast: Any, path: str, words: str) -> None:
    form, field = KEPT[path]
    client = browser(cast.manager)
    answer = client.post(path, {**token(), field: words})
    assert answer.status_code == 422
    assert fields(answer)[field] == words.strip()
    client.post(f"/drafts/{form}/", {**token(), field: words})
    assert fields(client.get(path))[field] == words
    stale = browser(cast.manager, enforce_csrf_checks=True).post(path, {**token(), field: words})
    assert fields(stale)[field] == words
    assert client.post(path, {**token(), field: "nul \x00"}).status_code == 400


def test_an_answer_is_kept_while_it_is_typed(cast: Any) -> None:
    browser(cast.owner).post("/questions/ask/", {**token(), "asked_of": "manager", "text": "May I?"})
    question = Question.objects.get()
    client, path = browser(cast.manager), question.get_absolute_url()
    client.post(f"/drafts/answer/{question.ref}/", {**token(), "text": "Half an ans"})
    assert fields(client.get(path))["text"] == "Half an ans"
    stale = browser(cast.manager, enforce_csrf_checks=True).post(path, {**token(), "text": "Half"})
    assert fields(stale)["text"] == "Half"


def _many(cast: Any, now: Any, rows: int) -> None:
    """So many people in a team, each with everything a line of the team shows; and as many of every record."""
    for person in UserFactory.create_batch(rows, line_manager=cast.manager, roles=[Role.PRACTITIONER]):
        person.services.add(cast.service)
        TrainingFactory(person=person, kind="prevent", recorded_by=cast.manager)
        knows_officer(person, cast.service, cast.dso)
        said(person, CheckKind.PRIVACY)
        background(person, cast.manager)
    refs = [f"{n:05}-ABCDE" for n in range(rows)]
    Supervision.objects.bulk_create(
        Supervision(ref=f"SU-{ref}", client_token=uuid.uuid4(), worker=cast.owner, supervisor=cast.manager,
                    held_on=now.date(), online_safety="x", recorded_at=now)
        for ref in refs
    )  # fmt: skip
    Question.objects.bulk_create(
        Question(ref=f"QU-{ref}", client_token=uuid.uuid4(), kind="advice", asked_of="manager", asked_by=cast.owner,
                 asked_at=now, text="x", due_on=now.date())
        for ref in refs
    )  # fmt: skip
    PersonalContact.objects.bulk_create(
        PersonalContact(ref=f"PC-{ref}", client_token=uuid.uuid4(), author=cast.owner, happened_on=now.date(),
                        platform="x", what="x", not_accepted=True, told_openly=True, no_reply=True, is_worrying=False,
                        about_manager=False, told=cast.manager, recorded_at=now)
        for ref in refs
    )  # fmt: skip
    Education.objects.bulk_create(
        Education(client_token=uuid.uuid4(), given_on=now.date(), topics=["safe_use"], audience="families",
                  given_by="x", what="x", service=cast.service, recorded_by=cast.owner, recorded_at=now)
        for _ref in refs
    )  # fmt: skip
    agreed(cast.service, cast.owner, cast.manager)


COSTS = {"/training/": 8, "/training/taught/": 4, "/supervision/": 5, "/questions/": 5, "/contacts/": 5,
         "/agreements/": 7, "/team/": 19}  # fmt: skip


@pytest.mark.parametrize("rows", [3, 300])
def test_lists_cost_the_same_however_long_they_are(cast: Any, now: Any, rows: int) -> None:
    _many(cast, now, rows)
    client = browser(cast.manager)
    found = {}
    for path in COSTS:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path)
        assert page.status_code == 200
        found[path] = len(queries)
    assert found == COSTS


@pytest.mark.parametrize("path", ["/training/", "/training/taught/", "/supervision/", "/questions/", "/contacts/"])
def test_each_list_is_paged_through_once(cast: Any, now: Any, path: str) -> None:
    _many(cast, now, 30)
    client, address, pages = browser(cast.manager), path, 0
    while address:
        page = client.get(address).context["page"]
        address, pages = page.next, pages + 1
    assert pages == 2
    assert page.first == path
