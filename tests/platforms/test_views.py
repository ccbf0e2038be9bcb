"""The register: everybody reads it, ICT and administrators write in it, and no typing is lost."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from safeguard.lib import clock
from safeguard.platforms.enums import PlatformStatus
from safeguard.platforms.models import Platform, PlatformDecision
from safeguard.storage.models import Draft
from tests.factories.platforms import PlatformFactory, a_complete_assessment
from tests.naughty import NAUGHTY
from tests.pages import NO_SUCH_REF, browser, chosen, fields

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "owner", "other_team", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "board", "ict", "admin",
]  # fmt: skip
MANAGE = {"ict", "admin"}


def proposal(cast: Any, **over: Any) -> dict[str, Any]:
    """The answers that are enough to propose a platform."""
    answers = {
        "client_token": str(uuid.uuid4()),
        "name": "Harbour Meet",
        "methods": ["video", "chat"],
        "purpose": "Mentoring",
        "min_age": "13",
        "features": ["has_chat", "has_camera"],
        "owner": str(cast.ict.ref),
    }
    return {**answers, **over}


def decision(**over: Any) -> dict[str, Any]:
    """The answers that are enough to approve one."""
    answers = {"client_token": str(uuid.uuid4()), "version": "1", "status": "approved", "reason": "Assessed."}
    on = (clock.now() + timedelta(days=300)).date()
    due = {"review_due_day": str(on.day), "review_due_month": str(on.month), "review_due_year": str(on.year)}
    return {**answers, **due, **over}


@pytest.fixture
def proposed(cast: Any) -> Platform:
    platform = PlatformFactory(name="Harbour Meet", status=PlatformStatus.PROPOSED, review_due=None)
    a_complete_assessment(platform, cast.ict, clock.now())
    return platform


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_the_register_and_few_write_in_it(cast: Any, proposed: Platform, who: str) -> None:
    client, may = browser(cast[who]), who in MANAGE
    for path in ("/platforms/", f"/platforms/{proposed.ref}/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Harbour Meet" in page.content.decode()
        assert ("/add/" in page.content.decode() or "/decide/" in page.content.decode()) is may
    for path, answers in (
        ("/platforms/add/", proposal(cast, name="Another")),
        (f"/platforms/{proposed.ref}/decide/", decision()),
    ):
        assert client.get(path).status_code == (200 if may else 404)
        assert client.post(path, answers).status_code == (302 if may else 404)
    assert Platform.objects.count() == (2 if may else 1)
    assert PlatformDecision.objects.count() == (1 if may else 0)


@pytest.mark.parametrize("path", ["/platforms/{ref}/", "/platforms/{ref}/decide/"])
def test_what_is_not_there_is_not_found(cast: Any, path: str) -> None:
    assert browser(cast.ict).get(path.format(ref=NO_SUCH_REF)).status_code == 404


def test_the_list_tells_apart_what_may_be_used(cast: Any, proposed: Platform, now: Any) -> None:
    PlatformFactory(name="Work mobile", methods=["phone"], min_age=11)
    PlatformFactory(name="Old room", review_due=now.date().replace(year=2020))
    page = browser(cast.owner).get("/platforms/").content.decode()
    usable, others = page.split("Not to be used")
    assert usable.index("Work mobile") < usable.index("only with a reason") < usable.index("Old room")
    assert "Review overdue" in usable
    assert "May be used" in usable
    assert "Harbour Meet" in others
    assert "Not assessed yet" in others


def test_the_list_says_what_the_page_of_a_platform_says(cast: Any, now: Any) -> None:
    fine, failed, limited = (PlatformFactory(name=f"{one} Chat", owner=cast.ict) for one in ("Fine", "Failed", "Some"))
    Platform.objects.filter(pk=limited.pk).update(status="restricted", restrictions="Groups")
    for platform in (fine, failed, limited):
        status = "restricted" if platform == limited else "approved"
        decided = {"status": status, "reason": "Looked at", "review_due": platform.review_due}
        PlatformDecision.objects.create(platform=platform, decided_by=cast.ict, decided_at=now, **decided)
        a_complete_assessment(platform, cast.ict, now - timedelta(days=1), data_result="failed")  # it was known
    for platform in (failed, limited):
        a_complete_assessment(platform, cast.ict, now + timedelta(seconds=1), data_result="failed")
    a_complete_assessment(fine, cast.ict, now + timedelta(seconds=1))
    context = browser(cast.owner).get("/platforms/").context
    rows = {row[0]["text"]: row[4]["text"] for name in ("usable", "restricted") for row in context[name]}
    assert rows == {"Fine Chat": "May be used", "Failed Chat": "Some uses only", "Some Chat": "Some uses only"}
    assert [row[0]["text"] for row in context["usable"]] == ["Fine Chat"]
    for platform in (fine, failed, limited):
        assert browser(cast.owner).get(platform.get_absolute_url()).context["state"].label == rows[platform.name]
    first = [row[0]["text"] for row in browser(cast.ict).get("/platforms/").context["to_look_at"]]
    assert first == ["Failed Chat", "Some Chat"]  # whoever looks after them decides again


def test_an_empty_register_says_what_follows(cast: Any) -> None:
    assert "No platform has been approved yet" in browser(cast.owner).get("/platforms/").content.decode()


def test_a_platform_is_proposed_decided_on_and_read(cast: Any) -> None:
    client = browser(cast.ict)
    done = client.post("/platforms/add/", proposal(cast))
    platform = Platform.objects.get()
    assert done["Location"] == f"/platforms/{platform.ref}/"
    assert (platform.methods, platform.has_chat, platform.has_recording) == (["video", "chat"], True, False)
    assert "Nobody may use it before it has been decided on" in client.get(done["Location"]).content.decode()
    a_complete_assessment(platform, cast.ict, clock.now())
    form = client.get(f"/platforms/{platform.ref}/decide/")
    assert fields(form)["version"] == "1"
    answers = decision(status="restricted", restrictions="Groups of three or more")
    client.post(f"/platforms/{platform.ref}/decide/", answers)
    platform.refresh_from_db()
    page = browser(cast.owner).get(f"/platforms/{platform.ref}/").content.decode()
    for words in ("Groups of three or more", "Assessed.", date_format(platform.review_due), "Some uses only"):
        assert words in page


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"name": ""}, "Enter what it is called"),
        ({"methods": []}, "Choose how people meet on it"),
        ({"min_age": "old"}, "Enter an age in whole years"),
        ({"min_age": "-1"}, "Enter an age in whole years"),
        ({"purpose": ""}, "Write what it is for"),
        ({"owner": str(uuid.uuid4())}, "Answer “Who answers for it?”"),
        ({"owner": "x"}, "not a valid"),
    ],
)
def test_a_wrong_proposal_comes_back_with_what_was_typed(cast: Any, over: Any, words: str) -> None:
    answer = browser(cast.ict).post("/platforms/add/", proposal(cast, **over))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ("features", "has_chat") in chosen(answer)
    assert not Platform.objects.exists()


def test_a_name_that_is_taken_is_said_at_its_question(cast: Any, proposed: Platform) -> None:
    answer = browser(cast.ict).post("/platforms/add/", proposal(cast, name="harbour meet"))
    assert answer.status_code == 422
    assert re.search(r'href="#id_name"[^>]*>There is already a platform of that name', answer.content.decode())


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_comes_back_as_it_was(cast: Any, text: str) -> None:
    answer = browser(cast.ict).post("/platforms/add/", proposal(cast, name="", purpose=text))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert fields(answer)["purpose"].strip() == text.strip()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"status": ""}, "Choose what was decided"),
        ({"status": "retired"}, "Answer “What was decided?”"),
        ({"reason": " "}, "Write why"),
        ({"status": "restricted"}, "Write what it may be used for"),
        ({"review_due_year": ""}, "Enter the day, the month and the year"),
        ({"review_due_year": "2020"}, "Enter a day that is still to come"),
        ({"version": "x"}, "Somebody decided about it"),
        ({"review_due_day": "", "review_due_month": "", "review_due_year": ""}, "by which somebody looks at it again"),
    ],
)
def test_a_wrong_decision_changes_nothing(cast: Any, proposed: Platform, over: Any, words: str) -> None:
    answer = browser(cast.ict).post(f"/platforms/{proposed.ref}/decide/", decision(**over))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PlatformDecision.objects.exists()


def test_two_who_decide_at_once_see_both_and_lose_neither(cast: Any, proposed: Platform) -> None:
    path = f"/platforms/{proposed.ref}/decide/"
    browser(cast.admin).post(path, decision(status="refused", reason="It records everything."))
    client = browser(cast.ict)
    mine = decision(reason="Fine with me.")
    answer = client.post(path, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody decided about it while you were writing" in page
    assert "It records everything." in page
    assert fields(answer)["reason"] == "Fine with me."
    assert fields(answer)["version"] == "2"
    again = client.post(path, {**mine, "version": "2", "status": "in_assessment"})
    assert again.status_code == 302
    assert list(PlatformDecision.objects.order_by("id").values_list("reason", flat=True)) == [
        "It records everything.",
        "Fine with me.",
    ]


def test_a_second_press_lands_once(cast: Any, proposed: Platform) -> None:
    client, answers = browser(cast.ict), decision(status="refused")
    for _press in range(2):
        assert client.post(f"/platforms/{proposed.ref}/decide/", answers).status_code == 302
    assert PlatformDecision.objects.count() == 1
    twice = proposal(cast, name="Another")
    assert {client.post("/platforms/add/", twice)["Location"] for _press in range(2)} == {
        Platform.objects.get(name="Another").get_absolute_url()
    }


def test_typing_is_kept_and_goes_when_it_is_sent(cast: Any, proposed: Platform) -> None:
    client = browser(cast.ict)
    kept = decision(reason="Half a tho")
    client.post(f"/drafts/platform_decision/{proposed.ref}/", kept)
    client.post("/drafts/platform/", proposal(cast, purpose="Because"))
    form = client.get(f"/platforms/{proposed.ref}/decide/")
    assert fields(form)["reason"] == "Half a tho"
    assert fields(client.get("/platforms/add/"))["purpose"] == "Because"
    client.post(f"/platforms/{proposed.ref}/decide/", {**kept, "reason": "Half a thought"})
    assert not Draft.objects.filter(form="platform_decision", closed_at=None).exists()


@pytest.mark.parametrize("who", ["ict", "owner"])
@pytest.mark.parametrize("path", ["/platforms/add/", "/platforms/{ref}/decide/"])
def test_a_stale_page_keeps_its_typing_for_those_who_may(cast: Any, proposed: Platform, who: str, path: str) -> None:
    answers = {**proposal(cast), **decision(reason="Typed"), "purpose": "Typed"}
    client = browser(cast[who], enforce_csrf_checks=True)
    answer = client.post(path.format(ref=proposed.ref), answers)
    assert answer.status_code == (422 if who == "ict" else 404)
    assert (">Typed</textarea>" in answer.content.decode().replace("\n", "")) is (who == "ict")


def test_the_register_costs_the_same_however_long_it_is(cast: Any) -> None:
    client, costs = browser(cast.owner), []
    for more in (3, 297):
        PlatformFactory.create_batch(more, owner=cast.ict)
        client.get("/platforms/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/platforms/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10
