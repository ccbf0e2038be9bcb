"""What stands still since a restore: who sees it, who releases it, what a person does meanwhile, what then leaves."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from incidents.actions import acknowledge_incident
from incidents.messages import UNFINISHED
from safeguard.audit.models import AuditEvent
from safeguard.desk.actions import hold_everything, release_held
from safeguard.duties.actions import hand_over_duty, move_duty, open_duty, tell_others_of_overdue_duties
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.duties.selectors import held_duties
from safeguard.escalation.actions import raise_urgency, resume_ladders, tell_of_news
from safeguard.escalation.enums import Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import held_ladders, overdue
from safeguard.jobs import chase_unfinished_concerns, climb, do_duties, hurry
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import cancel_by_key, cancel_messages
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message, Restoration
from safeguard.notifications.selectors import held, key_for, waiting_keys
from safeguard.practitioners.models import User
from sessions_app.actions import remind_of_sessions
from tests.factories.escalation import climb_after, set_clock, start, told
from tests.factories.incidents import ladder_of
from tests.factories.notifications import MessageFactory
from tests.factories.sessions import approved, one_to_one, ready_ground
from tests.pages import JSON, browser

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALERT = "escalation.alert"


@pytest.fixture
def now():
    """A working morning."""
    return set_clock(datetime(2026, 11, 24, 10, tzinfo=UTC))


@pytest.fixture(autouse=True)
def everybody_has_signed_in(cast):
    """As in an installation that works: nobody waits for an invitation."""
    User.objects.update(last_login=clock.now())


def restore():
    """As a restore leaves the database; the backup is an hour old."""
    at = clock.now()
    return hold_everything(now=at, taken_at=at - HOUR)


def waiting(kind=ALERT):
    return Message.objects.filter(kind=kind, state=MessageState.WAITING)


def release(by):
    return release_held(by=by, now=clock.now())


def open_late_duty(cast, now, matter, **over):
    values = {"by": cast.dsl, "now": now, "kind": DutyKind.WELFARE_CALL, "owner": cast.owner, "due_at": now}
    return open_duty(**{**values, "about": matter, **over})


# --- who -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dsl", "deputy", "lead", "ict", "admin"])
def test_who_may_release_sees_it_on_the_first_page_and_releases_it(cast, now, who):
    start(cast.service)
    restore()
    client = browser(cast[who])
    assert reverse("desk:held") in client.get(reverse("desk:home")).content.decode()
    page = client.get(reverse("desk:held")).content.decode()
    assert "Release it" in page
    answer = client.post(reverse("desk:held"), follow=True)
    assert "Whoever has to answer is being told now." in answer.content.decode()
    assert "Nothing is held" in answer.content.decode()
    assert reverse("desk:held") not in client.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "board", "hr_dso"])
def test_for_others_there_is_no_such_page(cast, now, who):
    restore()
    client = browser(cast[who])
    assert client.get(reverse("desk:held")).status_code == 404
    assert client.post(reverse("desk:held")).status_code == 404
    with pytest.raises(Refused):
        release(cast[who])
    assert held()


def test_the_safeguarding_team_sees_on_the_dashboard_that_alerts_stand_still(cast, now):
    restore()
    for who, may in (("dso", False), ("dsl", True)):
        page = browser(cast[who]).get(reverse("incidents:dashboard")).content.decode()
        assert "the alerts that waited in it stand still" in page
        assert (reverse("desk:held") in page) is may


def test_in_the_ordinary_state_nothing_is_said(cast, now):
    page = browser(cast.dsl).get(reverse("incidents:dashboard")).content.decode()
    assert "stand still" not in page
    assert "Nothing is held" in browser(cast.dsl).get(reverse("desk:held")).content.decode()
    assert held() is None
    assert release(cast.dsl) is None


def test_a_second_press_releases_nothing_more(cast, now):
    start(cast.service)
    restore()
    assert release(cast.dsl)
    before = Message.objects.count()
    answer = browser(cast.ict).post(reverse("desk:held"), follow=True)
    assert "Nothing was held any more." in answer.content.decode()
    assert Message.objects.count() == before
    assert Restoration.objects.get().released_by == cast.dsl
    assert AuditEvent.objects.filter(verb="notifications.restoration.released").count() == 1


def test_two_restores_before_a_release_are_one_decision(cast, now):
    restore(), restore()
    release(cast.dsl)
    assert held() is None
    assert not Restoration.objects.filter(released_at=None)


# --- while it is held --------------------------------------------------------------------------------------


def test_nothing_old_goes_on_and_what_is_new_does(cast, now, raise_a_concern):
    old, late = start(cast.service), start(cast.service)
    duty = open_late_duty(cast, now, late)
    restore()
    clock.shift(3 * HOUR)
    climb(), hurry(), do_duties()
    assert not waiting()
    assert not Message.objects.filter(kind__startswith="duties.")
    new = raise_a_concern(now=clock.now())
    climb_after(2 * HOUR)
    assert len(set(told(ladder_of(new)))) > 2
    assert set(told(old)) == {"Dana Whitlock", "Dele Adeyemi"}
    assert Duty.objects.get(pk=duty.pk).reminded_at is None


def test_a_person_who_makes_it_more_urgent_is_heard(cast, now):
    ladder = start(cast.service)
    restore()
    clock.shift(5 * MINUTE)
    assert raise_urgency(by=cast.owner, now=clock.now(), ladder=ladder, urgency=Urgency.NOW)
    assert {m.recipient for m in waiting()} == {cast.dsl, cast.dso}  # called again, in case it never reached them
    assert not held_ladders()
    climb_after(20 * MINUTE)
    assert "Della Marsh" in told(ladder)


def test_as_urgent_as_before_it_is_still_called_again(cast, now):
    ladder = start(cast.service, urgency=Urgency.NOW)
    restore()
    assert not raise_urgency(by=cast.owner, now=clock.now(), ladder=ladder, urgency=Urgency.NOW)
    assert waiting()
    assert not held_ladders()


def test_a_person_who_adds_to_it_is_heard(cast, now):
    ladder = start(cast.service)
    restore()
    assert tell_of_news(now=clock.now(), ladder=Ladder.objects.get(pk=ladder.pk)) > 0
    assert waiting("escalation.news")
    assert waiting()
    assert not held_ladders()


def test_what_somebody_takes_on_meanwhile_calls_nobody_when_released(cast, now, raise_a_concern):
    incident = raise_a_concern(now=now)
    restore()
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    release(cast.dsl)
    assert not waiting()


def test_a_duty_that_somebody_gives_moves_or_hands_over_is_told_of_again(cast, now):
    given, moved, handed = (start(cast.service) for _ in range(3))
    for matter in (given, moved):
        open_late_duty(cast, now, matter)
    duty = open_late_duty(cast, now, handed)
    restore()
    open_late_duty(cast, now, given)
    about = {"subject_type": moved.subject_type, "subject_ref": moved.subject_ref}
    move_duty(by=cast.owner, now=clock.now(), kind=DutyKind.WELFARE_CALL, due_at=now + HOUR, **about)
    hand_over_duty(by=cast.owner, now=clock.now(), duty=duty, to=cast.colleague)
    assert not held_duties()


def test_a_late_duty_whose_ladder_is_held_calls_people_again(cast, now):
    matter = start(cast.service)
    duty = open_late_duty(cast, now, matter)
    clock.shift(HOUR)
    tell_others_of_overdue_duties(now=clock.now())
    restore()
    about = {"subject_type": matter.subject_type, "subject_ref": matter.subject_ref}
    move_duty(by=cast.owner, now=clock.now(), kind=DutyKind.WELFARE_CALL, due_at=clock.now(), **about)
    clock.shift(HOUR)
    tell_others_of_overdue_duties(now=clock.now())
    assert waiting()
    assert [ladder.subject_ref for ladder in held_ladders()] == [matter.subject_ref]
    assert Ladder.objects.filter(subject_ref=duty.ref).count() == 1


def test_held_messages_are_stopped_like_waiting_ones(cast, now):
    """Somebody says meanwhile that a channel is not safe: nothing held leaves when it is released."""
    MessageFactory(subject_ref="A")
    MessageFactory(dedupe_key="told:SE:B")
    restore()
    assert (cancel_messages("A"), cancel_by_key("told:SE:")) == (1, 1)
    release(cast.dsl)
    assert not Message.objects.exclude(state=MessageState.CANCELLED)


def test_what_somebody_sends_by_hand_meanwhile_leaves_and_the_held_one_does_not(cast, now):
    old = MessageFactory(dedupe_key="told:SE:A:1", address="a@family.example", subject_ref="A", is_persistent=False)
    restore()
    key = key_for("told:SE:A", "a@family.example")
    assert key != old.dedupe_key
    new = MessageFactory(dedupe_key=key, address="a@family.example", subject_ref="A", is_persistent=False)
    release(cast.dsl)
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {old.pk: MessageState.CANCELLED, new.pk: MessageState.WAITING}


def test_families_are_not_reminded_of_sessions_planned_before(cast):
    now = set_clock(datetime(2026, 11, 24, 6, tzinfo=UTC))
    ground = ready_ground(cast, now)
    approved(ground, one_to_one(ground, starts_at=now + 9 * HOUR))
    restore()
    clock.shift(3 * HOUR)
    assert remind_of_sessions(now=clock.now()) == 0
    release(cast.dsl)
    assert remind_of_sessions(now=clock.now()) == 1


def test_families_are_reminded_of_sessions_planned_since(cast):
    set_clock(datetime(2026, 11, 24, 6, tzinfo=UTC))
    restore()
    now = clock.now()
    ground = ready_ground(cast, now)
    approved(ground, one_to_one(ground, starts_at=now + 9 * HOUR))
    clock.shift(3 * HOUR)
    assert remind_of_sessions(now=clock.now()) == 1


def test_unfinished_concerns_of_before_are_not_chased_and_those_since_are(cast, now):
    def typed(by):
        words = {"client_token": str(uuid.uuid4()), "exact_words": "He said"}
        assert browser(by).post("/drafts/concern/", words, headers=JSON).status_code == 200

    typed(cast.owner)
    restore()
    clock.shift(MINUTE)
    typed(cast.colleague)
    clock.shift(HOUR)
    chase_unfinished_concerns(now=clock.now())
    assert [message.recipient for message in waiting(UNFINISHED)] == [cast.colleague]
    release(cast.dsl)
    chase_unfinished_concerns(now=clock.now())
    assert waiting(UNFINISHED).count() == 2


# --- released ------------------------------------------------------------------------------------------------


def test_everybody_who_should_know_by_now_is_told_once_of_all_of_it(cast, now):
    """Three ladders, one of them answered at the second level only by time: one message each, level by level."""
    ladders = [start(cast.service) for _ in range(3)]
    restore()
    clock.shift(90 * MINUTE)  # the officers' hour has passed: the deputy should know too
    before = set(Message.objects.values_list("pk", flat=True))
    assert release(cast.dsl) == 3
    anew = waiting().exclude(pk__in=before).filter(channel="email")
    assert sorted(m.recipient.full_name for m in anew) == ["Dana Whitlock", "Dele Adeyemi", "Della Marsh"]
    assert all(ladder.about_ref in message.body for ladder in ladders for message in anew)
    assert not Message.objects.filter(pk__in=before, state=MessageState.WAITING)
    climb_after(2 * HOUR)
    assert all("Leo Brandt" in told(ladder) for ladder in ladders)


def test_a_ladder_whose_time_had_not_come_waits_for_it(cast, now):
    ladder = start(cast.service)
    due = ladder.next_due_at
    restore()
    clock.shift(10 * MINUTE)
    release(cast.dsl)
    ladder.refresh_from_db()
    assert (ladder.next_due_at, ladder.level, ladder.held_at) == (due, 0, None)
    assert told(ladder, call=2) == ["Dele Adeyemi", "Dana Whitlock"]


def test_what_sleeps_sleeps_on(cast):
    set_clock(datetime(2026, 11, 24, 22, tzinfo=UTC))
    ladder = start(cast.service, urgency=Urgency.CAN_WAIT)
    restore()
    release(cast.dsl)
    ladder.refresh_from_db()
    assert (ladder.level, ladder.held_at, told(ladder)) == (-1, None, [])


def test_when_the_whole_route_is_left_out_the_next_in_the_organisation_is_called(cast, now):
    everybody = [cast.dso.pk, cast.dsl.pk, cast.deputy.pk, cast.lead.pk]
    ladder = start(cast.service, excluded=everybody)
    restore()
    release(cast.dsl)
    assert told(ladder, call=Ladder.objects.get(pk=ladder.pk).calls) == ["Chidi Nwosu"]


def test_one_ladder_that_cannot_be_worked_out_stops_no_other(cast, now, caplog):
    broken, sound = start(cast.service), start(cast.service)
    Ladder.objects.filter(pk=broken.pk).update(levels=["not a level", 7])
    restore()
    release(cast.dsl)
    assert told(sound, call=2)
    assert "could not climb" in caplog.text
    assert not held_ladders()
    clock.shift(2 * HOUR)
    assert broken in overdue(clock.now()), "the reconciler sees it"


def test_resuming_nothing_tells_nobody(cast, now):
    ladder = start(cast.service)
    before = Message.objects.count()
    assert resume_ladders(now=now, ladders=[ladder]) == 0
    assert Message.objects.count() == before


def test_words_about_sessions_that_have_begun_are_not_sent(cast, now):
    session = approved(ready_ground(cast, now))
    assert waiting_keys("sessions.told")
    restore()
    assert held().to_families
    set_clock(session.starts_at + MINUTE)
    release(cast.dsl)
    assert set(Message.objects.filter(kind="sessions.told").values_list("state", flat=True)) == {"cancelled"}


def test_words_about_sessions_to_come_leave(cast, now):
    approved(ready_ground(cast, now))
    restore()
    release(cast.dsl)
    assert waiting("sessions.told")


def test_sign_in_mail_of_before_never_leaves(cast, now):
    sealed = MessageFactory(kind="account.mail", is_sealed=True, is_persistent=False, body="sealed")
    restore()
    release(cast.dsl)
    sealed.refresh_from_db()
    assert (sealed.state, sealed.body) == (MessageState.CANCELLED, "")
