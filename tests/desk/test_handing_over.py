"""Handing over with all that goes along: who sees what from that moment, sessions, duties, and what stays hidden."""

from datetime import timedelta

import pytest
from django.db import transaction

from consent.access import get_request_for
from safeguard.desk.actions import close_account, hand_over
from safeguard.desk.rules.handing_over import SessionChoice, choices_for, seen_until
from safeguard.duties.actions import remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from safeguard.people.access import get_hand_over_for, get_person_for
from safeguard.people.actions import accept_hand_over
from safeguard.people.models import HandOver
from safeguard.practitioners.models import Takers
from sessions_app.access import get_risk_for, get_session_for
from sessions_app.actions import AgreedActionDetails
from sessions_app.enums import SessionState
from tests.factories.consent import a_family, asked
from tests.factories.incidents import raise_by
from tests.factories.live import a_call, a_live_session
from tests.factories.people import assess, register
from tests.factories.sessions import TUESDAY, a_plan, another, planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
MOVE, KEEP, CALL_OFF = SessionChoice.MOVE, SessionChoice.KEEP, SessionChoice.CALL_OFF
LATER = TUESDAY + timedelta(minutes=5)


def give(cast, people, sessions=None, **over):
    said = {"by": cast.manager, "of": cast.owner, "to": cast.colleague, "note": "Ring at four.", "now": LATER}
    return hand_over(people=people, sessions=sessions or {}, **{**said, **over})


def hidden(ask, user, thing):
    with pytest.raises(NotVisible):
        ask(user, thing.ref)


# --- Who sees what, from that moment --------------------------------------------------------------------------------


def test_everything_about_them_follows_at_once(cast, now):
    person, mother = a_family(cast.owner)
    risk, request = assess(cast.owner, person), asked(cast.owner, person, mother)
    things = ((get_person_for, person), (get_risk_for, risk), (get_request_for, request))
    for ask, thing in things:
        assert ask(cast.owner, thing.ref)
        hidden(ask, cast.colleague, thing)
    give(cast, [person], now=clock.now())
    for ask, thing in things:
        assert ask(cast.colleague, thing.ref)
        hidden(ask, cast.owner, thing)
    assert browser(cast.owner).get(f"/people/{person.ref}/").status_code == 404
    assert browser(cast.colleague).get(f"/people/{person.ref}/").status_code == 200


def test_into_another_service(cast, now):
    person = register(cast.owner, TUESDAY)
    give(cast, [person], to=cast.other_team, service=cast.other_service)
    person.refresh_from_db()
    assert (person.service, person.version) == (cast.other_service, 2)
    assert get_person_for(cast.other_team, person.ref)
    assert get_person_for(cast.other_dso, person.ref)
    for gone in (cast.owner, cast.manager, cast.dso):
        hidden(get_person_for, gone, person)


# --- Planned sessions -----------------------------------------------------------------------------------------------


def test_a_session_goes_along_and_is_told_anew(cast):
    ground = ready_ground(cast, TUESDAY)
    session = planned(ground)
    session.participants.update(told_at=TUESDAY)
    give(cast, [ground.person], {session.ref: MOVE})
    session.refresh_from_db()
    assert (session.practitioner, session.version) == (cast.colleague, 2)
    assert session.participants.get().told_at is None
    assert session.bookings.get(is_free=False).worker == cast.colleague
    hidden(get_session_for, cast.owner, session)


def test_a_session_is_called_off(cast):
    ground = ready_ground(cast, TUESDAY)
    session = planned(ground)
    give(cast, [ground.person], {session.ref: CALL_OFF})
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    assert not session.bookings.filter(is_free=False).exists()


def test_a_session_that_is_kept_lets_them_be_seen_until_its_day_is_over(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    give(cast, [ground.person], {session.ref: KEEP}, now=clock.now())
    session.refresh_from_db()
    assert session.practitioner == cast.owner
    assert get_person_for(cast.owner, ground.person.ref)
    kept = ground.person.involvements.get(practitioner=cast.owner, role="with")
    assert kept.to_at == seen_until([session.starts_at])
    assert session.starts_at < kept.to_at


def test_a_group_with_others_stays(cast):
    ground = ready_ground(cast, TUESDAY)
    other = another(ground, "Ben Frost")
    session = planned(ground, a_plan(ground, participants=[ground.person, other]))
    with pytest.raises(Refused, match="cannot become"), transaction.atomic():
        give(cast, [ground.person], {session.ref: MOVE})
    give(cast, [ground.person, other], {session.ref: MOVE})
    session.refresh_from_db()
    assert session.practitioner == cast.colleague


@pytest.mark.parametrize("left", [False, True])
def test_nobody_who_is_accused_or_has_left_is_kept_for_a_group(cast, now, left):
    case = None if left else raise_by(cast.colleague, about_staff="yes", staff_named="Priya Shah")
    ground = ready_ground(cast, now)
    session = planned(ground, a_plan(ground, participants=[ground.person, another(ground, "Ben Frost")]))
    if left:
        cast.owner.is_active = False
        cast.owner.save()
    for sessions in ({session.ref: KEEP}, {}):
        with pytest.raises(Refused, match="has to be settled first"), transaction.atomic():
            give(cast, [ground.person], sessions, by=cast.dsl, because_of=case, now=clock.now())
    assert not ground.person.involvements.filter(role="with").exists()


def test_because_of_a_case_about_staff_nothing_is_kept(cast, now):
    case = raise_by(cast.colleague, about_staff="yes", staff_named="Priya Shah")
    ground = ready_ground(cast, now)
    session = planned(ground)
    with pytest.raises(Refused, match="cannot become of this session"), transaction.atomic():
        give(cast, [ground.person], {session.ref: KEEP}, by=cast.dsl, because_of=case, now=clock.now())
    assert get_person_for(cast.owner, ground.person.ref)  # nothing was done


def test_a_session_that_is_kept_shows_those_who_take_part_and_nobody_else(cast, now):
    ground = ready_ground(cast, now)
    other = another(ground, "Ben Frost")
    session = planned(ground)
    give(cast, [ground.person, other], {session.ref: KEEP}, now=clock.now())
    assert get_person_for(cast.owner, ground.person.ref)
    hidden(get_person_for, cast.owner, other)


def test_whoever_takes_over_is_not_booked_twice(cast):
    ground = ready_ground(cast, TUESDAY)
    session = planned(ground)
    other = register(cast.colleague, TUESDAY, full_name="Ben Frost")
    assess(cast.colleague, other, TUESDAY)
    planned(ground, a_plan(ground, participants=[other], practitioner=cast.colleague), by=cast.manager)
    with pytest.raises(Refused, match="another session"), transaction.atomic():
        give(cast, [ground.person], {session.ref: MOVE})
    assert get_person_for(cast.owner, ground.person.ref)  # nothing has changed
    assert not HandOver.objects.exists()


def test_the_second_worker_is_replaced_too(cast):
    ground = ready_ground(cast, TUESDAY)
    plan = a_plan(ground, practitioner=cast.colleague, second_worker=cast.owner)
    session = planned(ground, plan, by=cast.manager)
    with pytest.raises(Refused, match="runs one of the sessions already"), transaction.atomic():
        give(cast, [ground.person], {session.ref: MOVE})


def test_sessions_must_be_those_that_are_planned(cast):
    ground = ready_ground(cast, TUESDAY)
    planned(ground)
    with pytest.raises(Refused, match="changed meanwhile"):
        give(cast, [ground.person], {})


def test_somebody_else_was_first(cast):
    person = register(cast.owner, TUESDAY)
    give(cast, [person])
    with pytest.raises(Refused, match="meanwhile"):
        give(cast, [person], to=cast.manager)


@pytest.mark.parametrize(
    ("taking_part", "may_keep", "may"),
    [
        ({1}, True, [MOVE, CALL_OFF, KEEP]),
        ({1}, False, [MOVE, CALL_OFF]),
        ({1, 2}, True, [KEEP]),
        ({1, 2}, False, []),
    ],
)
def test_choices(taking_part, may_keep, may):
    assert choices_for(taking_part, {1}, may_keep=may_keep) == may


def test_nothing_kept_shows_nobody():
    assert seen_until([]) is None


# --- What is to be done ---------------------------------------------------------------------------------------------


def test_what_was_agreed_and_calls_go_along(cast, now):
    session = a_live_session(cast.owner)
    call = a_call(session)
    person = call.person
    due = now.date() + timedelta(days=3)
    agreed = [AgreedActionDetails(what="Ask the school", owner=cast.owner, due_on=due)]
    action = assess(cast.owner, person, agreed=agreed).agreed_actions.get()
    later = clock.now()
    give(cast, [person], now=later)
    for row, kind in ((call, DutyKind.WELFARE_CALL), (action, DutyKind.AGREED_ACTION)):
        row.refresh_from_db()
        assert Duty.objects.get(kind=kind, subject_ref=row.ref).owner == cast.colleague
    assert (call.caller, action.owner) == (cast.colleague, cast.colleague)


def test_accepted_in_time(cast):
    person = register(cast.owner, TUESDAY)
    give(cast, [person])
    duty, made = Duty.objects.get(kind=DutyKind.TAKE_OVER), HandOver.objects.get()
    assert (duty.owner, duty.path) == (cast.colleague, made.get_absolute_url())
    with pytest.raises(Refused, match="Only the one"):
        accept_hand_over(by=cast.manager, now=LATER, hand_over=made)
    for _press in range(2):
        accept_hand_over(by=cast.colleague, now=LATER, hand_over=made)
    made.refresh_from_db()
    duty.refresh_from_db()
    assert (made.accepted_by, duty.state) == (cast.colleague, "done")


def test_not_accepted_in_time_the_line_manager_is_told(cast):
    person = register(cast.owner, TUESDAY)
    give(cast, [person])
    duty = Duty.objects.get(kind=DutyKind.TAKE_OVER)
    remind_of_due_duties(now=duty.due_at)
    tell_others_of_overdue_duties(now=duty.escalate_at)
    told = Message.objects.filter(subject_ref__in=(duty.ref, duty.subject_ref)).order_by("id")
    assert [one.recipient_id for one in told] == [cast.colleague.pk, cast.colleague.pk, cast.manager.pk]
    assert not any("Amira" in message.title + message.body for message in told)
    assert get_hand_over_for(cast.manager, duty.subject_ref)


def test_handed_on_before_it_was_accepted(cast):
    person = register(cast.owner, TUESDAY)
    give(cast, [person])
    give(cast, [person], of=cast.colleague, to=cast.manager, by=cast.dsl, now=LATER + timedelta(minutes=1))
    assert list(Duty.objects.filter(state="open").values_list("owner", flat=True)) == [cast.manager.pk]


@pytest.mark.parametrize("by", ["admin", None])
def test_whoever_was_to_accept_leaves_and_somebody_else_can(cast, by):
    person = register(cast.owner, TUESDAY)
    give(cast, [person])
    closed = {"by": cast[by] if by else None, "now": LATER + timedelta(minutes=1), "person": cast.colleague}
    close_account(**closed, takers=Takers(people=cast.owner, tasks=cast.dso))
    duty, made = Duty.objects.get(kind=DutyKind.TAKE_OVER, state="open"), HandOver.objects.get()
    assert (duty.owner, made.to) == (cast.owner, cast.owner)
    assert Message.objects.filter(recipient_id=cast.owner.pk, subject_ref=made.ref, kind="people.handed_over").exists()
    accept_hand_over(by=cast.owner, now=LATER + timedelta(minutes=2), hand_over=made)
    assert not Duty.objects.filter(state="open", kind=DutyKind.TAKE_OVER).exists()


def test_whoever_was_to_accept_leaves_and_the_next_must_not_learn_of_it(cast, now):
    case = raise_by(cast.colleague, about_staff="yes", staff_named="Priya Shah")
    person = register(cast.owner, now)
    give(cast, [person], by=cast.dsl, because_of=case, now=clock.now())
    takers = Takers(people=cast.manager, tasks=cast.manager)
    close_account(by=cast.admin, now=clock.now(), person=cast.colleague, takers=takers)
    duty, made = Duty.objects.get(kind=DutyKind.TAKE_OVER), HandOver.objects.get()
    assert (duty.owner, made.to) == (cast.dso, cast.colleague)
    hidden(get_hand_over_for, cast.manager, made)
    accept_hand_over(by=cast.dso, now=clock.now(), hand_over=made)
    duty.refresh_from_db()
    assert duty.state == "done"


def test_whoever_takes_somebody_over_by_themselves_has_accepted(cast):
    person = register(cast.owner, TUESDAY)
    give(cast, [person], by=cast.manager, to=cast.manager)
    assert HandOver.objects.get().accepted_by == cast.manager
    assert not Duty.objects.exists()


# --- Because of a case about somebody who works here (practice B16) ---------------------------------------------------


def test_whoever_is_kept_out_of_the_case_learns_of_nothing(cast, now):
    case = raise_by(cast.colleague, about_staff="yes", staff_named="Priya Shah")
    person = register(cast.owner, now)
    give(cast, [person], by=cast.dsl, because_of=case, now=clock.now())
    made = HandOver.objects.get()
    assert {cast.owner.pk, cast.manager.pk} <= set(made.kept_from)
    assert get_person_for(cast.manager, person.ref)  # sees the young person, as ever
    hidden(get_hand_over_for, cast.manager, made)
    assert made.ref not in browser(cast.manager).get(f"/people/{person.ref}/").content.decode()
    assert made.ref in browser(cast.colleague).get(f"/people/{person.ref}/").content.decode()
    assert not Message.objects.filter(recipient_id__in=(cast.owner.pk, cast.manager.pk), subject_ref=made.ref).exists()
    duty = Duty.objects.get(kind=DutyKind.TAKE_OVER)
    tell_others_of_overdue_duties(now=duty.escalate_at)  # the line manager is one of them: the officer is told
    assert not Message.objects.filter(recipient_id=cast.manager.pk, subject_ref=duty.ref).exists()
    assert Message.objects.filter(recipient_id=cast.dso.pk, subject_ref=duty.ref).exists()


def test_nobody_who_is_kept_out_takes_over(cast, now):
    case = raise_by(cast.colleague, about_staff="yes", staff_named="Priya Shah")
    person = register(cast.owner, now)
    with pytest.raises(Refused, match="must not learn"):
        give(cast, [person], by=cast.dsl, to=cast.manager, because_of=case, now=clock.now())


def test_nobody_allocated(cast):
    person = register(cast.owner, TUESDAY)
    person.involvements.update(to_at=LATER)
    give(cast, [person], of=None, now=LATER + timedelta(minutes=1))
    assert get_person_for(cast.colleague, person.ref)
