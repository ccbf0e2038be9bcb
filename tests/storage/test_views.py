"""The address that keeps what somebody is typing: their own, known forms only, nothing endless, nothing late."""

import uuid
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.storage.actions import LONGEST
from safeguard.storage.models import Draft
from tests.pages import JSON, NO_SUCH_REF, browser, concern

pytestmark = pytest.mark.django_db
ADDRESS = "/drafts/concern/"


def test_typing_is_kept_and_the_answer_says_when(cast: Any) -> None:
    answer = browser(cast.owner).post(ADDRESS, concern(exact_words="Half a"))
    assert answer.status_code == 200
    assert len(answer.json()["saved_at"]) == 5
    draft = Draft.objects.get()
    assert (draft.user, draft.form, draft.about) == (cast.owner, "concern", "")
    assert draft.content["exact_words"] == ["Half a"]


def test_later_typing_takes_its_place_and_what_the_page_adds_by_itself_is_not_kept(cast: Any) -> None:
    client, typed = browser(cast.owner), concern(author=cast.owner.ref)
    client.post(ADDRESS, typed | {"exact_words": "Half a"})
    begun = Draft.objects.get().started_at
    client.post(ADDRESS, typed | {"exact_words": "Half a sentence", "csrfmiddlewaretoken": "secret"})
    draft = Draft.objects.get()
    assert str(draft.client_token) == typed["client_token"]
    assert draft.content["exact_words"] == ["Half a sentence"]
    assert draft.started_at == begun
    assert not {"csrfmiddlewaretoken", "client_token", "author"} & set(draft.content)


def test_two_tabs_keep_two_drafts(cast: Any) -> None:
    client = browser(cast.owner)
    for words in ("first tab", "second tab"):
        client.post(ADDRESS, concern(exact_words=words))
    assert {draft.content["exact_words"][0] for draft in Draft.objects.all()} == {"first tab", "second tab"}


@pytest.mark.parametrize("token", ["", "x", "0" * 5000, "🎈"])
def test_without_its_token_nothing_else_is_replaced(cast: Any, token: str) -> None:
    client = browser(cast.owner)
    for words in ("one", "two"):
        assert client.post(ADDRESS, concern(client_token=token, exact_words=words)).status_code == 200
    assert {draft.content["exact_words"][0] for draft in Draft.objects.all()} == {"one", "two"}


def test_a_late_save_after_sending_brings_nothing_back_and_does_not_say_saved(cast: Any) -> None:
    client, typed = browser(cast.owner), concern()
    client.post(ADDRESS, typed)
    client.post("/raise/report/", typed)
    late = client.post(ADDRESS, typed | {"exact_words": "late"})
    assert late.status_code == 410
    assert "saved_at" not in late.json()
    assert Draft.objects.get().content == {}
    assert "have not sent" not in client.get("/raise/").content.decode()


@pytest.mark.parametrize("headers", [JSON, {"accept": "text/html", "x-requested-with": "fetch"}])
def test_typing_of_whoever_opened_the_form_is_never_kept_for_the_next_at_the_machine(
    cast: Any, headers: dict[str, str]
) -> None:
    client = browser(cast.colleague)
    for author in (cast.owner.ref, uuid.uuid4(), "nonsense"):
        answer = client.post(ADDRESS, concern(author=author, exact_words="Callum did it"), headers=headers)
        assert answer.status_code == 401
        assert answer.json()["kept"] is False
    assert not Draft.objects.exists()
    assert client.post(ADDRESS, concern(author=cast.colleague.ref)).status_code == 200
    assert client.post(ADDRESS, concern()).status_code == 200  # a page that does not say


def test_each_person_has_their_own(cast: Any) -> None:
    for who in ("owner", "colleague"):
        browser(cast[who]).post(ADDRESS, concern(exact_words=f"of {who}"))
    assert Draft.objects.count() == 2
    assert "of colleague" not in browser(cast.owner).get("/raise/report/").content.decode()


@pytest.mark.parametrize("form", ["nonsense", "account", "concern-", "CONCERN", "login"])
def test_other_forms_are_not_kept(cast: Any, form: str) -> None:
    client = browser(cast.owner)
    assert client.post(f"/drafts/{form}/", concern()).status_code == 404
    assert client.post(f"/drafts/{form}/{NO_SUCH_REF}/", concern()).status_code == 404
    assert client.post("/drafts/concern/not-a-ref/", concern()).status_code == 404
    assert not Draft.objects.exists()


def test_what_is_too_long_is_refused_and_what_was_kept_stays(cast: Any) -> None:
    client, token = browser(cast.owner), {"client_token": uuid.uuid4()}
    assert client.post(ADDRESS, {"a": "x" * LONGEST, **token}).status_code == 200
    assert client.post(ADDRESS, {"a": "x" * LONGEST, "b": "y", **token}).status_code == 413
    assert set(Draft.objects.get().content) == {"a"}


def test_signed_out_typing_is_refused_in_words_a_script_understands(cast: Any) -> None:
    assert browser(cast.anonymous).post(ADDRESS, concern(), headers=JSON).status_code == 401
    assert not Draft.objects.exists()


def test_a_draft_is_no_evidence(cast: Any) -> None:
    browser(cast.owner).post(ADDRESS, concern())
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("content", [{"a": "🎈" * 1000}, {"a": "\u202e<script>"}, {"a[]": ["1", "2"]}, {"": "x"}, {}])
def test_whatever_is_typed_is_kept_as_it_is(cast: Any, content: dict[str, Any]) -> None:
    assert browser(cast.owner).post(ADDRESS, content).status_code == 200
    expected = {name: value if isinstance(value, list) else [value] for name, value in content.items()}
    assert Draft.objects.get().content == expected
    assert browser(cast.owner).get("/raise/report/").status_code == 200
