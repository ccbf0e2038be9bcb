"""Typing that outlives a page whose token went stale, a closed page, and a change of mind."""

import uuid
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident
from safeguard.storage.models import Draft
from tests.pages import browser, chosen, concern, fields, ref_in

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
    assert Client(enforce_csrf_checks=True).post(FORM, concern()).status_code == 403


# --- Dropping what was typed --------------------------------------------------------------------------------------


def test_what_was_typed_is_dropped_only_by_a_second_press(cast: Any) -> None:
    client = browser(cast.owner)
    client.post(DRAFT, concern(exact_words="keep me"))
    for path in ("/raise/", "/", FORM):
        assert 'href="/raise/discard/"' in client.get(path).content.decode()
    asked = client.get("/raise/discard/")
    assert "Discard it" in asked.content.decode()
    assert Draft.objects.count() == 1
    assert client.post("/raise/discard/")["Location"] == "/"
    assert not Draft.objects.exists()
    assert "nothing to discard" in client.get("/raise/discard/").content.decode()
    assert client.post("/raise/discard/").status_code == 302


def test_a_draft_of_one_s_own_comes_back_with_its_choices(cast: Any) -> None:
    client = browser(cast.owner)
    token = str(uuid.uuid4())
    client.post(
        DRAFT,
        {**concern(client_token=token, about_staff="yes", imagery="yes", imagery_notice_read="on"),
         "safeguarding_people": [cast.dso.pk, cast.dsl.pk]},
    )  # fmt: skip
    page = client.get(FORM)
    assert chosen(page) >= {
        ("about_staff", "yes"), ("imagery", "yes"), ("how_soon", "today"), ("imagery_notice_read", "on"),
        ("safeguarding_people", str(cast.dso.pk)), ("safeguarding_people", str(cast.dsl.pk)),
    }  # fmt: skip
    assert fields(page)["client_token"] == token
    assert "It has not been sent" in page.content.decode()
