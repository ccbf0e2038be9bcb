"""Test messages: sent like alerts, confirmed by the recipient's own typing, and by nothing else."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import links
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications import rules, selectors
from safeguard.notifications.actions import confirm_test, send_test
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import ChannelTest, Message

pytestmark = pytest.mark.django_db


def send(cast, now, channel=Channel.EMAIL, **over):
    lead = cast.dsl
    address = lead.email if channel == Channel.EMAIL else lead.work_phone
    given = {"by": cast.admin, "recipient": lead, "address": address, "client_token": uuid4(), **over}
    return send_test(now=now, channel=channel, **given)


def code_of(test):
    return links.digits_of("test", test.ref)


def wrong_code(test):
    return "000000" if code_of(test) != "000000" else "111111"


@pytest.mark.parametrize("channel", Channel)
def test_it_goes_the_way_of_alerts_and_holds_no_code(cast, now, channel):
    test = send(cast, now, channel)
    message = Message.objects.get()
    assert (message.queue, message.channel, message.address) == ("alerts", channel, test.address)
    assert (message.recipient, message.kind, message.subject_ref) == (
        cast.dsl,
        "notifications.test",
        str(test.ref),
    )
    assert code_of(test) not in message.body
    sent = links.fill(message.body)
    assert f"Your code is {code_of(test)}." in sent
    assert re.search(r"http://localhost:\d+/test-messages/" + str(test.ref), sent)
    assert cast.dsl.full_name not in f"{message.title} {sent}"
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.subject_ref) == ("notifications.test.sent", cast.admin.pk, str(test.ref))


def test_a_double_press_sends_one(cast, now):
    token = uuid4()
    assert send(cast, now, client_token=token) == send(cast, now, client_token=token)
    assert (Message.objects.count(), AuditEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["owner", "manager", "ict", "dso"])
def test_nobody_but_those_who_keep_accounts_or_the_directory_sends_one(cast, now, who):
    with pytest.raises(Refused, match="administrator"):
        send(cast, now, by=cast[who])
    assert not ChannelTest.objects.exists()


def test_without_a_channel_or_an_address_nothing_is_sent(cast, now, settings):
    with pytest.raises(Refused, match="no work mobile"):
        send(cast, now, Channel.SMS, address="")
    settings.SMS_URL = ""
    with pytest.raises(Refused, match="No text messages"):
        send(cast, now, Channel.SMS)
    assert not Message.objects.exists()


def test_the_recipient_confirms_it_once(cast, now):
    test, later = send(cast, now), now + timedelta(minutes=3)
    assert confirm_test(by=cast.dsl, now=later, test=test, code=code_of(test)).confirmed_at == later
    again = confirm_test(by=cast.dsl, now=later + timedelta(hours=1), test=test, code=wrong_code(test))
    assert again.confirmed_at == later
    assert AuditEvent.objects.filter(verb="notifications.test.confirmed", actor_id=cast.dsl.pk).count() == 1
    assert str(test) == f"test by email at {now:%Y-%m-%d %H:%M}"


def test_nobody_confirms_for_somebody_else(cast, now):
    test = send(cast, now)
    with pytest.raises(Refused, match="somebody else"):
        confirm_test(by=cast.admin, now=now, test=test, code=code_of(test))
    with pytest.raises(NotVisible):
        selectors.test_sent_to(cast.admin.pk, test.ref)
    assert selectors.test_sent_to(cast.dsl.pk, test.ref) == test
    assert list(selectors.latest_tests()) == [test]


def test_a_wrong_code_is_counted_and_five_are_too_many(cast, now):
    test = send(cast, now)
    for _ in range(rules.TEST_TRIES):
        with pytest.raises(Refused, match="not the code"):
            confirm_test(by=cast.dsl, now=now, test=test, code=wrong_code(test))
    with pytest.raises(Refused, match="no longer counts"):
        confirm_test(by=cast.dsl, now=now, test=test, code=code_of(test))
    test.refresh_from_db()
    assert (test.tries, test.confirmed_at) == (rules.TEST_TRIES, None)


def test_after_a_day_the_code_no_longer_counts(cast, now):
    test = send(cast, now)
    with pytest.raises(Refused, match="no longer counts"):
        confirm_test(by=cast.dsl, now=now + timedelta(hours=24, seconds=1), test=test, code=code_of(test))
    assert confirm_test(by=cast.dsl, now=now + timedelta(hours=24), test=test, code=code_of(test)).confirmed_at


def test_another_test_has_another_code(cast, now):
    codes = {code_of(send(cast, now)) for _ in range(8)}
    assert len(codes) > 4
    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
