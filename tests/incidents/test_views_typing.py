"""Typing that outlives a page whose token went stale, a closed page, the next person at the machine, and a change of
mind."""

import uuid
from typing import Any

import pytest
from django.test import Client

from incidents.models import ChronologyEntry, Incident
from safeguard.storage.models import Draft
from tests.pages import JSON, browser, chosen, concern, fields, ref_in

pytestmark = pytest.mark.django_db

FORM = "/raise/report/"
DRAFT = "/drafts/concern/"


# --- The token of the page went stale -----------------------------------------------------------------------------


def test_a_stale_page_shows_its_form_again_with_everything_typed_and_sends_nothing(cast: Any) -> None:
    client = browser(cast.owner, enforce_csrf_checks=True)
    typed = concern(exact_words="He said:\r\nno", imagery="not_sure", csrfmiddlewaretoken="x" * 64)
    answer = client.post(FORM, typed)
    assert answer.status_code == 422
    assert not Incident.objects.exists()
    assert fields(answer)["exact_words"] == "He said:\r\nno"
    assert fields(answer)["client_token"] == typed["client_token"]
    assert ("imagery", "not_sure") in chosen(answer)
    assert "Send again" in answer.content.decode()
    again = client.post(FORM, typed | {"csrfmiddlewaretoken": fields(answer)["csrfmiddlewaretoken"]})
    assert again.status_code == 302
    assert ref_in(again) == Incident.objects.get().ref


def test_a_stale_page_of_a_case_keeps_its_entry_and_other_addresses_say_what_happened(
    cast: Any, raise_a_concern: Any
) -> None:
    incident = raise_a_concern()
    client = browser(cast.dsl, enforce_csrf_checks=True)
    entry = client.post(f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": "long words"})
    assert entry.status_code == 422
    assert fields(entry)["text"] == "long words"
    hidden = browser(cast.colleague, enforce_csrf_checks=True).post(f"/incidents/{incident.ref}/entry/", {"text": "x"})
    assert hidden.status_code == 404
    for path in (f"/incidents/{incident.ref}/acknowledge/", "/drafts/concern/", "/raise/discard/"):
        answer = client.post(path)
        assert answer.status_code == 403
        assert "open too long" in answer.content.decode()
    incident.refresh_from_db()
    assert incident.acknowledged_at is None
    assert Client(enforce_csrf_checks=True).post(FORM, concern())["Location"].startswith("/account/login/")


# --- The next person at the same machine --------------------------------------------------------------------------

OPEN = {"closed_at": None}


def test_a_form_that_somebody_else_opened_is_not_sent_in_the_next_person_s_name(cast: Any) -> None:
    page = fields(browser(cast.owner).get(FORM))
    assert page["author"] == str(cast.owner.ref)
    client = browser(cast.colleague, enforce_csrf_checks=True)
    typed = concern(author=page["author"], client_token=page["client_token"], exact_words="Callum Reid hit her.")
    told = client.post(FORM, typed, headers=JSON)
    assert (told.status_code, told.json()["kept"]) == (401, False)
    shown = client.post(FORM, typed)
    assert shown.status_code == 409
    assert "This form is not Callum Reid’s" in shown.content.decode()
    again = fields(shown)
    assert (again["exact_words"], again["author"]) == ("Callum Reid hit her.", page["author"])
    assert client.post(FORM, again | typed).status_code == 409  # pressing it again changes nothing
    assert not Incident.objects.exists()
    assert not Draft.objects.exists()
    assert "hit her" not in client.get(FORM).content.decode()


def test_whoever_wrote_it_signs_in_again_and_sends_it(cast: Any) -> None:
    typed = concern(author=cast.owner.ref, exact_words="mine")
    assert browser(cast.colleague).post(FORM, typed).status_code == 409
    assert browser(cast.owner).post(FORM, typed).status_code == 302
    assert Incident.objects.get().raised_by == cast.owner


def test_a_case_shows_the_entry_again_to_who_may_see_the_case_and_writes_nothing(
    cast: Any, raise_a_concern: Any
) -> None:
    incident = raise_a_concern()
    path, typed = f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": "Dana’s words"}
    assert fields(browser(cast.dsl).get(f"/incidents/{incident.ref}/"))["author"] == str(cast.dsl.ref)
    shown = browser(cast.dso).post(path, typed | {"author": cast.dsl.ref})
    assert shown.status_code == 409
    assert fields(shown)["text"] == "Dana’s words"
    assert "This form is not Dele Adeyemi’s" in shown.content.decode()
    assert not ChronologyEntry.objects.exists()


@pytest.mark.parametrize("path", ["/reports/{ref}/add/", "/reports/{ref}/rung/", "/incidents/{ref}/entry/"])
def test_where_the_page_is_not_for_the_next_person_the_words_alone_are_shown(
    cast: Any, raise_a_concern: Any, path: str
) -> None:
    incident = raise_a_concern()
    address = path.format(ref=incident.ref)
    typed = {
        "author": str(cast.owner.ref),
        "body": "police",
        "kind": "note",
        "text": "two\nlines <b>",
        "when_happened": "22:10",
    }
    shown = browser(cast.colleague).post(address, typed)
    html = shown.content.decode()
    assert shown.status_code == 409
    assert "two<br>lines &lt;b&gt;" in html
    for secret in ("I do not want to go home", cast.owner.full_name):
        assert secret not in html
    again = fields(shown)
    assert {name: again[name] for name in typed} == typed  # to be sent again from here
    assert not ChronologyEntry.objects.exists()


def test_the_second_factor_is_asked_before_the_page_is_shown_again(
    cast: Any, raise_a_concern: Any, settings: Any
) -> None:
    incident = raise_a_concern()
    settings.SECOND_FACTOR_REQUIRED = True
    path = f"/incidents/{incident.ref}/entry/"
    assert browser(cast.dsl).post(path, {"author": cast.owner.ref, "text": "x"}).status_code == 302


# --- Several that are not finished --------------------------------------------------------------------------------


def _begin(client: Client, words: str, **over: Any) -> str:
    typed = concern(exact_words=words, **over)
    client.post(DRAFT, typed)
    return str(typed["client_token"])


def test_several_unfinished_concerns_are_listed_and_each_opens_by_itself(cast: Any) -> None:
    client = browser(cast.owner)
    first, second = _begin(client, "the first"), _begin(client, "the second")
    for path in ("/", "/raise/"):
        html = client.get(path).content.decode()
        assert "You began 2 concerns" in html
        assert html.index(f'"{FORM}?draft={second}"') < html.index(f'"{FORM}?draft={first}"')
    newest = client.get(FORM)
    assert (fields(newest)["exact_words"], fields(newest)["client_token"]) == ("the second", second)
    assert f'"{FORM}?draft={first}"' in newest.content.decode()
    earlier = client.get(f"{FORM}?draft={first}")
    assert (fields(earlier)["exact_words"], fields(earlier)["client_token"]) == ("the first", first)
    empty = client.get(f"{FORM}?draft=new")
    assert fields(empty)["exact_words"] == ""
    assert fields(empty)["client_token"] not in (first, second)


@pytest.mark.parametrize("draft", ["", "x", "{other}", str(uuid.UUID(int=7)), "🎈"])
def test_a_draft_that_is_not_one_s_own_cannot_be_opened_or_dropped(cast: Any, draft: str) -> None:
    theirs = _begin(browser(cast.colleague), "of somebody else")
    client, named = browser(cast.owner), draft.format(other=theirs)
    _begin(client, "my own")
    assert fields(client.get(FORM, {"draft": named}))["exact_words"] == "my own"
    client.post("/raise/discard/", {"draft": named})
    assert Draft.objects.filter(**OPEN).count() == 2


def test_whoever_comes_by_danger_begins_with_an_empty_form_and_the_old_words_are_kept(cast: Any) -> None:
    client = browser(cast.owner)
    old = _begin(client, "another matter", how_soon="can_wait")
    page = client.get(f"{FORM}?danger=yes")
    assert fields(page)["exact_words"] == ""
    assert fields(page)["client_token"] != old
    assert ("how_soon", "now") in chosen(page)
    assert page.context["form"].came_by_danger
    assert f'"{FORM}?draft={old}"' in page.content.decode()
    assert client.post(FORM, concern(client_token=fields(page)["client_token"], is_danger="True")).status_code == 302
    assert fields(client.get(FORM))["exact_words"] == "another matter"


def test_no_draft_is_said_to_wait_where_there_is_none(cast: Any) -> None:
    client = browser(cast.owner)
    for path in ("/", "/raise/", FORM):
        assert "have not sent" not in client.get(path).content.decode()


# --- One's own report ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code", "typed"),
    [
        ("add", "afterwards", {"already_happened": ["told", "deleted"], "text": "He deleted it"}),
        ("rung", "referral", {"body": "police", "text": "They are on their way", "their_reference": "Log 1234"}),
    ],
)
def test_what_is_typed_on_a_report_is_there_again_until_it_is_sent(
    cast: Any, raise_a_concern: Any, path: str, code: str, typed: dict[str, Any]
) -> None:
    report, client = raise_a_concern(), browser(cast.owner)
    address = f"/reports/{report.ref}/"
    sent = typed | {"client_token": str(uuid.uuid4()), "author": str(cast.owner.ref)}
    assert f'id="{path}" open' not in client.get(address).content.decode()
    client.post(f"/drafts/{code}/{report.ref}/", sent)
    page = client.get(address)
    assert f'id="{path}" open' in page.content.decode()
    assert typed["text"] in page.content.decode()
    assert sent["client_token"] in page.content.decode()
    for name in ("already_happened", "body"):
        values = typed.get(name, [])
        assert chosen(page) >= {(name, value) for value in ([values] if isinstance(values, str) else values)}
    assert client.post(f"{address}{path}/", sent).status_code == 302
    assert ChronologyEntry.objects.get().text == typed["text"]
    client.post(f"/drafts/{code}/{report.ref}/", sent)  # a save that comes late
    assert f'id="{path}" open' not in client.get(address).content.decode()


@pytest.mark.parametrize(("path", "typed"), [("add", {"text": "x" * 9000}), ("rung", {"text": "said", "body": "lado"})])
def test_a_stale_report_page_shows_what_was_typed_again(
    cast: Any, raise_a_concern: Any, path: str, typed: dict[str, str]
) -> None:
    report, client = raise_a_concern(), browser(cast.owner, enforce_csrf_checks=True)
    answer = client.post(f"/reports/{report.ref}/{path}/", typed)
    assert answer.status_code == 422
    assert typed["text"] in answer.content.decode()
    assert f'id="{path}" open' in answer.content.decode()
    assert not ChronologyEntry.objects.exists()


# --- Dropping what was typed --------------------------------------------------------------------------------------


def test_what_was_typed_is_dropped_only_by_a_second_press(cast: Any) -> None:
    client = browser(cast.owner)
    _begin(client, "keep me too")
    token = _begin(client, "drop me")
    for path in ("/raise/", "/", FORM):
        assert f'href="/raise/discard/?draft={token}"' in client.get(path).content.decode()
    asked = client.get(f"/raise/discard/?draft={token}")
    assert "Discard it" in asked.content.decode()
    assert Draft.objects.filter(**OPEN).count() == 2
    for _press in range(2):
        assert client.post("/raise/discard/", {"draft": fields(asked)["draft"]})["Location"] == "/"
    assert Draft.objects.get(**OPEN).content["exact_words"] == ["keep me too"]
    client.post("/raise/discard/", {"draft": fields(client.get("/raise/discard/"))["draft"]})
    assert "nothing to discard" in client.get("/raise/discard/").content.decode()
    assert client.post("/raise/discard/").status_code == 302


def test_a_draft_of_one_s_own_comes_back_with_its_choices(cast: Any) -> None:
    client = browser(cast.owner)
    token = str(uuid.uuid4())
    client.post(
        DRAFT,
        {**concern(client_token=token, about_staff="yes", imagery="yes", imagery_notice_read="on"),
         "safeguarding_people": [cast.dso.ref, cast.dsl.ref]},
    )  # fmt: skip
    page = client.get(FORM)
    assert chosen(page) >= {
        ("about_staff", "yes"), ("imagery", "yes"), ("how_soon", "today"), ("imagery_notice_read", "on"),
        ("safeguarding_people", str(cast.dso.ref)), ("safeguarding_people", str(cast.dsl.ref)),
    }  # fmt: skip
    assert fields(page)["client_token"] == token
    assert "It has not been sent" in page.content.decode()
