"""Handing a message over: what a provider's answer means, and that no error repeats an address."""

import smtplib

import apprise
import pytest
from django.core.mail.backends.smtp import EmailBackend

from safeguard.notifications import channels
from safeguard.notifications.enums import Channel
from safeguard.notifications.sealing import seal
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db
ADDRESS = "dana.whitlock@harbour.example"


@pytest.fixture
def outbox(monkeypatch):
    taken = []
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, mails: taken.extend(mails))
    return taken


def refuse_with(monkeypatch, error):
    def refuse(self, mails):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def test_mail_carries_the_key_of_its_row_as_message_id(outbox, settings):
    settings.SITE_URL = "http://safeguard.example:8123"
    message = MessageFactory(address=ADDRESS)
    assert channels.send(message) == f"<{message.key}@safeguard.example>"
    [mail] = outbox
    assert (mail.to, mail.subject, mail.body) == ([ADDRESS], message.title, message.body)
    assert mail.extra_headers == {
        "Message-ID": f"<{message.key}@safeguard.example>",
        "Auto-Submitted": "auto-generated",
    }


def test_sealed_mail_is_opened_when_it_leaves(outbox):
    channels.send(MessageFactory(title="", body=seal("Reset", "https://link"), is_sealed=True))
    assert (outbox[0].subject, outbox[0].body) == ("Reset", "https://link")


def test_mail_sealed_with_another_key_is_refused_for_good(outbox):
    with pytest.raises(channels.DeliveryError, match="another key") as caught:
        channels.send(MessageFactory(body="not a token", is_sealed=True))
    assert caught.value.is_permanent


@pytest.mark.requirement("SEC-07")
@pytest.mark.parametrize(
    ("error", "code", "is_permanent"),
    [
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"unknown " + ADDRESS.encode())}), "SMTP 550", True),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (451, b"try later")}), "SMTP 451", False),
        (smtplib.SMTPAuthenticationError(535, ADDRESS.encode()), "SMTP 535 at sign-in", False),
        (smtplib.SMTPDataError(554, ADDRESS.encode()), "SMTP 554", True),
        (smtplib.SMTPSenderRefused(452, ADDRESS.encode(), ADDRESS), "SMTP 452", False),
        (smtplib.SMTPServerDisconnected(ADDRESS), "SMTPServerDisconnected", False),
        (ConnectionRefusedError(ADDRESS), "ConnectionRefusedError", False),
        (TimeoutError(ADDRESS), "TimeoutError", False),
        (ValueError(ADDRESS), "ValueError", False),
    ],
)
def test_refused_mail_says_its_code_and_never_an_address(monkeypatch, error, code, is_permanent):
    refuse_with(monkeypatch, error)
    with pytest.raises(channels.DeliveryError) as caught:
        channels.send(MessageFactory(address=ADDRESS))
    assert (caught.value.code, caught.value.is_permanent) == (code, is_permanent)
    assert ADDRESS not in str(caught.value)
    assert caught.value.__cause__ is None


def test_text_message_goes_to_the_number(monkeypatch, settings):
    asked = []

    def notify(self, body, title):
        asked.append((self[0].url(), title, body))
        return True

    settings.SMS_URL = "json://127.0.0.1:9/sms/{to}"
    monkeypatch.setattr(apprise.Apprise, "notify", notify)
    message = MessageFactory(channel=Channel.SMS, address="+44 7700 900123")
    assert channels.send(message) == str(message.key)
    [(url, title, body)] = asked
    assert "7700" in url
    assert (title, body) == (message.title, message.body)


def test_text_message_that_is_refused_is_tried_again(monkeypatch, settings):
    settings.SMS_URL = "json://127.0.0.1:9/sms/{to}"
    monkeypatch.setattr(apprise.Apprise, "notify", lambda self, **kwargs: False)
    with pytest.raises(channels.DeliveryError, match="SMS refused") as caught:
        channels.send(MessageFactory(channel=Channel.SMS, address="+447700900123"))
    assert not caught.value.is_permanent


def test_text_message_without_a_provider_is_refused_for_good(settings):
    settings.SMS_URL = "nonsense"
    with pytest.raises(channels.DeliveryError, match="not understood") as caught:
        channels.send(MessageFactory(channel=Channel.SMS, address="+447700900123"))
    assert caught.value.is_permanent
