"""The address that keeps what somebody is typing: their own, known forms only, nothing endless."""

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


def test_later_typing_takes_its_place_and_the_token_of_the_page_is_not_kept(cast: Any) -> None:
    client = browser(cast.owner)
    client.post(ADDRESS, concern(exact_words="Half a"))
    begun = Draft.objects.get().started_at
    client.post(ADDRESS, concern(exact_words="Half a sentence", csrfmiddlewaretoken="secret"))
    draft = Draft.objects.get()
    assert draft.content["exact_words"] == ["Half a sentence"]
    assert draft.started_at == begun
    assert "csrfmiddlewaretoken" not in draft.content


def test_each_person_has_their_own(cast: Any) -> None:
    for who in ("owner", "colleague"):
        browser(cast[who]).post(ADDRESS, concern(exact_words=f"of {who}"))
    assert Draft.objects.count() == 2
    browser(cast.owner).post(ADDRESS, {"discard": "1"})
    assert Draft.objects.get().user == cast.colleague
    assert "of colleague" not in browser(cast.owner).get("/raise/report/").content.decode()


def test_discarding_keeps_nothing_and_may_be_said_twice(cast: Any) -> None:
    client = browser(cast.owner)
    client.post(ADDRESS, concern())
    for _press in range(2):
        assert client.post(ADDRESS, {"discard": "1"}).json() == {"discarded": True}
    assert not Draft.objects.exists()


@pytest.mark.parametrize("form", ["nonsense", "account", "concern-", "CONCERN", "login"])
def test_other_forms_are_not_kept(cast: Any, form: str) -> None:
    client = browser(cast.owner)
    assert client.post(f"/drafts/{form}/", concern()).status_code == 404
    assert client.post(f"/drafts/{form}/{NO_SUCH_REF}/", concern()).status_code == 404
    assert client.post("/drafts/concern/not-a-ref/", concern()).status_code == 404
    assert not Draft.objects.exists()


def test_what_is_too_long_is_refused_and_what_was_kept_stays(cast: Any) -> None:
    client = browser(cast.owner)
    assert client.post(ADDRESS, {"a": "x" * LONGEST}).status_code == 200
    assert client.post(ADDRESS, {"a": "x" * LONGEST, "b": "y"}).status_code == 413
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
