"""Drafts: one per form that is open, seen by its author alone, and gone for good when the form is sent."""

import uuid
from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.storage.actions import (
    LATEST,
    close_drafts,
    discard_draft,
    mark_chased,
    remove_closed_drafts,
    save_beside_draft,
    save_draft,
)
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.selectors import draft_of, draft_with, drafts_of, forgotten_drafts
from tests.threads import at_once

MINUTE = timedelta(minutes=1)
FORM = DraftForm.CONCERN
TOKEN, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def save(user, now, text="", action=save_draft, **over):
    values = {"form": FORM, "client_token": TOKEN, "content": {"exact_words": text}}
    return action(by=user, now=now, **{**values, **over})


def texts(user, form=FORM, about=""):
    return [draft.content.get("exact_words") for draft in drafts_of(user, form, about)]


@pytest.mark.django_db
def test_later_typing_replaces_earlier(cast, now):
    first = save(cast.owner, now, "I do")
    second = save(cast.owner, now + MINUTE, "I do not want to go home")
    assert Draft.objects.get() == first == second
    draft = draft_of(cast.owner, FORM)
    assert draft.content == {"exact_words": "I do not want to go home"}
    assert (draft.started_at, draft.saved_at) == (now, now + MINUTE)
    assert str(draft) == f"concern of {cast.owner.pk}"


@pytest.mark.django_db
def test_form_open_in_two_tabs_is_two_drafts_the_newest_first(cast, now):
    save(cast.owner, now, "one")
    save(cast.owner, now + MINUTE, "two", client_token=OTHER)
    assert texts(cast.owner) == ["two", "one"]
    assert draft_with(cast.owner, FORM, TOKEN).content == {"exact_words": "one"}
    assert draft_with(cast.owner, FORM, uuid.uuid4()) is None
    assert draft_with(cast.owner, FORM, None) is None


@pytest.mark.django_db
def test_draft_is_its_authors_alone(cast, now):
    save(cast.owner, now, "mine")
    save(cast.colleague, now, "theirs")
    assert (texts(cast.owner), texts(cast.colleague)) == (["mine"], ["theirs"])
    assert draft_of(cast.dsl, FORM) is None
    assert draft_with(cast.dsl, FORM, TOKEN) is None


@pytest.mark.django_db
def test_draft_about_one_thing_is_not_about_another(cast, now):
    form = DraftForm.CHRONOLOGY
    save(cast.dsl, now, "one", form=form, about="SG-1")
    save(cast.dsl, now, "two", form=form, about="SG-2", client_token=OTHER)
    assert (texts(cast.dsl, form, "SG-1"), texts(cast.dsl, form)) == (["one"], [])


@pytest.mark.django_db
@pytest.mark.parametrize("drop", [discard_draft, close_drafts])
def test_dropped_draft_is_empty_and_does_not_come_back(cast, now, drop):
    """A save that was on its way when the form was sent changes nothing."""
    save(cast.owner, now, "secret")
    save(cast.owner, now, "other tab", client_token=OTHER)
    save(cast.colleague, now, "theirs")
    drop(by=cast.owner, now=now, form=FORM, client_token=TOKEN)
    assert save(cast.owner, now + MINUTE, "secret, late").closed_at == now
    assert (texts(cast.owner), texts(cast.colleague)) == (["other tab"], ["theirs"])
    assert "secret" not in str(list(Draft.objects.values()))
    assert draft_with(cast.owner, FORM, TOKEN) is None


@pytest.mark.django_db
def test_form_sent_before_anything_was_saved_keeps_no_late_save(cast, now):
    close_drafts(by=cast.owner, now=now, form=FORM, client_token=TOKEN)
    save(cast.owner, now + MINUTE, "late")
    assert texts(cast.owner) == []


@pytest.mark.django_db
def test_closed_drafts_are_forgotten_after_a_day(cast, now):
    save(cast.owner, now, "open", client_token=OTHER)
    close_drafts(by=cast.owner, now=now, form=FORM, client_token=TOKEN)
    remove_closed_drafts(now=now + LATEST - MINUTE)
    assert Draft.objects.count() == 2
    remove_closed_drafts(now=now + LATEST)
    assert Draft.objects.get().client_token == OTHER


@pytest.mark.django_db
def test_typing_without_a_sign_in_is_kept_beside_and_replaces_nothing(cast, now):
    save(cast.owner, now, "mine")
    for _ in range(2):  # the same typing again is kept once
        save(cast.owner, now, "whose?", action=save_beside_draft)
    save(cast.owner, now, "whose else?", action=save_beside_draft)
    assert sorted(texts(cast.owner)) == ["mine", "whose else?", "whose?"]
    save(cast.owner, now, "mine", action=save_beside_draft)
    assert Draft.objects.count() == 3


@pytest.mark.django_db
def test_typing_without_a_sign_in_is_the_draft_if_there_is_none(cast, now):
    assert save(cast.owner, now, "first", action=save_beside_draft).client_token == TOKEN


@pytest.mark.django_db
def test_sending_the_form_drops_what_was_kept_beside_it(cast, now):
    save(cast.owner, now, "mine")
    save(cast.owner, now, "beside", action=save_beside_draft)
    close_drafts(by=cast.owner, now=now, form=FORM, client_token=TOKEN)
    assert texts(cast.owner) == []
    assert "beside" not in str(list(Draft.objects.values("content")))


@pytest.mark.django_db
def test_draft_is_forgotten_after_a_while_once(cast, now):
    draft = save(cast.owner, now - 30 * MINUTE)
    save(cast.colleague, now - 29 * MINUTE)
    save(cast.dsl, now - 60 * MINUTE, form=DraftForm.CHRONOLOGY)
    close_drafts(by=cast.dso, now=now - 60 * MINUTE, form=FORM, client_token=TOKEN)
    assert list(forgotten_drafts(FORM, now, 30 * MINUTE)) == [draft]
    mark_chased(now=now, drafts=[draft])
    assert not forgotten_drafts(FORM, now, 30 * MINUTE)


@pytest.mark.django_db
def test_typing_again_may_be_forgotten_again(cast, now):
    draft = save(cast.owner, now - 60 * MINUTE)
    mark_chased(now=now - 30 * MINUTE, drafts=[draft])
    save(cast.owner, now - 30 * MINUTE, "more")
    assert list(forgotten_drafts(FORM, now, 30 * MINUTE)) == [draft]


@pytest.mark.django_db
def test_draft_is_no_evidence(cast, now):
    save(cast.owner, now)
    close_drafts(by=cast.owner, now=now, form=FORM, client_token=TOKEN)
    assert not AuditEvent.objects.exists()


def test_saving_while_the_form_is_sent_never_brings_it_back(committed_db, cast, now):
    for number in range(10):
        token = uuid.UUID(int=100 + number)
        save(cast.owner, now, "typed", client_token=token)
        answers = at_once(
            lambda t=token: close_drafts(by=cast.owner, now=now, form=FORM, client_token=t),
            *[lambda t=token: save(cast.owner, now, "late", client_token=t)] * 3,
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert draft_with(cast.owner, FORM, token) is None
    assert texts(cast.owner) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("newer", "left"), [("mine, and more", []), ("something else", ["mine"])])
def test_sending_what_was_kept_beside_drops_the_older_only_if_nothing_is_lost(cast, now, newer, left):
    """Else the older one would be listed and chased as not sent, an invitation to send it twice."""
    save(cast.owner, now, "mine")
    beside = save(cast.owner, now, newer, action=save_beside_draft)
    close_drafts(by=cast.owner, now=now, form=FORM, client_token=beside.client_token)
    assert texts(cast.owner) == left
