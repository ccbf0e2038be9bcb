"""Each key is changed, the old one beside it: what was made with it goes on; without it, it is refused."""

from uuid import UUID

import pytest
from cryptography.fernet import Fernet, InvalidToken

from consent.actions import open_link
from consent.exceptions import LinkClosed
from incidents.actions import acknowledge_incident
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail, disagreeing_among_newest
from safeguard.lib import links
from safeguard.notifications.sealing import seal, unseal
from tests.factories.consent import a_family, asked, link_of
from tests.pages import browser

ID = UUID("5b0a5a57-6c0f-4a55-9c6e-6a3c9b7a6f10")


def rotate(settings, name, new="a new key"):
    """As the guide says: the new key in NAME, the old one first in NAME_FALLBACKS. Returns the way to forget it."""
    old = getattr(settings, name)
    setattr(settings, name, new)
    setattr(settings, f"{name}_FALLBACKS", [old])

    def forget():
        setattr(settings, f"{name}_FALLBACKS", [])

    return forget


def test_links_made_before_work_until_the_old_key_is_forgotten(settings):
    before = links.token_of("consent", ID)
    forget = rotate(settings, "LINK_KEY")
    after = links.token_of("consent", ID)
    assert after != before
    assert links.is_token_of("consent", ID, before)
    assert links.is_token_of("consent", ID, after)
    assert not links.is_token_of("consent", ID, "0" * 32)
    forget()
    assert not links.is_token_of("consent", ID, before)
    assert links.is_token_of("consent", ID, after)


@pytest.mark.django_db
def test_a_family_opens_the_link_it_was_sent_before(settings, cast, now):
    person, adult = a_family(cast.owner, now)
    request = asked(cast.owner, person, adult, now=now)
    token = link_of(request).rstrip("/").rpartition("/")[2]
    forget = rotate(settings, "LINK_KEY")
    assert open_link(now=now, link_id=request.link_id, token=token) == request
    forget()
    with pytest.raises(LinkClosed):
        open_link(now=now, link_id=request.link_id, token=token)


def test_mail_sealed_before_is_opened_and_new_mail_needs_no_old_key(settings):
    old = seal("Title", "a link")
    forget = rotate(settings, "MAIL_KEY", Fernet.generate_key().decode())
    new = seal("Title", "a link")
    assert unseal(old) == unseal(new) == ("Title", "a link")
    forget()
    assert unseal(new) == ("Title", "a link")
    with pytest.raises(InvalidToken):
        unseal(old)


@pytest.mark.django_db
def test_evidence_of_before_is_checked_with_the_key_of_before_and_never_written_again(settings, cast, raise_a_concern):
    old = raise_a_concern()
    digests = list(AuditEvent.objects.order_by("pk").values_list("pk", "digest"))
    forget = rotate(settings, "AUDIT_KEY")
    new = raise_a_concern()
    assert agrees_with_trail(old)
    assert agrees_with_trail(new)
    old.exact_words = "Something else."
    assert not agrees_with_trail(old)
    old.refresh_from_db()
    forget()
    assert not agrees_with_trail(old)
    assert agrees_with_trail(new)
    assert old.ref in " ".join(disagreeing_among_newest(50)[1])
    assert list(AuditEvent.objects.filter(pk__in=dict(digests)).order_by("pk").values_list("pk", "digest")) == digests


@pytest.mark.django_db
def test_what_is_changed_after_carries_the_new_digest_alone(settings, cast, now, raise_a_concern):
    incident = raise_a_concern()
    forget = rotate(settings, "AUDIT_KEY")
    acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    forget()
    incident.refresh_from_db()
    assert agrees_with_trail(incident)


@pytest.mark.django_db
def test_nobody_is_signed_out_while_the_old_secret_is_known(settings, cast):
    client = browser(cast.owner)
    forget = rotate(settings, "SECRET_KEY", "a new secret that is long enough for anybody's liking")
    assert client.get("/").status_code == 200
    stranger = browser(cast.colleague)
    forget()
    assert stranger.get("/").status_code == 200
    assert client.get("/").status_code == 200, "its session was renewed with the new key when it was seen"
    settings.SECRET_KEY = "another again"
    assert client.get("/").status_code == 302
