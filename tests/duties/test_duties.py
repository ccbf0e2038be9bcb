"""Duties: once each, reminded of once, told to others when nobody has done them, handed over, done."""

from datetime import UTC, datetime, timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import (
    Matter,
    finish_duties,
    hand_over_duty,
    move_duty,
    open_duty,
    remind_of_due_duties,
    tell_others_of_overdue_duties,
)
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.duties.rules import ESCALATION, GRACE
from safeguard.duties.selectors import open_duties_of
from safeguard.escalation.actions import acknowledge_ladder
from safeguard.escalation.models import Ladder
from safeguard.jobs import do_duties
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.escalation import climb_after, set_clock, start, told

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def now():
    """A Friday morning: what was not written is told to others in working time only."""
    return set_clock(datetime(2026, 11, 27, 10, tzinfo=UTC))


@pytest.fixture
def matter(cast, now):
    return start(cast.service, excluded=[cast.colleague.pk])


@pytest.fixture
def duty(cast, now, matter):
    return give(cast.dsl, now, matter)


def give(owner, now, matter, **over):
    values = {"by": owner, "now": now, "kind": DutyKind.FIRST_ENTRY, "owner": owner, "due_at": now + HOUR}
    return open_duty(**{**values, "about": matter, **over})


def finish(by, now, matter):
    return finish_duties(
        by=by,
        now=now,
        kinds=[DutyKind.FIRST_ENTRY],
        subject_type=matter.subject_type,
        subject_ref=matter.subject_ref,
    )


def verbs():
    return [
        e.verb.removeprefix("duties.duty.") for e in AuditEvent.objects.filter(verb__startswith="duties").order_by("id")
    ]


def test_duty_takes_after_its_matter(cast, duty, matter):
    assert (duty.subject_ref, duty.path, duty.route_kind) == (matter.subject_ref, matter.path, matter.kind)
    assert (duty.service, duty.excluded) == (cast.service, [cast.colleague.pk])
    assert list(open_duties_of(cast.dsl)) == [duty]
    assert not open_duties_of(cast.dso)
    assert str(duty) == f"first_entry for {matter.subject_ref}"


def test_duty_is_open_once(cast, now, duty, matter):
    assert give(cast.dso, now, matter) == duty
    assert (duty.owner, verbs()) == (cast.dsl, ["opened"])


def test_owner_is_reminded_once_when_it_is_due(cast, now, duty):
    Message.objects.all().delete()
    assert remind_of_due_duties(now=now + HOUR - MINUTE) == 0
    assert remind_of_due_duties(now=now + HOUR) == 1
    assert remind_of_due_duties(now=now + 2 * HOUR) == 0
    message = Message.objects.get()
    assert (message.recipient, message.queue, message.channel) == (cast.dsl, "reminders", "email")
    assert message.title == f"{duty.subject_ref}: something is waiting for you"
    assert duty.path in message.body
    assert not message.is_persistent


def test_others_are_told_of_what_nobody_has_done(cast, now, duty, matter):
    assert tell_others_of_overdue_duties(now=now + HOUR + GRACE - MINUTE) == 0
    assert tell_others_of_overdue_duties(now=now + HOUR + GRACE) == 1
    ladder = Ladder.objects.get(subject_type="duties.duty", subject_ref=duty.ref)
    assert told(ladder) == ["Dele Adeyemi", "Dana Whitlock"]
    assert tell_others_of_overdue_duties(now=now + 3 * HOUR) == 0
    assert (ladder.about_ref, ladder.path, ladder.excluded) == (matter.about_ref, matter.path, matter.excluded)
    assert verbs() == ["opened", "escalated"]


def test_what_was_not_written_wakes_nobody_at_night(cast, now, matter):
    """The record waits; help does not (practice C33)."""
    duty = give(cast.dsl, now, matter, due_at=now + 10 * HOUR)
    clock.shift(11 * HOUR)
    do_duties()
    ladder = Ladder.objects.get(subject_type="duties.duty", subject_ref=duty.ref)
    assert told(ladder) == []
    climb_after(2 * 24 * HOUR)
    assert told(ladder) == []
    climb_after(12 * HOUR)
    assert told(ladder) == ["Dele Adeyemi", "Dana Whitlock"]


def test_night_of_sweeps_reminds_and_tells_once(cast, duty):
    for _ in range(12):
        clock.shift(15 * MINUTE)
        do_duties()
    assert Message.objects.filter(kind="duties.reminder").count() == 1
    assert Ladder.objects.filter(subject_type="duties.duty").count() == 1


def test_duty_done_is_not_told_to_anybody(cast, now, duty, matter):
    assert finish(cast.dsl, now, matter) == 1
    duty.refresh_from_db()
    assert (duty.state, duty.done_at, duty.done_by) == (DutyState.DONE, now, cast.dsl)
    assert remind_of_due_duties(now=now + 9 * HOUR) == tell_others_of_overdue_duties(now=now + 9 * HOUR) == 0
    assert finish(cast.dsl, now, matter) == 0
    assert verbs() == ["opened", "done"]


def test_duty_done_late_stops_telling_others(cast, now, duty, matter):
    tell_others_of_overdue_duties(now=now + 2 * HOUR)
    finish(cast.dsl, now + 2 * HOUR, matter)
    assert Ladder.objects.get(subject_type="duties.duty").state == "stood_down"


def test_duty_done_may_be_given_again(cast, now, duty, matter):
    finish(cast.dsl, now, matter)
    assert give(cast.dso, now, matter) != duty


def test_duty_handed_over_reminds_its_new_owner(cast, now, duty):
    remind_of_due_duties(now=now + HOUR)
    hand_over_duty(by=cast.dsl, now=now + HOUR, duty=duty, to=cast.deputy)
    assert list(open_duties_of(cast.deputy)) == [duty]
    assert remind_of_due_duties(now=now + HOUR + MINUTE) == 1
    assert {m.recipient for m in Message.objects.filter(kind="duties.reminder")} == {cast.dsl, cast.deputy}
    assert verbs() == ["opened", "handed_over"]


@pytest.mark.parametrize("reason", ["not theirs", "done", "to one who left", "to one left out"])
def test_duty_is_not_handed_over(cast, now, duty, matter, reason):
    by, to = cast.dsl, cast.deputy
    if reason == "not theirs":
        by = cast.dso
    if reason == "done":
        finish(cast.dsl, now, matter)
    if reason == "to one who left":
        to.is_active = False
    if reason == "to one left out":
        to = cast.colleague
    with pytest.raises(Refused):
        hand_over_duty(by=by, now=now, duty=duty, to=to)
    assert Duty.objects.get().owner == cast.dsl


def matter_of(cast, **over):
    """What a duty is about when there is no ladder."""
    ref = "WC-AAAAA-AAAAA"
    values = {
        "subject_type": "test.call",
        "subject_ref": ref,
        "path": f"/sessions/calls/{ref}/",
        "service": cast.service,
    }
    return Matter(**{**values, **over})


def ladders_about(ref):
    return Ladder.objects.filter(about_ref=ref)


def test_missing_record_is_chased_with_its_author_then_the_line_manager(cast, now):
    """LOG-02: an hour later the author, the next working morning the manager, and nobody at night or twice."""
    duty = give(cast.owner, now, matter_of(cast), kind=DutyKind.RECORD)
    do_duties()
    assert Message.objects.count() == 0
    clock.shift(HOUR)
    do_duties()
    assert [m.recipient for m in Message.objects.all()] == [cast.owner]
    clock.shift(timedelta(hours=30))  # Saturday
    do_duties()
    assert Message.objects.count() == 1
    set_clock(datetime(2026, 11, 30, 9, 0, 1, tzinfo=UTC))  # Monday
    do_duties()
    do_duties()
    late = Message.objects.get(recipient=cast.manager)
    assert duty.subject_ref in late.title
    assert duty.path in late.body
    assert not ladders_about(duty.subject_ref)
    duty.refresh_from_db()
    assert duty.escalated_at is not None
    assert verbs() == ["opened", "escalated"]


def test_overdue_welfare_call_tells_the_manager_and_climbs_at_once(cast, now):
    """LOG-08, at any hour: half an hour after it was due."""
    night = set_clock(datetime(2026, 11, 28, 22, tzinfo=UTC))  # a Saturday night
    duty = give(cast.owner, night, matter_of(cast), kind=DutyKind.WELFARE_CALL, due_at=night)
    clock.shift(GRACE - MINUTE)
    do_duties()
    assert not ladders_about(duty.subject_ref)
    clock.shift(MINUTE)
    do_duties()
    ladder = ladders_about(duty.subject_ref).get()
    assert ladder.urgency == "today"
    assert told(ladder) == [cast.dso.full_name, cast.dsl.full_name]
    assert Message.objects.filter(recipient=cast.manager, kind="duties.overdue").count() == 1


def test_a_call_late_twice_has_one_ladder_at_a_time(cast, now):
    duty = give(cast.owner, now, matter_of(cast), kind=DutyKind.WELFARE_CALL, due_at=now)
    clock.shift(GRACE)
    do_duties()
    about = {"subject_type": duty.subject_type, "subject_ref": duty.subject_ref}
    move_duty(by=cast.owner, now=clock.now(), kind=DutyKind.WELFARE_CALL, due_at=clock.now() + MINUTE, **about)
    clock.shift(MINUTE + GRACE)
    do_duties()
    assert ladders_about(duty.subject_ref).get().is_climbing


@pytest.mark.parametrize("why", ["none", "left", "kept out"])
def test_without_a_manager_the_officers_are_told_once_and_nobody_is_called_again(cast, now, why):
    """Paperwork: there is nothing to acknowledge, so nothing may call four people again and again."""
    owner = cast.other_team if why == "none" else cast.owner
    if why == "left":
        cast.manager.is_active = False
        cast.manager.save(update_fields=["is_active"])
    excluded = [cast.manager.pk] if why == "kept out" else []
    duty = give(owner, now, matter_of(cast, excluded=excluded), kind=DutyKind.RECORD)
    set_clock(datetime(2026, 11, 30, 9, 0, 1, tzinfo=UTC))
    do_duties()
    do_duties()
    told_of_it = Message.objects.filter(kind="duties.overdue").order_by("recipient__full_name")
    assert [m.recipient for m in told_of_it] == [cast.dsl, cast.dso]
    assert not ladders_about(duty.subject_ref)


def test_where_nobody_answers_for_safeguarding_the_ladder_is_climbed(cast, now):
    excluded = [cast.manager.pk, cast.dso.pk, cast.dsl.pk]
    duty = give(cast.owner, now, matter_of(cast, excluded=excluded), kind=DutyKind.RECORD)
    set_clock(datetime(2026, 11, 30, 9, 0, 1, tzinfo=UTC))
    do_duties()
    assert ladders_about(duty.subject_ref).get().urgency == "can_wait"


def test_moved_duty_is_reminded_of_at_its_new_moment(cast, now):
    duty = give(cast.owner, now, matter_of(cast), kind=DutyKind.WELFARE_CALL, due_at=now)
    do_duties()
    about = {"subject_type": duty.subject_type, "subject_ref": duty.subject_ref}
    move_duty(by=cast.owner, now=now, kind=DutyKind.WELFARE_CALL, due_at=now + HOUR, **about)
    duty.refresh_from_db()
    assert (duty.due_at, duty.escalate_at, duty.reminded_at) == (now + HOUR, now + HOUR + GRACE, None)
    assert verbs() == ["opened", "changed"]


def test_moved_call_is_late_anew(cast, now):
    """What others were told of the first moment does not keep them from hearing of the second."""
    duty = give(cast.owner, now, matter_of(cast), kind=DutyKind.WELFARE_CALL, due_at=now)
    clock.shift(GRACE)
    do_duties()
    assert Message.objects.filter(recipient=cast.owner).count() == 1
    about = {"subject_type": duty.subject_type, "subject_ref": duty.subject_ref}
    move_duty(by=cast.owner, now=clock.now(), kind=DutyKind.WELFARE_CALL, due_at=clock.now() + HOUR, **about)
    assert ladders_about(duty.subject_ref).get().is_climbing  # a new promise silences nobody
    acknowledge_ladder(by=cast.dsl, now=clock.now(), ladder=ladders_about(duty.subject_ref).get())
    clock.shift(HOUR + GRACE)
    do_duties()
    assert [ladder.state for ladder in ladders_about(duty.subject_ref).order_by("id")] == ["acknowledged", "climbing"]
    assert Message.objects.filter(recipient=cast.owner).count() == 2
    assert Message.objects.filter(recipient=cast.manager).count() == 2


def test_moving_what_is_done_changes_nothing(cast, now, matter, duty):
    finish(cast.dsl, now, matter)
    about = {"subject_type": duty.subject_type, "subject_ref": duty.subject_ref}
    move_duty(by=cast.dsl, now=now, kind=DutyKind.FIRST_ENTRY, due_at=now + 3 * HOUR, **about)
    duty.refresh_from_db()
    assert duty.due_at == now + HOUR
    assert verbs() == ["opened", "done"]


def test_every_kind_says_who_is_told():
    assert set(ESCALATION) == set(DutyKind)
