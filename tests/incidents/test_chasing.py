"""An unfinished concern is chased once, with its author and nobody else."""

import uuid
from datetime import timedelta

import pytest

from incidents.actions import chase_unfinished_concerns
from safeguard.notifications.models import Message
from safeguard.policies.actions import set_threshold
from safeguard.storage.actions import save_draft
from safeguard.storage.enums import DraftForm

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TOKEN = uuid.uuid4()


@pytest.fixture
def draft(cast, now):
    return save(cast.owner, now, {"exact_words": "Zephyrine is afraid"})


def save(by, now, content, form=DraftForm.CONCERN):
    return save_draft(by=by, now=now, form=form, client_token=TOKEN, content=content)


def test_author_is_chased_once_after_half_an_hour(cast, now, draft):
    assert chase_unfinished_concerns(now=now + 29 * MINUTE) == 0
    assert chase_unfinished_concerns(now=now + 30 * MINUTE) == 1
    assert chase_unfinished_concerns(now=now + 60 * MINUTE) == 0
    message = Message.objects.get()
    assert (message.recipient, message.address, message.channel) == (cast.owner, cast.owner.email, "email")
    assert message.title == "Something you began has not been sent"
    assert "Zephyrine" not in message.body
    assert message.body.endswith(f"/raise/report/?draft={TOKEN}")


def test_author_who_goes_on_typing_is_chased_again(cast, now, draft):
    chase_unfinished_concerns(now=now + 30 * MINUTE)
    save(cast.owner, now + 40 * MINUTE, {})
    assert chase_unfinished_concerns(now=now + 69 * MINUTE) == 0
    assert chase_unfinished_concerns(now=now + 70 * MINUTE) == 1
    assert Message.objects.count() == 2


def test_author_who_has_left_is_not_chased(cast, now, draft):
    cast.owner.is_active = False
    cast.owner.save()
    chase_unfinished_concerns(now=now + 30 * MINUTE)
    assert not Message.objects.exists()


def test_nothing_else_unfinished_is_chased(cast, now):
    save(cast.dsl, now, {}, DraftForm.CHRONOLOGY)
    assert chase_unfinished_concerns(now=now + 60 * MINUTE) == 0


def test_organisation_sets_how_long(cast, now, draft):
    set_threshold(by=None, now=now, code="chase_unfinished", value=10)
    assert chase_unfinished_concerns(now=now + 10 * MINUTE) == 1
