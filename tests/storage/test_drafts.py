"""Drafts: one per person and form, seen by nobody else, gone when the form is sent."""

from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.storage.actions import discard_draft, mark_chased, save_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.selectors import draft_of, forgotten_drafts

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
FORM = DraftForm.CONCERN


def save(user, now, text="", **over):
    return save_draft(by=user, now=now, content={"exact_words": text}, **{"form": FORM, **over})


def test_later_typing_replaces_earlier(cast, now):
    first = save(cast.owner, now, "I do")
    second = save(cast.owner, now + MINUTE, "I do not want to go home")
    assert Draft.objects.get() == first == second
    draft = draft_of(cast.owner, FORM)
    assert draft.content == {"exact_words": "I do not want to go home"}
    assert (draft.started_at, draft.saved_at) == (now, now + MINUTE)
    assert str(draft) == f"concern of {cast.owner.pk}"


def test_draft_is_its_authors_alone(cast, now):
    save(cast.owner, now, "mine")
    save(cast.colleague, now, "theirs")
    assert draft_of(cast.owner, FORM).content == {"exact_words": "mine"}
    assert draft_of(cast.dsl, FORM) is None


def test_draft_about_one_thing_is_not_about_another(cast, now):
    save(cast.dsl, now, "one", form=DraftForm.CHRONOLOGY, about="SG-1")
    save(cast.dsl, now, "two", form=DraftForm.CHRONOLOGY, about="SG-2")
    assert draft_of(cast.dsl, DraftForm.CHRONOLOGY, "SG-1").content == {"exact_words": "one"}
    assert draft_of(cast.dsl, DraftForm.CHRONOLOGY) is None


def test_discarding_drops_this_draft_only(cast, now):
    save(cast.owner, now)
    save(cast.owner, now, form=DraftForm.CHRONOLOGY, about="SG-1")
    save(cast.colleague, now)
    discard_draft(by=cast.owner, form=FORM)
    assert draft_of(cast.owner, FORM) is None
    assert Draft.objects.count() == 2
    discard_draft(by=cast.owner, form=FORM)


def test_draft_is_forgotten_after_a_while_once(cast, now):
    draft = save(cast.owner, now - 30 * MINUTE)
    save(cast.colleague, now - 29 * MINUTE)
    save(cast.dsl, now - 60 * MINUTE, form=DraftForm.CHRONOLOGY)
    assert list(forgotten_drafts(FORM, now, 30 * MINUTE)) == [draft]
    mark_chased(now=now, drafts=[draft])
    assert not forgotten_drafts(FORM, now, 30 * MINUTE)


def test_typing_again_may_be_forgotten_again(cast, now):
    draft = save(cast.owner, now - 60 * MINUTE)
    mark_chased(now=now - 30 * MINUTE, drafts=[draft])
    save(cast.owner, now - 30 * MINUTE, "more")
    assert list(forgotten_drafts(FORM, now, 30 * MINUTE)) == [draft]


def test_draft_is_no_evidence(cast, now):
    save(cast.owner, now)
    discard_draft(by=cast.owner, form=FORM)
    assert not AuditEvent.objects.exists()
