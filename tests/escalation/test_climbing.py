"""Telling people: in order, each once a call, nobody left out of mind, and nobody who is left out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError

from safeguard.audit.models import AuditEvent
from safeguard.escalation import selectors
from safeguard.escalation.actions import climb_due_ladders, climbing
from safeguard.escalation.enums import RouteKind, StepKind, Urgency
from safeguard.escalation.models import Ladder, LadderStep, Route
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.policies.actions import set_threshold
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import PostHolding
from tests.factories.escalation import climb_after, set_clock, start, told
from tests.factories.practitioners import UserFactory, hold

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 5, tzinfo=UTC)
DSO, DSL, DEPUTY, LEAD = "Dele Adeyemi", "Dana Whitlock", "Della Marsh", "Leo Brandt"


@pytest.fixture(autouse=True)
def _text_messages(settings):
    settings.SMS_URL = "json://127.0.0.1:9/{to}"


@pytest.mark.requirement("ESC-05")
def test_first_people_are_told_at_once_on_two_channels(cast):
    ladder = start(cast.service)
    assert told(ladder) == [DSO, DSL]
    messages = Message.objects.order_by("id").values_list("recipient__full_name", "channel", "queue", "is_persistent")
    assert list(messages) == [(name, channel, "alerts", True) for name in (DSO, DSL) for channel in ("email", "sms")]


def test_person_without_a_number_is_told_by_mail(cast):
    cast.dso.work_phone = ""
    cast.dso.save()
    start(cast.service)
    assert Message.objects.filter(recipient=cast.dso).values_list("channel").get() == ("email",)


def test_without_a_provider_of_text_messages_mail_is_sent(cast, settings):
    settings.SMS_URL = ""
    start(cast.service)
    assert set(Message.objects.values_list("channel", flat=True)) == {"email"}


@pytest.mark.requirement("ESC-06")
@pytest.mark.parametrize(("urgency", "wait"), [(Urgency.NOW, 15 * MINUTE), (Urgency.TODAY, HOUR)])
def test_nobody_answers_and_the_next_are_told_until_everybody_is_called_again(cast, urgency, wait):
    ladder = start(cast.service, urgency=urgency)
    assert climb_after(wait - MINUTE) == 0
    assert climb_after(MINUTE) == 1
    assert told(ladder) == [DSO, DSL, DEPUTY]
    assert climb_after(wait) == 1
    assert told(ladder) == [DSO, DSL, DEPUTY, LEAD]
    assert climb_after(14 * MINUTE) == 0
    for call in (4, 5, 6):
        assert climb_after(16 * MINUTE) == 1
        assert told(ladder, call) == [DSO, DSL, DEPUTY, LEAD]
    assert [e.verb for e in AuditEvent.objects.filter(subject_ref=ladder.ref).order_by("id")] == [
        "escalation.ladder.started",
        *["escalation.ladder.climbed"] * 6,
    ]


def test_eight_hours_off_tell_each_missed_level_once(cast):
    ladder = start(cast.service)
    climb_after(8 * HOUR)
    assert told(ladder) == [DSO, DSL, DEPUTY, LEAD]
    assert climb_due_ladders(now=clock.now()) == 0
    ladder.refresh_from_db()
    assert clock.now() < ladder.next_due_at <= clock.now() + 15 * MINUTE


def test_time_set_by_the_organisation_is_what_counts(cast, now):
    set_threshold(by=None, now=now, code="answer_today", value=20)
    start(cast.service)
    assert climb_after(19 * MINUTE) == 0
    assert climb_after(2 * MINUTE) == 1


def test_due_is_what_the_database_says(cast, now, time_machine):
    start(cast.service)
    time_machine.move_to(now + 8 * HOUR)
    assert climb_due_ladders(now=clock.now()) == 0


def test_one_person_in_several_posts_is_told_once_a_call(cast):
    PostHolding.objects.all().delete()
    for code in (PostCode.DSO, PostCode.DSL, PostCode.DEPUTY_DSL):
        hold(code, cast.dsl, cast.service if code == PostCode.DSO else None)
    hold(PostCode.STRATEGIC_LEAD, cast.lead)
    ladder = start(cast.service)
    assert told(ladder) == [DSL]
    climb_after(61 * MINUTE)  # the deputy's post is theirs too: the time passes on to the lead
    assert [told(ladder, call) for call in (1, 2)] == [[DSL], [LEAD]]
    climb_after(16 * MINUTE)
    assert told(ladder, 3) == [DSL, LEAD]


def test_database_refuses_to_tell_somebody_twice_in_one_call(cast, now):
    ladder = start(cast.service)
    with pytest.raises(IntegrityError, match="told_once_a_call"):
        LadderStep.objects.create(ladder=ladder, kind=StepKind.TOLD, at=now, call=1, person=cast.dsl)


def test_what_can_wait_sleeps_until_working_time(cast):
    now = set_clock(FRIDAY_NIGHT)
    ladder = start(cast.service, now, urgency=Urgency.CAN_WAIT)
    assert (told(ladder), ladder.level) == ([], -1)
    assert ladder.next_due_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert climb_after(2 * 24 * HOUR) == 0
    assert climb_after(11 * HOUR) == 1
    assert told(ladder) == [DSO, DSL]
    assert climb_after(2 * HOUR) == 0
    assert climb_after(2 * HOUR) == 1
    assert told(ladder) == [DSO, DSL, DEPUTY]


def test_what_can_wait_sleeps_over_christmas(cast):
    now = set_clock(datetime(2026, 12, 24, 17, 30, tzinfo=UTC))
    ladder = start(cast.service, now, urgency=Urgency.CAN_WAIT)
    assert climb_after(4 * 24 * HOUR) == 0  # Monday is a bank holiday instead of Boxing Day
    assert climb_after(16 * HOUR) == 1
    assert told(ladder) == [DSO, DSL]


@pytest.mark.parametrize("urgency", [Urgency.NOW, Urgency.TODAY])
def test_nothing_else_sleeps(cast, urgency):
    now = set_clock(datetime(2026, 12, 25, 3, 0, tzinfo=UTC))
    assert told(start(cast.service, now, urgency=urgency)) == [DSO, DSL]


def test_posts_that_nobody_holds_pass_on_at_once(cast):
    PostHolding.objects.filter(person__in=[cast.dso, cast.dsl, cast.deputy]).delete()
    ladder = start(cast.service)
    assert told(ladder) == [LEAD]
    nobody = ladder.story.filter(kind=StepKind.NOBODY).values_list("post", flat=True)
    assert list(nobody) == [
        "Designated Safeguarding Officer",
        "Designated Safeguarding Lead",
        "Deputy Designated Safeguarding Lead",
    ]
    climb_after(16 * MINUTE)
    assert told(ladder, 2) == [LEAD]


def test_post_in_the_middle_that_nobody_holds_passes_on_when_its_time_comes(cast):
    PostHolding.objects.filter(person=cast.deputy).delete()
    ladder = start(cast.service)
    assert told(ladder) == [DSO, DSL]
    climb_after(61 * MINUTE)
    assert told(ladder, 2) == [LEAD]


def test_nobody_above_answers_the_post_and_those_told_are_called_again_at_once(cast):
    PostHolding.objects.filter(person__in=[cast.deputy, cast.lead, cast.chair]).delete()
    ladder = start(cast.service)
    climb_after(61 * MINUTE)
    assert told(ladder, 2) == [DSO, DSL]
    climb_after(16 * MINUTE)
    assert told(ladder, 3) == [DSO, DSL]


def test_everybody_called_again_is_cover_and_holder_alike(cast, now):
    hold(PostCode.DSL, cast.chair, reason=CoverReason.ABSENCE, to_at=now + timedelta(days=9))
    ladder = start(cast.service)
    assert told(ladder) == [DSO, "Chidi Nwosu"]
    climb_after(8 * HOUR)
    climb_after(16 * MINUTE)
    assert told(ladder, 3) == [DSO, "Chidi Nwosu", DSL, DEPUTY, LEAD]


@pytest.mark.requirement("ESC-07")
def test_everybody_named_and_the_last_resort_is_told_again_and_again(cast):
    PostHolding.objects.filter(person=cast.lead).delete()
    successor = UserFactory(full_name="Ines Novak")
    hold(PostCode.STRATEGIC_LEAD, successor)
    everybody = [cast.dsl.pk, cast.deputy.pk]
    ladder = start(cast.service, kind=RouteKind.IMAGERY, excluded=everybody)
    assert told(ladder) == ["Ines Novak"]
    for call in (2, 3):
        climb_after(16 * MINUTE)
        assert told(ladder, call) == ["Ines Novak", "Chidi Nwosu"]


def test_everybody_named_up_to_the_lead_and_the_chair_is_told(cast):
    team = [cast.dso.pk, cast.dsl.pk, cast.deputy.pk, cast.lead.pk]
    ladder = start(cast.service, excluded=team)
    assert told(ladder) == ["Chidi Nwosu"]
    climb_after(16 * MINUTE)
    assert told(ladder, 2) == ["Chidi Nwosu"]


def test_last_resort_in_both_posts_is_told_once(cast):
    PostHolding.objects.filter(person=cast.chair).delete()
    hold(PostCode.CHAIR, cast.lead)
    ladder = start(cast.service, kind=RouteKind.IMAGERY, excluded=[cast.dsl.pk, cast.deputy.pk])
    climb_after(16 * MINUTE)
    assert told(ladder) == [LEAD, LEAD]


def test_those_told_have_left_and_the_last_resort_is_called(cast):
    ladder = start(cast.service, kind=RouteKind.IMAGERY)
    assert told(ladder) == [DSL]
    PostHolding.objects.filter(person__in=[cast.dsl, cast.deputy]).delete()
    climb_after(61 * MINUTE)
    assert told(ladder, 2) == [LEAD, "Chidi Nwosu"]


def test_nobody_at_all_is_an_error_in_the_log_and_a_finding(cast, now, caplog):
    PostHolding.objects.all().delete()
    ladder = start(cast.service)
    assert told(ladder) == []
    assert f"ladder {ladder.ref}: nobody can be told" in caplog.text
    assert list(selectors.untold(now)) == [ladder]


def test_somebody_who_takes_the_post_over_meanwhile_is_told(cast):
    ladder = start(cast.service)
    PostHolding.objects.filter(person=cast.deputy).delete()
    hold(PostCode.DEPUTY_DSL, UserFactory(full_name="Ines Novak"))
    climb_after(61 * MINUTE)
    assert told(ladder, 2) == ["Ines Novak"]


def test_route_of_the_service_goes_before_the_organisations(cast):
    Route.objects.create(kind=RouteKind.ORDINARY, service=None, levels=[["deputy_dsl"]])
    Route.objects.create(kind=RouteKind.ORDINARY, service=cast.service, levels=[["strategic_lead"], ["dsl"]])
    assert told(start(cast.service)) == [LEAD]
    assert told(start(cast.other_service)) == [DEPUTY]
    assert told(start(None)) == [DEPUTY]
    assert told(start(cast.service, kind=RouteKind.IMAGERY)) == [DSL]
    assert str(Route.objects.first()) == "ordinary: [['deputy_dsl']]"


def test_changed_route_changes_no_ladder_that_climbs(cast):
    ladder = start(cast.service)
    Route.objects.create(kind=RouteKind.ORDINARY, service=None, levels=[["chair"]])
    climb_after(61 * MINUTE)
    assert told(ladder, 2) == [DEPUTY]


def test_matter_of_no_service_begins_with_the_lead(cast):
    assert told(start(None)) == [DSL]


def test_subject_climbs_one_ladder(cast):
    ladder = start(cast.service)
    with pytest.raises(IntegrityError, match="subject_climbs_one_ladder"):
        start(cast.service, subject_ref=ladder.subject_ref)


def test_ladder_that_cannot_be_worked_out_stops_no_other(cast, caplog):
    bad, good = start(cast.service), start(cast.service)
    Ladder.objects.filter(pk=bad.pk).update(levels=[["dso"], [["nested"]]])
    assert climb_after(61 * MINUTE) == 2
    assert told(good, 2) == [DEPUTY]
    assert told(bad, 2) == []
    assert "could not climb" in caplog.text
    bad.refresh_from_db()
    assert clock.now() < bad.try_again_at <= clock.now() + climbing.PUT_OFF
    assert bad.calls == 1
    assert climb_due_ladders(now=clock.now()) == 0
    clock.shift(2 * MINUTE)
    assert bad in selectors.overdue(clock.now())  # its due moment stayed, so that it shows
    assert climb_due_ladders(now=clock.now()) == 1


def test_ladders_that_cannot_be_written_together_climb_alone(cast, caplog, monkeypatch):
    bad, good = start(cast.service), start(cast.service)
    write = climbing._write

    def refuse_the_bad_one(moves, now):
        write(moves, now)
        if bad in [move.ladder for move in moves]:
            raise DatabaseError("refused")

    monkeypatch.setattr(climbing, "_write", refuse_the_bad_one)
    assert climb_after(61 * MINUTE) == 2
    assert (told(good, 2), told(bad, 2)) == ([DEPUTY], [])
    bad.refresh_from_db()
    assert (bad.calls, bad.level) == (1, 0)
    assert clock.now() < bad.try_again_at <= clock.now() + climbing.PUT_OFF
    assert "each climbs alone" in caplog.text
    assert f"ladder {bad.ref} could not climb" in caplog.text


@pytest.mark.parametrize("count", [3, 30])
def test_ladders_that_are_due_together_cost_no_more_queries(cast, django_assert_num_queries, count):
    ladders = [start(cast.service) for _ in range(count)]
    clock.shift(61 * MINUTE)
    with django_assert_num_queries(14):
        assert climb_due_ladders(now=clock.now()) == count
    assert all(told(ladder, 2) == [DEPUTY] for ladder in ladders)
    assert Message.objects.filter(recipient=cast.deputy, channel="email").count() == 1


def test_concern_is_kept_though_its_ladder_cannot_be_worked_out(cast):
    Route.objects.create(kind=RouteKind.ORDINARY, service=None, levels=[[["nested"]]])
    ladder = start(cast.service)
    assert told(ladder) == []
    assert Ladder.objects.get().is_climbing


def test_post_of_a_route_that_nobody_knows_is_nobody(cast):
    Route.objects.create(kind=RouteKind.ORDINARY, service=None, levels=[["warden"], ["dsl"]])
    ladder = start(cast.service)
    assert told(ladder) == [DSL]
    assert ladder.story.get(kind=StepKind.NOBODY).post == "warden"


def test_many_ladders_climb_in_batches(cast):
    ladders = [start(cast.service) for _ in range(climbing.BATCH + 3)]
    clock.shift(61 * MINUTE)
    assert climb_due_ladders(now=clock.now(), batches=1) == climbing.BATCH
    assert climb_due_ladders(now=clock.now()) == 3
    assert all(told(ladder, 2) == [DEPUTY] for ladder in ladders)


def test_full_batches_are_all_climbed(cast):
    for _ in range(climbing.BATCH):
        start(cast.service)
    clock.shift(61 * MINUTE)
    assert climb_due_ladders(now=clock.now()) == climbing.BATCH


def test_overdue_ladders_are_found(cast, now):
    ladder = start(cast.service)
    assert not selectors.overdue(now + 61 * MINUTE)
    assert list(selectors.overdue(now + 63 * MINUTE)) == [ladder]


def test_ladder_says_what_it_is(cast):
    ladder = start(cast.service)
    assert str(ladder) == f"{ladder.ref} for {ladder.subject_ref} (climbing)"
    assert str(ladder.story.first()).startswith(f"told {cast.dso.pk} ")
