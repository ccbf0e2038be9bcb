"""Where every message to somebody is failing, the next person is told at once."""

from datetime import timedelta

import pytest

from safeguard import jobs
from safeguard.escalation.actions import acknowledge_ladder, climb_due_ladders, hurry_unreached_ladders, hurrying
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.notifications.selectors import pulse
from tests.factories.escalation import climb_after, start, told

pytestmark = pytest.mark.django_db
DSO, DSL, DEPUTY, LEAD = "Dele Adeyemi", "Dana Whitlock", "Della Marsh", "Leo Brandt"


def failing(**which):
    Message.objects.filter(**which).update(failing_since=clock.now(), last_error="SMTP 550")


def sweep():
    jobs.hurry()
    jobs.climb()


def hurry():
    return hurry_unreached_ladders(now=clock.now())


def test_next_person_is_told_at_once(cast):
    ladder = start(cast.service)
    failing(recipient=cast.dsl)
    sweep()
    assert told(ladder) == [DSO, DSL, DEPUTY]
    assert ladder.story.filter(kind=StepKind.HURRIED, person=cast.dsl).count() == 1


def test_same_failure_hurries_once(cast):
    ladder = start(cast.service)
    failing(recipient=cast.dsl)
    for _ in range(3):
        sweep()
    assert told(ladder) == [DSO, DSL, DEPUTY]
    assert hurry() == 0


def test_every_failure_hurries_on_to_the_last(cast):
    ladder = start(cast.service)
    for _ in range(4):
        failing()
        sweep()
    assert told(ladder) == [DSO, DSL, DEPUTY, LEAD]
    failing()
    assert hurry() == 0  # all four are noted; nobody else is left to be told


def test_after_the_last_nothing_is_brought_forward(cast):
    ladder = start(cast.service)
    climb_after(timedelta(hours=8))
    due_at = Ladder.objects.get(pk=ladder.pk).next_due_at
    failing(recipient=cast.lead)
    assert hurry() == 1
    assert Ladder.objects.get(pk=ladder.pk).next_due_at == due_at
    assert climb_due_ladders(now=clock.now()) == 0


@pytest.mark.parametrize("reached", ["sent by text", "not failing", "acknowledged"])
def test_nobody_is_hurried_without_need(cast, settings, now, reached):
    settings.SMS_URL = "json://127.0.0.1:9/{to}"
    ladder = start(cast.service)
    if reached != "not failing":
        failing(channel="email")
    if reached == "sent by text":
        Message.objects.filter(channel="sms").update(state="sent", sent_at=now)
    if reached == "acknowledged":
        acknowledge_ladder(by=cast.dso, now=now, ladder=ladder)
    assert hurry() == 0


def test_message_of_two_ladders_hurries_both(cast):
    ladders = [start(cast.service), start(cast.service)]
    Message.objects.update(state="sent", sent_at=clock.now())
    climb_after(timedelta(minutes=61))
    failing(recipient=cast.deputy)
    sweep()
    assert [told(ladder, 3) for ladder in ladders] == [[LEAD], [LEAD]]


def test_ladder_missed_by_the_first_hurrier_is_taken_by_the_next(cast, now):
    one, two = start(cast.service), start(cast.service)
    Message.objects.update(state="sent", sent_at=now)
    climb_after(timedelta(minutes=61))
    failing(recipient=cast.deputy)
    step = one.story.get(person=cast.deputy)
    one.story.create(kind=StepKind.HURRIED, at=now, person=cast.deputy, telling=step.telling)
    assert hurry() == 1
    assert two.story.filter(kind=StepKind.HURRIED).count() == 1


def test_reconciler_is_well_when_nothing_is_wrong(cast):
    jobs.reconcile()
    assert pulse("reconciler").is_well


def test_reconciler_finds_alerts_that_do_not_leave(cast):
    start(cast.service)
    failing()
    clock.shift(timedelta(minutes=63))
    jobs.reconcile()
    count = Message.objects.count()
    assert pulse("reconciler").findings == [
        "ladders that stand still: 1",
        f"alerts that have not left: {count}",
        f"alerts that are refused: {count}",
    ]


def test_one_that_cannot_be_hurried_stops_no_other(cast, monkeypatch, caplog):
    one, two = start(cast.service), start(cast.service)
    failing(recipient=cast.dsl)
    real = hurrying._hurry

    def fail_once(step, now):
        if step.ladder_id == one.pk:
            raise RuntimeError
        return real(step, now)

    monkeypatch.setattr(hurrying, "_hurry", fail_once)
    assert hurry() == 1
    assert two.story.filter(kind=StepKind.HURRIED).exists()
    assert f"ladder {one.ref} could not be hurried" in caplog.text


def test_one_failing_channel_is_not_enough_while_the_other_has_not_failed(cast):
    """A mail server that refuses wakes nobody else while the text message may still arrive (decision 0006)."""
    ladder = start(cast.service)
    failing(recipient=cast.dsl, channel="email")
    assert Message.objects.filter(recipient=cast.dsl, channel="sms", failing_since__isnull=True).exists()
    sweep()
    assert told(ladder) == [DSO, DSL]
