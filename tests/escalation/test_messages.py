"""What people are told: reference, urgency, time and link, one message a person, however many matters."""

from datetime import UTC, datetime, timedelta

import pytest

from safeguard.escalation.actions import acknowledge_ladder
from safeguard.escalation.enums import Urgency
from safeguard.escalation.models import LadderStep
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.escalation import climb_after, set_clock, start

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://safeguard.example"
    settings.SMS_URL = ""


@pytest.mark.parametrize(
    ("urgency", "words", "by"),
    [
        (Urgency.NOW, "somebody must act now", "22:20"),
        (Urgency.TODAY, "somebody must act today", "23:05"),
    ],
)
def test_alert_says_reference_urgency_time_and_link(cast, urgency, words, by):
    ladder = start(cast.service, set_clock(FRIDAY_NIGHT), urgency=urgency)
    message = Message.objects.get(recipient=cast.dsl)
    line = f"{ladder.about_ref}: {words}. Answer by 27 Nov {by}"
    assert message.title == line
    assert message.body == (
        f"{line}.\nhttps://safeguard.example{ladder.path}\n\n"
        "Sign in to open it. Acknowledge it if you are dealing with it."
    )
    assert (message.address, message.kind) == ("dsl@harbour.example", "escalation.alert")


def test_alert_of_what_can_wait(cast):
    start(cast.service, set_clock(datetime(2026, 11, 27, 10, tzinfo=UTC)), urgency=Urgency.CAN_WAIT)
    assert ": it can wait. Answer by 27 Nov 14:00" in Message.objects.first().title


def test_alert_of_something_overdue_in_a_matter_says_so(cast):
    """A ladder of its own that belongs to another record: what waits is not that record itself."""
    start(cast.service, about_ref="SG-00000-00000")
    assert Message.objects.first().title.startswith("SG-00000-00000: something there is overdue. Answer by")


def test_text_message_says_the_same(cast, settings):
    settings.SMS_URL = "json://127.0.0.1:9/{to}"
    start(cast.service)
    one, two = Message.objects.filter(recipient=cast.dsl)
    assert (one.channel, two.channel) == ("email", "sms")
    assert (one.title, one.body) == (two.title, two.body)
    assert two.address == cast.dsl.work_phone


def test_several_ladders_of_one_person_are_one_message_what_burns_on_top(cast):
    can_wait, now_ladder = start(cast.service), start(cast.service, urgency=Urgency.NOW)
    Message.objects.all().delete()
    assert climb_after(timedelta(minutes=61)) == 2
    message = Message.objects.get(recipient=cast.deputy)
    assert message.title == "2 items wait for an answer"
    assert message.body.index(now_ladder.about_ref) < message.body.index(can_wait.about_ref)
    steps = LadderStep.objects.filter(person=cast.deputy, kind="told")
    assert {str(step.telling) for step in steps} == {message.subject_ref}
    assert {step.ladder_id for step in steps} == {can_wait.pk, now_ladder.pk}


def test_message_of_several_is_stopped_with_the_last_of_them(cast):
    ladders = [start(cast.service), start(cast.service)]
    climb_after(timedelta(minutes=61))
    combined = Message.objects.get(recipient=cast.deputy)
    now = clock.now()
    acknowledge_ladder(by=cast.dsl, now=now, ladder=ladders[0])
    combined.refresh_from_db()
    assert combined.state == "waiting"
    acknowledge_ladder(by=cast.dsl, now=now, ladder=ladders[1])
    combined.refresh_from_db()
    assert combined.state == "cancelled"
    assert not Message.objects.filter(state="waiting").exists()
