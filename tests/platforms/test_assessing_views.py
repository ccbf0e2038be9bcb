"""The long form of an assessment, corrections, the note on streaming, and the guide as families see it."""

import uuid
from typing import Any

import pytest
from django.test import Client

from safeguard.lib import clock
from safeguard.platforms.models import LeadNote, Platform, PlatformAssessment, PlatformCorrection, PlatformGuide
from safeguard.platforms.rules.questions import BY_CODE, Kind
from tests.factories.platforms import COMPLETE, PlatformFactory, a_complete_assessment, a_guide
from tests.naughty import NAUGHTY
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db


def answers(**over: Any) -> dict[str, Any]:
    """A complete assessment as a browser sends it."""
    sent: dict[str, Any] = {"client_token": str(uuid.uuid4()), "number": "0"}
    for code, value in {**COMPLETE, **over}.items():
        if code in BY_CODE and BY_CODE[code].kind == Kind.DATE and isinstance(value, str):
            year, month, day = value.split("-")
            sent |= {f"{code}_day": day, f"{code}_month": month, f"{code}_year": year}
        elif value is not None:
            sent[code] = value
    return sent


@pytest.fixture
def platform(cast: Any) -> Platform:
    return PlatformFactory(name="Harbour Meet", status="proposed", review_due=None, owner=cast.ict, min_age=11)


WRITERS = {"ict", "admin"}


@pytest.mark.parametrize("who", ["owner", "other_team", "manager", "dso", "dsl", "board", "ict", "admin"])
@pytest.mark.parametrize("page", ["assess", "correct", "guide"])
def test_only_those_who_assess_get_the_forms(cast: Any, platform: Platform, who: str, page: str) -> None:
    client, path = browser(cast[who]), f"/platforms/{platform.ref}/{page}/"
    assert client.get(path).status_code == (200 if who in WRITERS else 404)
    assert client.post(path, {}).status_code in ({302, 422} if who in WRITERS else {404})


def test_it_is_filled_in_with_gaps_and_gone_on_with(cast: Any, platform: Platform) -> None:
    client, path = browser(cast.ict), f"/platforms/{platform.ref}/assess/"
    empty = client.get(path)
    assert fields(empty)["min_age"] == "11"
    assert "waiting room" in fields(empty)["settings"]
    done = client.post(path, answers(risks=None, data_checked_on=None))
    assert done["Location"] == platform.get_absolute_url()
    page = client.get(done["Location"]).content.decode()
    assert "2 things keep it from being approved" in page
    assert "What may go wrong on it?" in page
    again = client.get(path)
    assert (fields(again)["number"], fields(again)["measures"]) == ("1", COMPLETE["measures"])
    assert ("terms", "business") in chosen(again)
    client.post(path, answers(number="1"))
    assert PlatformAssessment.objects.get(number=2).answers == COMPLETE
    page = client.get(platform.get_absolute_url()).content.decode()
    assert "Not answered yet" not in page
    assert "Decide about it" in page


@pytest.mark.requirement("PLT-05")
def test_the_data_protection_check_stands_with_result_checker_day_and_issues(cast: Any, platform: Platform) -> None:
    client, path = browser(cast.ict), f"/platforms/{platform.ref}/assess/"
    client.post(path, answers(data_result="issues"))
    page = client.get(platform.get_absolute_url()).content.decode()
    assert "Not answered yet: Which issues were found?" in page
    client.post(path, answers(data_result="issues", data_issues="Metadata stays for 90 days", number="1"))
    page = browser(cast.owner).get(platform.get_absolute_url()).content.decode()
    for words in ("It may be used, and these issues are known", "Ian of ICT", "12 January 2026", "Metadata stays"):
        assert words in page


PROMPTS = {"in_ict_policy": "PLT-06", "has_chat": "PLT-11", "cameras_off": "PLT-12", "microphones_off": "PLT-12"}


@pytest.mark.requirement("PLT-06")
@pytest.mark.requirement("PLT-11")
@pytest.mark.requirement("PLT-12")
def test_what_is_only_asked_is_kept_and_shown(cast: Any, platform: Platform) -> None:
    said = {"in_ict_policy": "yes", "ict_clause": "4.2", "has_chat": "yes", "chat_moderated": "yes", "chat_off": "no"}
    said |= {"cameras_off": "yes", "microphones_off": "no", "devices": "Work laptops only"}
    form = browser(cast.ict).get(f"/platforms/{platform.ref}/assess/").content.decode()
    assert all(f'name="{code}"' in form for code in said)
    browser(cast.ict).post(f"/platforms/{platform.ref}/assess/", answers(**said))
    kept = platform.assessments.get().answers
    assert {code: kept[code] for code in said} == said
    page = browser(cast.owner).get(platform.get_absolute_url()).content.decode()
    assert "4.2" in page
    assert "Work laptops only" in page


@pytest.mark.requirement("PLT-15")
@pytest.mark.requirement("PLT-16")
@pytest.mark.requirement("PLT-18")
def test_how_it_works_who_can_use_it_and_what_is_recorded_is_kept_and_shown(cast: Any, platform: Platform) -> None:
    said = {"delivery": "delayed", "access": ["captions", "dial_in"], "alternatives": "Letters", "recording": "yes"}
    browser(cast.ict).post(f"/platforms/{platform.ref}/assess/", answers(**said))
    page = browser(cast.ict).get(platform.get_absolute_url()).content.decode()
    assert "Not answered yet: Where is a recording kept?" in page
    said["recording_where"] = "On our server, for 30 days"
    browser(cast.ict).post(f"/platforms/{platform.ref}/assess/", answers(**said, number="1"))
    kept = platform.assessments.get(number=2).answers
    assert {code: kept[code] for code in said} == said
    page = browser(cast.owner).get(platform.get_absolute_url()).content.decode()
    for words in ("Later: email, letter, text message", "Captions, Joining by phone", "Letters", "for 30 days"):
        assert words in page


def test_two_who_assess_at_once_see_where_they_differ(cast: Any, platform: Platform) -> None:
    a_complete_assessment(platform, cast.admin, clock.now(), risks="Theirs", terms="consumer")
    page = browser(cast.ict).post(f"/platforms/{platform.ref}/assess/", answers(risks="Mine"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Somebody changed it while you were writing" in text
    assert "Theirs" in text
    assert "No, it is for private use only" in text
    assert (fields(page)["risks"], fields(page)["number"]) == ("Mine", "1")
    assert PlatformAssessment.objects.count() == 1
    assert browser(cast.ict).post(f"/platforms/{platform.ref}/assess/", answers(number="1")).status_code == 302


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"min_age": "-1"}, "whole number"),
        ({"min_age": "a"}, "whole number"),
        ({"data_video": "9" * 40}, "whole number"),
        ({"data_checked_on_day": "31", "data_checked_on_month": "2"}, "Enter a real date"),
        ({"settings_checked_on_year": "2099"}, "not in the future"),
        ({"terms": "perhaps"}, "govuk-error-message"),
        ({"risks": "x" * 10_001}, "10"),
    ],
)
def test_bad_input_is_an_error_in_words(cast: Any, platform: Platform, over: dict[str, str], words: str) -> None:
    page = browser(cast.ict).post(f"/platforms/{platform.ref}/assess/", {**answers(), **over})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not PlatformAssessment.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_odd_words_are_kept_as_they_are_or_refused(cast: Any, platform: Platform, text: str) -> None:
    client = browser(cast.ict)
    assert client.post(f"/platforms/{platform.ref}/assess/", answers(risks=text)).status_code in (302, 400, 422)
    assert client.get(platform.get_absolute_url()).status_code == 200


def test_a_stale_page_keeps_what_was_typed(cast: Any, platform: Platform) -> None:
    client = browser(cast.ict, enforce_csrf_checks=True)
    page = client.post(f"/platforms/{platform.ref}/assess/", answers(risks="Typed for an hour"))
    assert page.status_code == 422
    assert fields(page)["risks"] == "Typed for an hour"
    page = client.post(f"/platforms/{platform.ref}/guide/", {"text": "Typed too", "number": "0"})
    assert fields(page)["text"] == "Typed too"


# --- Correcting ----------------------------------------------------------------------------------------------------


def correction(cast: Any, **over: Any) -> dict[str, Any]:
    facts = {"name": "Harbour Meet 2", "methods": ["video"], "purpose": "Mentoring sessions", "owner": cast.ict.ref}
    return {**facts, "version": "1", "why": "Renamed", "client_token": str(uuid.uuid4()), **over}


def test_what_the_register_says_is_corrected_and_the_past_kept(cast: Any, platform: Platform) -> None:
    client, path = browser(cast.ict), f"/platforms/{platform.ref}/correct/"
    assert fields(client.get(path))["name"] == "Harbour Meet"
    assert client.post(path, correction(cast)).status_code == 302
    page = browser(cast.owner).get(platform.get_absolute_url()).content.decode()
    assert "was “Harbour Meet”, is “Harbour Meet 2”" in page
    page = client.post(path, correction(cast, name="Mine"))  # on the version of before
    assert page.status_code == 422
    assert "Where the two differ" in page.content.decode()
    assert "Harbour Meet 2" in page.content.decode()
    assert fields(page)["name"] == "Mine"
    assert fields(page)["version"] == "2"
    assert PlatformCorrection.objects.count() == 1
    assert client.post(path, correction(cast, name="", version="2")).status_code == 422


def test_another_owner_and_way_are_shown_by_name(cast: Any, platform: Platform) -> None:
    over = {"owner": cast.admin.ref, "methods": ["video", "chat"]}
    browser(cast.ict).post(f"/platforms/{platform.ref}/correct/", correction(cast, **over))
    page = browser(cast.owner).get(platform.get_absolute_url()).content.decode()
    assert f"was “{cast.ict.full_name}”, is “{cast.admin.full_name}”" in page
    assert "was “Video call”, is “Video call, chat”" in page


# --- The lead's note -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "dso", "ict", "admin", "board", "deputy", "dsl"])
def test_only_the_lead_and_deputies_write_a_note(cast: Any, platform: Platform, who: str) -> None:
    path = f"/platforms/{platform.ref}/streaming/"
    a_complete_assessment(platform, cast.ict, clock.now(), streams="yes")
    may, client = who in {"dsl", "deputy"}, browser(cast[who])
    assert client.get(path).status_code == (200 if may else 404)
    assert client.post(path, {"text": " "}).status_code == (422 if may else 404)
    assert client.post(path, {"text": "Listeners unseen"}).status_code == (302 if may else 404)
    assert LeadNote.objects.exists() is may
    assert ("/streaming/" in client.get(platform.get_absolute_url()).content.decode()) is may


def test_there_is_no_note_before_an_assessment(cast: Any, platform: Platform) -> None:
    assert browser(cast.dsl).get(f"/platforms/{platform.ref}/streaming/").status_code == 404


def test_a_note_on_what_does_not_stream_is_refused_on_its_page(cast: Any, platform: Platform) -> None:
    a_complete_assessment(platform, cast.ict, clock.now())
    page = browser(cast.dsl).post(f"/platforms/{platform.ref}/streaming/", {"text": "x"})
    assert "It does not stream live." in page.content.decode()


# --- Guides --------------------------------------------------------------------------------------------------------


def test_a_guide_is_written_changed_and_read_by_anybody_with_the_link(cast: Any, platform: Platform) -> None:
    client, path = browser(cast.ict), f"/platforms/{platform.ref}/guide/"
    text = "Getting in\nOpen <b>the</b> link."
    assert client.post(path, {"text": text, "number": "0"}).status_code == 302
    assert Client().get(f"/guides/{platform.ref}/").status_code == 404  # nobody uses it yet
    a_complete_assessment(platform, cast.ict, clock.now())
    Platform.objects.filter(pk=platform.pk).update(status="approved", review_due="2099-01-01")
    page = Client().get(f"/guides/{platform.ref}/")
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "&lt;b&gt;the&lt;/b&gt; link." in page.content.decode()
    assert ">Getting in</h2>" in page.content.decode()
    assert cast.ict.full_name not in page.content.decode()
    assert fields(client.get(path))["text"] == text
    stale = client.post(path, {"text": "Mine", "number": "0"})
    assert stale.status_code == 422
    assert (fields(stale)["text"], fields(stale)["number"]) == ("Mine", "1")
    assert "Getting in" in stale.content.decode()
    assert client.post(path, {"text": " ", "number": "1"}).status_code == 422
    assert client.post(path, {"text": "word " * 30, "number": "1"}, follow=True).status_code == 200
    assert PlatformGuide.objects.count() == 2


def test_long_sentences_are_pointed_out_and_kept(cast: Any, platform: Platform) -> None:
    said = {"text": "One two three four five six " * 5 + ".", "number": "0"}
    page = browser(cast.ict).post(f"/platforms/{platform.ref}/guide/", said, follow=True).content.decode()
    assert "long for a reader of twelve, first: “One two three four five six …”" in page
    assert PlatformGuide.objects.exists()


@pytest.mark.parametrize("status", ["refused", "retired", "in_assessment"])
def test_a_guide_to_what_is_not_used_is_not_shown(cast: Any, status: str) -> None:
    platform = PlatformFactory(status=status, review_due=None)
    a_guide(platform, cast.ict, clock.now())
    assert Client().get(f"/guides/{platform.ref}/").status_code == 404
    assert Client().get("/guides/PL-00000-00000/").status_code == 404


def test_the_page_of_a_platform_says_first_what_somebody_has_to_know(cast: Any, platform: Platform) -> None:
    a_complete_assessment(platform, cast.ict, clock.now(), access=["captions"])
    Platform.objects.filter(pk=platform.pk).update(status="approved", review_due="2099-01-01")
    page = browser(cast.owner).get(platform.get_absolute_url()).content.decode()
    order = [
        "May be used",
        "From eight",
        "Show a first name only, keep the video off",
        "Captions",
        "Before every session",
    ]
    order += ["Before every session", "A passcode is asked for", "There is none yet", "The assessment"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
