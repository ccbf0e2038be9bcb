"""Queueing: a row per message, once per dedupe key, sealed if it carries a one-time link."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.mail import EmailMultiAlternatives, get_connection

from safeguard.duties.enums import DutyKind
from safeguard.duties.rules import is_safety_critical
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import (
    Outgoing,
    cancel_by_key,
    cancel_messages,
    queue_messages,
    queueing,
    record_pulse,
)
from safeguard.notifications.actions.queueing import delivered_elsewhere
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message
from safeguard.notifications.sealing import seal, unseal
from safeguard.notifications.selectors import (
    LATE_AFTER,
    failing_alerts,
    key_for,
    late_alerts,
    messages_about,
    never_left,
    pulse,
)
from safeguard.policies.models import Threshold
from safeguard.practitioners.actions import describe_oneself
from safeguard.practitioners.actions.profiles import Hours
from tests.factories.notifications import MessageFactory
from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db
LINK = "https://safeguard.example/account/password/reset/key/abc-def/"


def outgoing(**over):
    values = {
        "kind": "test.message",
        "channel": Channel.EMAIL,
        "address": "dsl@harbour.example",
        "dedupe_key": "one",
        "title": "Title",
        "body": "Body",
    }
    return Outgoing(**{**values, **over})


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(queueing, "wake_on_commit", calls.append)
    return calls


def test_message_is_queued_once_per_dedupe_key(now):
    queue_messages([outgoing(body="first"), outgoing(body="second")], now=now)
    queue_messages([outgoing(body="third"), outgoing(dedupe_key="two")], now=now)
    assert list(Message.objects.order_by("id").values_list("dedupe_key", "body")) == [("one", "first"), ("two", "Body")]


def test_message_queued_is_due_at_once(now):
    queue_messages([outgoing()], now=now)
    message = Message.objects.get()
    assert (message.next_attempt_at, message.queued_at, message.state) == (now, now, MessageState.WAITING)
    assert str(message) == "test.message by email (waiting)"


@pytest.mark.parametrize(
    ("queue", "persistent"), [(Queue.ALERTS, True), (Queue.ALERTS, False), (Queue.REMINDERS, False)]
)
def test_only_what_somebody_must_answer_is_tried_for_ever(now, queue, persistent):
    queue_messages([outgoing(queue=queue, persistent=persistent)], now=now)
    assert Message.objects.get().is_persistent is persistent


@pytest.mark.parametrize(
    ("queue", "wake"),
    [(Queue.ALERTS, "notifications.deliver_alerts"), (Queue.REMINDERS, "notifications.deliver_reminders")],
)
def test_queueing_wakes_the_senders_of_its_queue(now, woken, queue, wake):
    queue_messages([outgoing(queue=queue)], now=now)
    assert woken == [wake]


def test_queueing_for_later_wakes_nobody(now, woken):
    queue_messages([outgoing(due_at=now)], now=now)
    assert woken == []


def test_queueing_nothing_is_nothing(now, woken):
    queue_messages([], now=now)
    assert not Message.objects.exists()


@pytest.mark.requirement("SEC-07")
def test_sealed_mail_cannot_be_read_in_its_row(now):
    queue_messages([outgoing(title="Reset your password", body=LINK, sealed=True)], now=now)
    row = str(Message.objects.values().get())
    assert LINK not in row
    assert "Reset" not in row
    assert unseal(Message.objects.get().body) == ("Reset your password", LINK)


def test_sealed_mail_cannot_be_read_with_another_key(settings):
    token = seal("Title", LINK)
    settings.MAIL_KEY = Fernet.generate_key().decode()
    with pytest.raises(InvalidToken):
        unseal(token)


def test_djangos_mail_goes_into_the_outbox_sealed(now):
    mail = EmailMultiAlternatives("Subject", LINK, to=["a@harbour.example", "b@harbour.example"])
    backend = get_connection("safeguard.notifications.backends.OutboxBackend")
    assert backend.send_messages([mail, mail]) == 4
    rows = Message.objects.all()
    assert sorted(row.address for row in rows) == ["a@harbour.example"] * 2 + ["b@harbour.example"] * 2
    assert all(row.is_sealed and row.queue == Queue.ALERTS and LINK not in row.body for row in rows)


def test_cancelling_stops_what_waits_and_nothing_else(now):
    waiting = MessageFactory(subject_ref="A")
    sent = MessageFactory(subject_ref="A", state=MessageState.SENT, sent_at=now)
    other = MessageFactory(subject_ref="B")
    assert cancel_messages("A") == 1
    states = {row.pk: row.state for row in Message.objects.all()}
    assert states == {waiting.pk: "cancelled", sent.pk: "sent", other.pk: "waiting"}


def test_cancelling_to_some_recipients_leaves_the_others(now):
    one, two = UserFactory(), UserFactory()
    kept = MessageFactory(subject_ref="A", recipient=one)
    MessageFactory(subject_ref="A", recipient=two)
    assert cancel_messages("A", recipient_ids=[two.pk]) == 1
    assert Message.objects.get(state=MessageState.WAITING) == kept
    assert cancel_messages("A", recipient_ids=[]) == 0


def test_what_is_about_one_thing_is_stopped_by_its_key(now):
    stopped = MessageFactory(subject_ref="A", dedupe_key="told:SE_1:A:1")
    for key in ("told:SE-1:A:1", "told:SE_10:A:1", "reminder:SE_1:A"):
        MessageFactory(subject_ref="A", dedupe_key=key)
    sent = MessageFactory(dedupe_key="told:SE_1:B", state=MessageState.SENT, sent_at=now)
    assert cancel_by_key("told:SE_1:") == 1
    assert Message.objects.get(state=MessageState.CANCELLED) == stopped
    assert Message.objects.get(state=MessageState.SENT) == sent
    with pytest.raises(ValueError, match="whole outbox"):
        cancel_by_key("")


def test_the_same_message_has_the_same_key_until_it_cannot_arrive(now):
    assert key_for("told:1", "+447700900123") == "told:1:1"
    first = MessageFactory(dedupe_key="told:1:1", address="+447700900123")
    MessageFactory(dedupe_key="told:10:1", address="+447700900123")
    assert key_for("told:1", "+447700900123") == "told:1:1"
    assert key_for("told:1", "+447700900199") == "told:1:2"  # another number
    for state in ("cancelled", "failed"):
        Message.objects.filter(pk=first.pk).update(state=state)
        assert key_for("told:1", "+447700900123") == "told:1:2"


def test_what_never_left_is_known_by_its_key(now):
    MessageFactory(dedupe_key="a", state="cancelled")
    MessageFactory(dedupe_key="b", state="failed")
    MessageFactory(dedupe_key="c")
    MessageFactory(dedupe_key="d", state="sent", sent_at=now)
    assert never_left(["a", "b", "c", "d", "e"]) == {"a", "b"}
    assert never_left([]) == set()


def test_messages_of_the_past_are_marked_as_sent(now):
    waiting = MessageFactory(subject_ref="A")
    MessageFactory(subject_ref="B")
    assert delivered_elsewhere(["A"], now=now) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at) == ("sent", now)


def test_messages_about_subjects_in_order(now):
    first, second = MessageFactory(subject_ref="A"), MessageFactory(subject_ref="B")
    MessageFactory(subject_ref="C")
    assert list(messages_about(["B", "A"])) == [first, second]


def test_late_and_failing_alerts_are_found(now):
    late = MessageFactory(queued_at=now - LATE_AFTER * 2)
    failing = MessageFactory(queued_at=now, failing_since=now)
    MessageFactory(queued_at=now - LATE_AFTER / 2)
    MessageFactory(queued_at=now - LATE_AFTER * 2, is_persistent=False, failing_since=now)
    MessageFactory(queued_at=now - LATE_AFTER * 2, state=MessageState.CANCELLED, failing_since=now)
    assert list(late_alerts(now)) == [late]
    assert list(failing_alerts()) == [failing]


def test_pulse_is_kept_once_per_part(now):
    assert pulse("relay") is None
    record_pulse("relay", now=now, findings=["alerts that have not left: 1"])
    assert not pulse("relay").is_well
    record_pulse("relay", now=now)
    assert pulse("relay").is_well
    assert str(pulse("relay")) == f"relay {now:%H:%M:%S}"


# --- Working boundaries ---------------------------------------------------------------------------------------------

SATURDAY_NIGHT = datetime(2026, 12, 26, 22, tzinfo=UTC)  # Boxing Day: Monday the 28th is a bank holiday in England
TUESDAY_MORNING = datetime(2026, 12, 29, 9, tzinfo=UTC)


def due_of(person, at, **over):
    queue_messages([outgoing(recipient_id=person.pk, dedupe_key=str(uuid.uuid4()), **over)], now=at)
    return Message.objects.latest("pk").next_attempt_at


@pytest.mark.requirement("ORG-41")
def test_nothing_that_can_wait_asks_somebody_to_look_outside_their_hours(woken):
    ours, evenings = UserFactory(), UserFactory()
    hours = Hours(works_from=time(12), works_to=time(20), works_on=[0, 1, 5])
    describe_oneself(by=evenings, now=TUESDAY_MORNING, do_not_publicise=False, hours=hours)
    in_time = TUESDAY_MORNING + timedelta(hours=3, minutes=5)
    assert due_of(ours, in_time) == due_of(evenings, in_time) == in_time
    # The organisation's hours, over a weekend and a bank holiday; then their own, which go on into the evening.
    assert due_of(ours, SATURDAY_NIGHT) == TUESDAY_MORNING
    assert due_of(evenings, SATURDAY_NIGHT) == TUESDAY_MORNING.replace(hour=12)
    evening = TUESDAY_MORNING.replace(hour=19)
    assert due_of(ours, evening) == TUESDAY_MORNING + timedelta(days=1)
    assert due_of(evenings, evening) == evening
    assert due_of(ours, in_time, due_at=evening) == TUESDAY_MORNING + timedelta(days=1)
    # What is safety-critical leaves at once, and so does what is not for staff.
    assert due_of(ours, SATURDAY_NIGHT, queue=Queue.ALERTS) == SATURDAY_NIGHT
    assert due_of(ours, SATURDAY_NIGHT, safety_critical=True) == SATURDAY_NIGHT
    queue_messages([outgoing(dedupe_key="family")], now=SATURDAY_NIGHT)
    assert Message.objects.latest("pk").next_attempt_at == SATURDAY_NIGHT


def test_the_hours_are_those_of_the_nation_of_the_organisation():
    person = UserFactory()
    Threshold.objects.create(code="nation", value="SCT", from_at=TUESDAY_MORNING - timedelta(days=30))
    second_of_january = datetime(2027, 1, 2, 10, tzinfo=UTC)  # a Saturday: the 4th is for it
    assert due_of(person, second_of_january) == datetime(2027, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", DutyKind)
def test_only_a_duty_about_safety_is_safety_critical(kind):
    about_safety = (DutyKind.WELFARE_CALL, DutyKind.RAISE_CONCERN, DutyKind.TELL_LADO)
    assert is_safety_critical(kind) is (kind in about_safety)
