"""Messages leave from mail and numbers of the organisation, and from nowhere else (SEC-08)."""

import os
import subprocess
import sys
from pathlib import Path

import apprise
import pytest
from django.core.mail.backends.smtp import EmailBackend

from safeguard.lib.errors import Refused
from safeguard.notifications import channels
from safeguard.notifications.enums import Channel
from safeguard.practitioners.access import check_address
from tests.factories.notifications import MessageFactory

ROOT = Path(__file__).parents[2]
NUMBER = "twilio://AC{0}:{0}@+441632960001/{{to}}".format("a" * 32)
NEUTRAL_NUMBER = "json://texts.example/a-number/{to}"


def starts(**environment):
    """Begin a process with these settings."""
    code = "from django.conf import settings; settings.DEFAULT_FROM_EMAIL"
    values = os.environ | {"DJANGO_SETTINGS_MODULE": "safeguard.settings"} | environment
    return subprocess.run([sys.executable, "-c", code], env=values, capture_output=True, text=True, cwd=ROOT)


@pytest.mark.requirement("SEC-08")
@pytest.mark.django_db
def test_a_message_leaves_from_the_organisations_mail_and_number_only(monkeypatch, settings):
    mails, texts = [], []
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, sent: mails.extend(sent))
    monkeypatch.setattr(apprise.Apprise, "add", lambda self, address: texts.append(address) or True)
    monkeypatch.setattr(apprise.Apprise, "notify", lambda self, **words: True)
    settings.DEFAULT_FROM_EMAIL, settings.NEUTRAL_FROM_EMAIL = "Harbour <hello@harbour.example>", "news@post.example"
    settings.SMS_URL, settings.NEUTRAL_SMS_URL = NUMBER, NEUTRAL_NUMBER
    for is_neutral in (False, True):
        channels.send(MessageFactory(is_neutral=is_neutral))
        channels.send(MessageFactory(channel=Channel.SMS, address="+447700900123", is_neutral=is_neutral))
    assert [mail.from_email for mail in mails] == [settings.DEFAULT_FROM_EMAIL, settings.NEUTRAL_FROM_EMAIL]
    assert all(set(mail.extra_headers) == {"Message-ID", "Auto-Submitted"} for mail in mails)  # no other sender
    assert texts == [one.replace("{to}", "%2B447700900123") for one in (NUMBER, NEUTRAL_NUMBER)]
    settings.SMS_URL = ""  # no number of ours: no text leaves at all
    monkeypatch.undo()
    settings.SMS_URL = ""
    with pytest.raises(channels.DeliveryError):
        channels.send(MessageFactory(channel=Channel.SMS, address="+447700900123"))
    # Nor does anybody here have an address from which they would answer privately.
    for private in ("priya@gmail.com", "priya@mail.yahoo.co.uk"):
        with pytest.raises(Refused, match="personal address"):
            check_address(private)


@pytest.mark.parametrize("name", ["MAIL_FROM", "MAIL_FROM_NEUTRAL"])
@pytest.mark.parametrize(
    ("sender", "is_taken"),
    [("Harbour <hello@harbour.example>", True), ("Us <us@GMAIL.com>", False), ("us@outlook.com.", False)],
)
def test_it_does_not_start_with_a_personal_sender(name, sender, is_taken):
    done = starts(**{name: sender})
    assert (f"{name}: messages leave from an address of the organisation" in done.stderr) is not is_taken
