"""The receiver of the demonstration, reached as a real one: by SMTP, and by Apprise's own post."""

import http.client
import json
import smtplib
from datetime import timedelta

import psutil
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from safeguard.demo.catching import LARGEST, Catcher
from safeguard.demo.models import CaughtMessage
from safeguard.demo.organisation import build_organisation
from safeguard.embedded.local import free_port, is_free
from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import deliver_due
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message
from safeguard.practitioners.models import User
from tests.factories.incidents import raise_by
from tests.factories.notifications import MessageFactory

# Apprise asks an old module of Python's about pictures when it is first loaded.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
NUMBER = "+447700900104"


@pytest.fixture
def ports(committed_db, settings):
    """Two free ports that the settings name, for mail and for text messages."""
    mail, texts = free_port(), free_port()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail
    settings.SMS_URL = f"json://127.0.0.1:{texts}/sms/{{to}}"
    return mail, texts


@pytest.fixture
def catcher(ports):
    """Both receivers, listening."""
    running = Catcher(*ports)
    running.start()
    yield running
    running.stop()


def post(port, path, content, headers=()):
    """The status that the receiver of text messages answers."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("POST", path, content, dict(headers))
        return asking.getresponse().status
    finally:
        asking.close()


def hand_over(port, content, to=("dso@harbour.example",)):
    """Send raw bytes by SMTP."""
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
        server.sendmail("alerts@harbour.example", list(to), content)


def test_mail_arrives_as_it_was_queued(catcher):
    message = MessageFactory(
        address="dso@harbour.example", title="SG-AB: “today” – act", body="First line\nhttp://localhost:1/x/\n\nZoë"
    )
    assert deliver_due(Queue.ALERTS, Channel.EMAIL) == 1
    caught = CaughtMessage.objects.get()
    assert (caught.channel, caught.to, caught.title) == (Channel.EMAIL, message.address, message.title)
    assert caught.body.rstrip() == message.body
    assert str(message.key) in caught.message_id
    assert timedelta(0) <= clock.now() - caught.received_at < timedelta(seconds=10)


def test_text_message_arrives_with_its_number(catcher):
    message = MessageFactory(channel=Channel.SMS, address=NUMBER, title="SG-AB: act", body="Line <one>\nLine & two")
    assert deliver_due(Queue.ALERTS, Channel.SMS) == 1
    caught = CaughtMessage.objects.get()
    assert (caught.channel, caught.to) == (Channel.SMS, NUMBER)
    assert (caught.title, caught.body) == (message.title, message.body)


@pytest.mark.parametrize(
    ("channel", "address", "error"),
    [(Channel.EMAIL, "dso@harbour.example", "SMTP 451"), (Channel.SMS, NUMBER, "SMS refused")],
)
def test_sender_tries_again_while_the_database_is_away(catcher, monkeypatch, channel, address, error):
    message = MessageFactory(channel=channel, address=address)
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "PORT", free_port())  # for connections made from now on
        assert deliver_due(Queue.ALERTS, channel) == 0
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.WAITING, error)
    assert not CaughtMessage.objects.exists()
    clock.shift(timedelta(seconds=10))
    assert deliver_due(Queue.ALERTS, channel) == 1
    assert CaughtMessage.objects.get().to == address


def test_text_message_is_answered_503_while_the_database_is_away(catcher, ports, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", free_port())
    assert post(ports[1], f"/sms/{NUMBER}", json.dumps({"title": "t", "message": "m"})) == 503


def test_each_recipient_has_a_row(catcher, ports):
    hand_over(ports[0], b"Subject: both\r\n\r\nhello\r\n", to=["dso@harbour.example", "dsl@harbour.example"])
    assert set(CaughtMessage.objects.values_list("to", "title")) == {
        ("dso@harbour.example", "both"),
        ("dsl@harbour.example", "both"),
    }


@pytest.mark.parametrize(
    ("content", "title", "body"),
    [
        (b"Subject: a\x00b\r\n\r\nc\x00d\r\n", "a\ufffdb", "c\ufffdd\n"),
        (b"Subject: s\r\nContent-Type: text/plain; charset=nobody-knows\r\n\r\ncaf\xc3\xa9\r\n", "s", "café\n"),
        (b"no header at all \xff\xfe\r\n", "", None),
        (b"Subject: " + b"x" * 900 + b"\r\n\r\nlong\r\n", "x" * 300, "long\n"),
        (b"Subject: =?utf-8?q?=ED=A0=80?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", None, None),
    ],
)
def test_strange_mail_is_kept_as_well_as_it_can_be(catcher, ports, content, title, body):
    hand_over(ports[0], content)
    caught = CaughtMessage.objects.get()
    assert title is None or caught.title == title
    assert body is None or caught.body == body


@pytest.mark.parametrize(
    ("content", "status", "stored"),
    [
        (json.dumps({"title": "a\x00", "message": "b\x00\ud800"}), 204, [("a\ufffd", "b\ufffd?")]),
        ("not json", 400, []),
        ("[]", 400, []),
        ("[" * 100_000, 400, []),
        ("", 400, []),
    ],
)
def test_strange_text_message(catcher, ports, content, status, stored):
    assert post(ports[1], f"/sms/{NUMBER}", content) == status
    assert list(CaughtMessage.objects.values_list("title", "body")) == stored


def test_what_is_too_large_is_refused(catcher, ports):
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        hand_over(ports[0], b"Subject: big\r\n\r\n" + b"x" * 70 + (b"\r\n" + b"y" * 70) * (LARGEST // 70))
    assert refused.value.smtp_code == 552
    assert post(ports[1], f"/sms/{NUMBER}", b"", {"Content-Length": str(LARGEST + 1)}.items()) == 413
    assert post(ports[1], f"/sms/{NUMBER}", b"", {"Content-Length": "-1"}.items()) == 400
    assert not CaughtMessage.objects.exists()


def test_only_this_machine_is_listened_to(catcher, ports):
    listening = {(one.laddr.port, one.laddr.ip) for one in psutil.Process().net_connections("inet") if not one.raddr}
    assert {(port, ip) for port, ip in listening if port in ports} == {(port, "127.0.0.1") for port in ports}


def test_port_in_use_is_one_clear_line(catcher):
    with pytest.raises(CommandError, match="is another one running"):
        call_command("catch_mail")


def test_mail_server_elsewhere_is_refused(settings):
    settings.EMAIL_HOST = "mail.example"
    with pytest.raises(CommandError, match="another machine"):
        call_command("catch_mail")


def test_concern_reaches_the_catcher_through_every_process(stack):
    build_organisation(now=clock.now(), with_past=False)
    raised = raise_by(User.objects.get(email="practitioner@harbour.example"), exact_words="nobody may read this there")
    stack.wait_for(lambda: CaughtMessage.objects.count() >= 4, seconds=20, what="two people told on two channels")
    caught = CaughtMessage.objects.all()
    assert {row.to for row in caught} >= {"dsl@harbour.example", "+447700900106"}
    assert all(raised.ref in row.title and "nobody may read" not in row.body for row in caught)
    told = Message.objects.filter(queued_at__gte=raised.raised_at)
    # A message is caught before its sender has written down that it went.
    stack.wait_for(lambda: set(told.values_list("state", flat=True)) == {"sent"}, seconds=20, what="all written down")
    stack.stop("mail")
    assert stack.children["mail"].process.returncode == 0
    assert is_free(stack.mail_port)
    log = stack.log("mail").read_text()
    assert log.count("caught a message by") == caught.count()
    assert not any(text in log for text in (raised.ref, "harbour.example", "4477009001"))
