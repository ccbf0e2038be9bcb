"""Several at once: two who answer, an answer and a climb, two climbers. Real threads on committed data."""

from datetime import timedelta

import pytest

from safeguard.escalation.actions import acknowledge_ladder, climb_due_ladders, hurry_unreached_ladders
from safeguard.escalation.enums import LadderState, StepKind
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.escalation import start, told
from tests.threads import at_once

HOUR = timedelta(hours=1, minutes=1)
DSO, DSL, DEPUTY = "Dele Adeyemi", "Dana Whitlock", "Della Marsh"


def acknowledge(ladder, person):
    return lambda: acknowledge_ladder(by=person, now=clock.now(), ladder=Ladder.objects.get(pk=ladder.pk))


def climb():
    return climb_due_ladders(now=clock.now())


def test_two_acknowledging_at_once_one_wins(committed_db, cast):
    for _ in range(10):
        ladder = start(cast.service)
        people = [cast.dso, cast.dsl, cast.deputy]
        answers = at_once(*(acknowledge(ladder, person) for person in people))
        assert sorted(answers) == [False, False, True]
        ladder.refresh_from_db()
        assert ladder.acknowledged_by == people[answers.index(True)]
        assert ladder.story.filter(kind=StepKind.ACKNOWLEDGED).count() == 1


def test_acknowledging_while_it_climbs_leaves_no_message(committed_db, cast):
    for _ in range(20):
        ladder = start(cast.service)
        Ladder.objects.filter(pk=ladder.pk).update(next_due_at=clock.now())
        won, *_ = at_once(acknowledge(ladder, cast.dsl), climb, climb)
        assert won is True
        ladder.refresh_from_db()
        assert ladder.state == LadderState.ACKNOWLEDGED
        assert not Message.objects.filter(state="waiting").exists()
        assert climb() == 0


def test_two_climbers_at_once_tell_each_person_once(committed_db, cast, settings):
    settings.SMS_URL = "json://127.0.0.1:9/{to}"
    ladders = [start(cast.service) for _ in range(30)]
    before = Message.objects.count()
    clock.shift(HOUR)
    assert sum(at_once(climb, climb, climb, climb)) == len(ladders)
    for ladder in ladders:
        assert told(ladder, 1) == [DSO, DSL]
        assert told(ladder, 2) == [DEPUTY]
    new = Message.objects.filter(recipient=cast.deputy)
    assert Message.objects.count() - before == new.count()
    mail = new.get(channel="email")  # one message, however many climbers there were
    assert all(mail.body.count(ladder.path) == 1 for ladder in ladders)


def test_two_hurriers_at_once_hurry_once(committed_db, cast):
    def hurry():
        return hurry_unreached_ladders(now=clock.now())

    for _ in range(10):
        ladder = start(cast.service)
        Message.objects.filter(recipient=cast.dsl).update(failing_since=clock.now())
        at_once(hurry, hurry, hurry)
        hurry()
        assert ladder.story.filter(kind=StepKind.HURRIED).count() == 1


@pytest.mark.parametrize("people", [5])
def test_five_acknowledge_and_five_climb_at_once(committed_db, cast, people):
    ladder = start(cast.service)
    clock.shift(HOUR)
    both = [acknowledge(ladder, cast.dsl), climb] * people
    answers = at_once(*both)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert answers[::2].count(True) == 1
    assert not Message.objects.filter(state="waiting").exists()
