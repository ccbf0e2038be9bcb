"""Sending what is due: at least once, whoever dies, and without an address in any error."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications import channels, rules, tasks
from safeguard.notifications.actions import cancel_messages, deliver_due, delivery
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message
from safeguard.notifications.sealing import seal
from tests.factories.notifications import MessageFactory


class Provider:
    """Stands where the provider is: takes what it is given, or answers with an error."""

    def __init__(self):
        self.taken, self.error = [], None

    def send(self, message):
        if self.error:
            raise self.error
        self.taken.append(message.pk)
        return "provider-id"


@pytest.fixture
def provider(monkeypatch):
    stand_in = Provider()
    monkeypatch.setattr(channels, "send", stand_in.send)
    return stand_in


def deliver():
    return deliver_due(Queue.ALERTS, Channel.EMAIL)


def again(message):
    """Make it due again, as if its time had come."""
    Message.objects.filter(pk=message.pk).update(next_attempt_at=clock.now())


@pytest.mark.django_db
def test_due_message_is_sent_once(provider):
    message = MessageFactory()
    assert (deliver(), deliver()) == (1, 0)
    message.refresh_from_db()
    assert (message.state, message.provider_id, message.attempts) == ("sent", "provider-id", 1)
    assert abs(message.sent_at - clock.now()) < timedelta(minutes=1)
    assert message.body  # only sealed mail is blanked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"next_attempt_at": "later"},
        {"queue": Queue.REMINDERS.value},
        {"channel": Channel.SMS},
        {"state": MessageState.CANCELLED},
        {"state": MessageState.FAILED},
    ],
)
def test_nothing_else_is_sent(provider, now, other):
    if "next_attempt_at" in other:
        other = {"next_attempt_at": now + timedelta(minutes=1)}
    MessageFactory(**other)
    assert deliver() == 0
    assert provider.taken == []


@pytest.mark.django_db
def test_due_is_what_the_database_says(provider, now, time_machine):
    MessageFactory(next_attempt_at=now + timedelta(hours=1))
    time_machine.move_to(now + timedelta(hours=2))
    assert deliver() == 0
    clock.shift(timedelta(hours=1, seconds=1))
    assert deliver() == 1


@pytest.mark.django_db
def test_more_than_a_batch_is_sent_oldest_first(provider, now):
    messages = [MessageFactory(queued_at=now - timedelta(seconds=n)) for n in range(rules.BATCH * 2 + 1)]
    assert deliver() == len(messages)
    batches = [provider.taken[n : n + rules.BATCH] for n in range(0, len(messages), rules.BATCH)]
    oldest = [m.pk for m in reversed(messages)]
    assert [sorted(b) for b in batches] == [
        sorted(oldest[n : n + rules.BATCH]) for n in range(0, len(messages), rules.BATCH)
    ]


@pytest.mark.django_db
def test_turn_ends_after_so_many_batches(provider):
    MessageFactory.create_batch(rules.BATCH + 1)
    assert deliver_due(Queue.ALERTS, Channel.EMAIL, batches=1) == rules.BATCH


@pytest.mark.django_db
def test_batch_of_which_nothing_was_taken_ends_the_turn(provider):
    """A provider that hangs must not hold its sender batch after batch."""
    MessageFactory.create_batch(rules.BATCH + 1)
    provider.error = channels.DeliveryError("TimeoutError")
    deliver()
    assert Message.objects.filter(attempts=1).count() == rules.BATCH


@pytest.mark.django_db
def test_sealed_mail_is_blanked_once_sent(provider):
    message = MessageFactory(title="", body=seal("Reset", "https://link"), is_sealed=True)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.body) == ("sent", "")


@pytest.mark.django_db
@pytest.mark.parametrize("is_persistent", [True, False])
def test_failure_is_tried_again_later_each_time(provider, is_persistent):
    message = MessageFactory(is_persistent=is_persistent)
    provider.error = channels.DeliveryError("SMTP 451")
    for attempt in range(1, 6):
        again(message)
        before = clock.now()
        assert deliver() == 0
        message.refresh_from_db()
        assert (
            before <= message.next_attempt_at - rules.retry_delay(attempt, is_persistent=is_persistent) <= clock.now()
        )
        assert (message.attempts, message.last_error) == (attempt, "SMTP 451")
        assert (message.failing_since is not None) is (attempt >= rules.FAILING_AFTER)
    since = message.failing_since
    assert deliver() == 0  # not due yet
    assert message.attempts == 5
    again(message)
    deliver()
    message.refresh_from_db()
    assert message.failing_since == since


@pytest.mark.django_db
def test_message_that_gets_through_at_last_is_not_failing(provider, now):
    message = MessageFactory(failing_since=now, last_error="SMTP 451", attempts=7)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.failing_since, message.last_error) == ("sent", None, "")


@pytest.mark.django_db
@pytest.mark.requirement("ESC-05")
def test_alert_refused_for_good_is_failing_at_once_and_still_tried(provider):
    message = MessageFactory()
    provider.error = channels.DeliveryError("SMTP 550", is_permanent=True)
    for _ in range(rules.GIVE_UP_AFTER + 2):
        again(message)
        deliver()
        message.refresh_from_db()
        assert message.state == MessageState.WAITING
        assert message.failing_since is not None


@pytest.mark.django_db
def test_reminder_refused_for_good_is_given_up_at_once(provider):
    message = MessageFactory(is_persistent=False)
    provider.error = channels.DeliveryError("SMTP 550", is_permanent=True)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 1)


@pytest.mark.django_db
def test_reminder_is_given_up_in_the_end(provider):
    message = MessageFactory(is_persistent=False, attempts=rules.GIVE_UP_AFTER - 2)
    provider.error = channels.DeliveryError("SMTP 451")
    deliver()
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    again(message)
    deliver()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


@pytest.mark.django_db
def test_one_message_that_breaks_the_sender_delays_no_other(monkeypatch):
    """Whatever one message does to a provider's library, the rest of its batch is tried too."""
    broken = MessageFactory()
    others = MessageFactory.create_batch(3)

    def send(message):
        if message.pk == broken.pk:
            raise TypeError("of dsl@harbour.example")
        return "id"

    monkeypatch.setattr(channels, "send", send)
    assert deliver() == len(others)
    broken.refresh_from_db()
    assert (broken.state, broken.last_error) == ("waiting", "TypeError")


@pytest.mark.django_db
def test_sender_that_died_gives_its_messages_back_after_the_lease(monkeypatch, provider):
    message = MessageFactory()

    def die(message):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(channels, "send", die)
        with pytest.raises(SystemExit):
            deliver()
    assert deliver() == 0  # still leased
    clock.shift(rules.LEASE + timedelta(seconds=1))
    assert deliver() == 1
    assert provider.taken == [message.pk]


@pytest.mark.django_db
def test_message_cancelled_after_it_was_leased_is_not_sent(provider, monkeypatch):
    message = MessageFactory(subject_ref="A")
    real = delivery._attempt
    monkeypatch.setattr(delivery, "_attempt", lambda m: cancel_messages("A") and real(m))
    assert deliver() == 0
    message.refresh_from_db()
    assert message.state == MessageState.CANCELLED
    assert provider.taken == []


@pytest.mark.django_db
def test_message_cancelled_while_it_was_refused_stays_cancelled(monkeypatch):
    message = MessageFactory(subject_ref="A")

    def send(message):
        cancel_messages("A")
        raise channels.DeliveryError("SMTP 451")

    monkeypatch.setattr(channels, "send", send)
    deliver()
    message.refresh_from_db()
    assert message.state == MessageState.CANCELLED


@pytest.mark.django_db
def test_message_taken_over_is_not_marked_by_the_slow_sender(monkeypatch):
    """Its lease ran out, another sender has it: what the first one finds no longer counts."""
    message = MessageFactory()

    def send(_message):
        Message.objects.filter(pk=message.pk).update(lease=uuid.uuid4())
        return "late"

    monkeypatch.setattr(channels, "send", send)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.provider_id) == ("waiting", "")


def test_two_senders_at_once_send_each_message_once(committed_db, provider):
    count = 40
    MessageFactory.create_batch(count)
    barrier = threading.Barrier(4)

    def run():
        barrier.wait()
        try:
            deliver()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(provider.taken) == len(set(provider.taken)) == count
    assert not Message.objects.exclude(state="sent").exists()


@pytest.mark.django_db
def test_tasks_send_their_queue_on_every_channel(provider):
    alerts = [MessageFactory(channel=channel).pk for channel in Channel]
    reminders = [MessageFactory(channel=channel, queue=Queue.REMINDERS.value).pk for channel in Channel]
    tasks.deliver_alerts()
    assert sorted(provider.taken) == alerts
    tasks.deliver_reminders()
    assert sorted(provider.taken) == alerts + reminders
