"""Somebody leaves: their access ends at once, and nothing that was open in their name is left to nobody."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client

from incidents.actions import acknowledge_incident
from incidents.models import ChronologyEntry
from safeguard.audit.models import AuditEvent
from safeguard.desk.actions import close_account, close_due_accounts, close_service, reopen_account
from safeguard.desk.selectors.leaving import open_work
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import Outgoing, queue_messages
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message
from safeguard.people.actions import hand_over_people
from safeguard.people.actions.involving import begin_involvement
from safeguard.people.models import Involvement
from safeguard.practitioners.actions import arrange_leaving, cancel_leaving, end_seat, seat_member
from safeguard.practitioners.enums import GroupSeat, PostCode, Role
from safeguard.practitioners.models import Leaving, Post, PostHolding, RoleGrant, Takers, User
from sessions_app.actions import send_to_manager
from sessions_app.models import Booking, Session
from tests.factories.live import a_call, a_live_session
from tests.factories.people import register
from tests.factories.practitioners import UserFactory, hold
from tests.factories.sessions import TUESDAY, one_to_one, planned, ready_ground, told
from tests.pages import browser, chosen

pytestmark = pytest.mark.django_db
NOBODY = Takers()


@pytest.fixture
def now() -> Any:
    return clock.now()


def leave(cast: Any, person: User, now: Any, takers: Takers = NOBODY, by: User | None = None) -> User:
    return close_account(by=by or cast.admin, now=now, person=person, takers=takers)


# --- access ends ------------------------------------------------------------------------------------------------


def test_whoever_leaves_is_out_at_once_and_for_everything(cast, now, settings):
    cast.owner.password = make_password("three odd words here")
    cast.owner.save()
    Authenticator.objects.create(user=cast.owner, type="totp", data={})
    here = browser(cast.owner)
    assert here.get("/").status_code == 200
    token = default_token_generator.make_token(cast.owner)
    waiting = Outgoing(
        kind="x", channel=Channel.EMAIL, address=cast.owner.email, dedupe_key="x", title="t", body="b",
        recipient_id=cast.owner.pk,
    )  # fmt: skip
    queue_messages([waiting], now=now)
    closed = leave(cast, cast.owner, now)
    assert (closed.is_active, closed.left_at, closed.has_usable_password()) == (False, now, False)
    assert here.get("/")["Location"].startswith("/account/login/"), "the session is over"
    assert not default_token_generator.check_token(closed, token), "a link for a password opens nothing"
    assert not Client().login(email=cast.owner.email, password="three odd words here")
    assert not RoleGrant.objects.filter(user=cast.owner).exists()
    assert not Authenticator.objects.filter(user=cast.owner).exists()
    assert Message.objects.get(dedupe_key="x").state == MessageState.CANCELLED
    assert User.objects.filter(pk=cast.owner.pk).exists(), "nobody is deleted"
    assert AuditEvent.objects.filter(verb="practitioners.user.closed", subject_ref=str(cast.owner.ref)).count() == 1


@pytest.mark.parametrize(("who", "words"), [("dsl", "hold the post"), ("deputy", "hold the post"), ("admin", "own")])
def test_lead_deputy_and_oneself_are_refused_and_nothing_is_changed(cast, now, who, words):
    with pytest.raises(Refused, match=words):
        leave(cast, cast[who], now)
    cast[who].refresh_from_db()
    assert cast[who].is_active
    assert PostHolding.objects.filter(person=cast[who], to_at__isnull=False).count() == 0


def test_the_last_administrator_stays(cast, now):
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    leave(cast, cast.admin, now, by=other)
    with pytest.raises(Refused, match="last administrator"):
        close_account(by=None, now=now, person=other, takers=NOBODY)


@pytest.mark.parametrize("who", ["owner", "manager", "dsl", "board", "ict"])
def test_only_an_administrator_closes_an_account(cast, now, who):
    with pytest.raises(Refused):
        leave(cast, cast.colleague, now, by=cast[who])
    assert User.objects.get(pk=cast.colleague.pk).is_active


def test_closed_twice_it_says_so(cast, now):
    leave(cast, cast.owner, now)
    with pytest.raises(Refused, match="closed already"):
        leave(cast, cast.owner, now)


def test_posts_and_cover_end_and_those_who_lead_are_told(cast, now):
    cover = hold(
        PostCode.DSL, cast.dso, reason="on_duty", from_at=now + timedelta(days=1), to_at=now + timedelta(days=2)
    )
    seat_member(by=cast.dsl, now=now, person=cast.dso, sits_as=GroupSeat.DESIGNATED)
    leave(cast, cast.dso, now + timedelta(seconds=1))
    assert not PostHolding.objects.filter(pk=cover.pk).exists()
    assert not PostHolding.objects.at(now + timedelta(seconds=2)).filter(person=cast.dso).exists()
    assert not cast.dso.group_seats.filter(to_at__isnull=True).exists()
    assert Message.objects.filter(kind="account.posts_changed", recipient=cast.dsl).exists()


# --- work goes on -----------------------------------------------------------------------------------------------


def test_people_sessions_and_duties_go_to_whoever_is_named(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    worker = ground.worker
    other = cast.colleague if worker != cast.colleague else cast.owner
    before = open_work(worker, now)
    assert min(before.people, before.sessions) > 0
    leave(cast, worker, now, Takers(people=other, tasks=cast.manager))
    session.refresh_from_db()
    assert (session.practitioner, session.state) == (other, "planned")
    assert Booking.objects.filter(session=session, is_free=False).values_list("worker", flat=True).get() == other.pk
    assert not Involvement.objects.filter(practitioner=worker, to_at__isnull=True).exists()
    assert Involvement.objects.filter(practitioner=other, to_at__isnull=True).count() >= before.people
    assert not any(vars(open_work(worker, now)).values())
    told = Message.objects.get(kind="account.work_taken_over", recipient=other)
    assert worker.full_name not in told.title + told.body


def test_without_a_name_the_line_manager_takes_it(cast, now):
    person = register(cast.owner)
    leave(cast, cast.owner, now)
    with_whom = Involvement.objects.get(person=person, to_at__isnull=True)
    assert with_whom.practitioner == cast.manager


def test_where_nobody_can_take_them_people_stay_for_their_managers_to_find(cast, now):
    person = register(cast.other_team)  # has no line manager
    leave(cast, cast.other_team, now)
    assert Involvement.objects.get(person=person).to_at is None
    assert not User.objects.get(pk=cast.other_team.pk).is_active
    duty = Duty.objects.get(kind="take_over")
    assert (duty.owner, duty.subject_ref, duty.state) == (cast.dsl, person.ref, "open")
    assert person.ref in browser(cast.dsl).get("/").content.decode()
    hand_over_people(by=cast.admin, now=now, people=[person], to=in_day_groups(cast), reason="Nobody took them.")
    assert Duty.objects.get(pk=duty.pk).state == "done"


def in_day_groups(cast):
    cast.colleague.services.add(cast.other_service)
    return cast.colleague


def test_whoever_somebody_else_works_with_is_nobodys_task(cast, now):
    person = register(cast.other_team)
    begin_involvement(by=cast.other_team, now=now, person=person, practitioner=cast.colleague)
    leave(cast, cast.other_team, now)
    assert not Duty.objects.filter(kind="take_over").exists()


def test_a_busy_taker_gets_the_plan_without_a_slot(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    other = cast.colleague
    slot = Booking.objects.get(session=session, is_free=False)
    theirs = Session.objects.get(pk=session.pk)
    theirs.pk, theirs.ref, theirs.client_token, theirs.practitioner = None, "SE-OTHER-OTHER", uuid4(), other
    theirs.save()
    Booking.objects.create(session=theirs, worker=other, during=slot.during)
    leave(cast, ground.worker, now, Takers(people=other))
    session.refresh_from_db()
    assert session.practitioner == other
    assert not session.bookings.filter(is_free=False).exists()


def test_welfare_calls_are_made_by_another(cast, now):
    call = a_call(a_live_session(cast.owner))
    caller = call.caller
    leave(cast, caller, now, Takers(tasks=cast.manager))
    call.refresh_from_db()
    assert call.caller != caller
    assert not Duty.objects.filter(owner=caller, state="open").exists()


def test_a_call_and_its_duty_go_to_one_person_who_may_open_it(cast, now):
    """Whoever makes the calls also takes the young people: the task of an office could open nothing of them."""
    call = a_call(a_live_session(cast.owner))
    caller = call.caller
    other = cast.colleague if caller != cast.colleague else cast.owner
    leave(cast, caller, now, Takers(people=other, tasks=cast.ict))
    call.refresh_from_db()
    duty = Duty.objects.get(kind="welfare_call", subject_ref=call.ref)
    assert call.caller == duty.owner == other
    assert browser(other).get(duty.path).status_code == 200


def test_incidents_go_to_somebody_who_may_read_them_and_lets_nobody_in(cast, now, raise_a_concern):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    leave(cast, cast.dso, now, Takers(cases=cast.other_dso))  # of another service: may not read it
    incident.refresh_from_db()
    assert (incident.acknowledged_by, incident.handed_to) == (cast.dso, cast.dsl)
    assert "Dana Whitlock deals with it" in ChronologyEntry.objects.get(incident=incident, by=cast.dsl).text
    message = Message.objects.get(kind="incidents.handed_over")
    assert (message.recipient, cast.dso.full_name in message.body) == (cast.dsl, False)
    assert browser(cast.admin).get(f"/incidents/{incident.ref}/").status_code == 404


def test_the_team_gets_another_manager_and_never_a_circle(cast, now):
    upper = UserFactory(roles=[Role.LINE_MANAGER])
    User.objects.filter(pk=cast.manager.pk).update(line_manager=upper)
    cast.manager.refresh_from_db()
    RoleGrant.objects.create(user=cast.owner, role=Role.LINE_MANAGER, granted_at=now)
    leave(cast, cast.manager, now, Takers(team=cast.owner))
    cast.owner.refresh_from_db()
    cast.colleague.refresh_from_db()
    assert (cast.owner.line_manager, cast.colleague.line_manager) == (upper, cast.owner)


def test_all_of_it_or_nothing(cast, now):
    person = register(cast.owner)
    hold(PostCode.DSL, cast.owner, cast.service)  # not for all services: does not keep them
    User.objects.filter(pk=cast.owner.pk).update(line_manager=cast.manager)
    post = Post.objects.get(code=PostCode.DEPUTY_DSL)
    PostHolding.objects.filter(post=post).update(person=cast.owner)
    with pytest.raises(Refused):
        leave(cast, cast.owner, now)
    assert Involvement.objects.get(person=person, to_at__isnull=True).practitioner == cast.owner


# --- later ------------------------------------------------------------------------------------------------------


def test_a_day_to_come_closes_the_account_at_that_moment(cast, now):
    ends = now + timedelta(days=3)
    arrange_leaving(by=cast.admin, now=now, person=cast.owner, leaves_at=ends, takers=Takers(people=cast.colleague))
    assert close_due_accounts(now=ends - timedelta(seconds=1)) == 0
    person = register(cast.owner)
    assert close_due_accounts(now=ends) == 1
    assert close_due_accounts(now=ends) == 0, "once"
    assert Involvement.objects.get(person=person, to_at__isnull=True).practitioner == cast.colleague
    assert Leaving.objects.get(person=cast.owner).done_at == ends


def test_a_plan_that_waits_for_approval_is_asked_anew_when_the_day_has_come(cast):
    ground = ready_ground(cast, TUESDAY)
    session = told(ground, planned(ground, one_to_one(ground)))
    send_to_manager(by=ground.worker, now=TUESDAY, session=session)
    arrange_leaving(
        by=cast.admin,
        now=TUESDAY,
        person=ground.worker,
        leaves_at=TUESDAY + timedelta(hours=1),
        takers=Takers(people=cast.colleague),
    )
    assert close_due_accounts(now=TUESDAY + timedelta(hours=1)) == 1
    session.refresh_from_db()
    assert (session.state, session.practitioner) == ("planned", cast.colleague)


def test_a_lead_whose_day_has_come_delays_no_other_and_is_told_of_each_day(cast, now):
    ends = now + timedelta(days=1)
    for person in (cast.dsl, cast.owner):
        arrange_leaving(by=cast.admin, now=now, person=person, leaves_at=ends, takers=NOBODY)
    assert close_due_accounts(now=ends) == 1
    close_due_accounts(now=ends + timedelta(minutes=1))
    assert User.objects.get(pk=cast.dsl.pk).is_active
    told = Message.objects.filter(kind="account.leaving_blocked")
    assert set(told.values_list("recipient", flat=True)) == {cast.admin.pk, cast.deputy.pk, cast.lead.pk}


def test_it_is_said_again_and_taken_back(cast, now):
    for days in (3, 5):
        arrange_leaving(by=cast.admin, now=now, person=cast.owner, leaves_at=now + timedelta(days=days), takers=NOBODY)
    assert Leaving.objects.get(person=cast.owner).leaves_at == now + timedelta(days=5)
    assert cancel_leaving(by=cast.admin, now=now, person=cast.owner)
    assert not cancel_leaving(by=cast.admin, now=now, person=cast.owner)
    assert close_due_accounts(now=now + timedelta(days=9)) == 0


@pytest.mark.parametrize("over", ["past", "themselves", "left"])
def test_what_cannot_be_arranged(cast, now, over):
    leaves_at, takers = now + timedelta(days=1), NOBODY
    if over == "past":
        leaves_at = now
    if over == "themselves":
        takers = Takers(people=cast.owner)
    if over == "left":
        takers = Takers(people=leave(cast, cast.colleague, now))
    with pytest.raises(Refused):
        arrange_leaving(by=cast.admin, now=now, person=cast.owner, leaves_at=leaves_at, takers=takers)


# --- coming back ------------------------------------------------------------------------------------------------


def test_whoever_comes_back_has_no_role(cast, now):
    leave(cast, cast.owner, now)
    with pytest.raises(Refused):
        reopen_account(by=cast.manager, now=now, person=cast.owner)
    back = reopen_account(by=cast.admin, now=now, person=cast.owner)
    assert (back.is_active, back.left_at, back.has_usable_password()) == (True, None, False)
    assert not RoleGrant.objects.filter(user=back).exists()
    assert not back.services.exists()
    told = set(Message.objects.filter(kind="account.reopened").values_list("recipient", flat=True))
    assert told == {cast.dsl.pk, cast.deputy.pk, cast.lead.pk}
    assert Message.objects.filter(kind="account.invitation", recipient=back).exists()
    with pytest.raises(Refused, match="open"):
        reopen_account(by=cast.admin, now=now, person=back)


def test_services_and_roles_of_whoever_comes_back_are_said_anew(cast, now):
    leave(cast, cast.colleague, now)
    with pytest.raises(Refused, match="come with a post"):
        reopen_account(by=cast.admin, now=now, person=cast.colleague, roles=[Role.DSO])
    assert not User.objects.get(pk=cast.colleague.pk).is_active
    client, here = browser(cast.admin), f"/organisation/people/{cast.colleague.ref}/"
    page = client.get(here)
    assert not chosen(page)  # nothing is ticked: not even what they had
    wrong = client.post(f"{here}reopen/", {"roles": ["dsl"]})
    assert (wrong.status_code, "govuk-error-summary" in wrong.content.decode()) == (422, True)
    answers = {"services": [cast.other_service.ref], "roles": ["line_manager"]}
    for _press in range(2):
        assert client.post(f"{here}reopen/", answers)["Location"] == here
    back = User.objects.get(pk=cast.colleague.pk)
    assert (set(back.services.all()), back.role_codes) == ({cast.other_service}, {Role.LINE_MANAGER})
    assert Message.objects.filter(kind="account.people_opened", recipient=cast.dsl).count() == 1


def test_whoever_comes_back_sees_none_of_their_former_young_people(cast, now):
    who = cast.other_team  # has no line manager, so nobody takes them
    left, shared, seen = (register(who, now, full_name=name) for name in ("Ada Bee", "Cal Dow", "Eve Fox"))
    begin_involvement(by=who, now=now, person=shared, practitioner=cast.colleague)
    Involvement.objects.filter(person=seen).update(to_at=now + timedelta(days=30))  # to see them a while longer
    leave(cast, who, now)
    assert Involvement.objects.filter(practitioner=who, to_at__isnull=True).count() == 2
    back = reopen_account(by=cast.admin, now=now, person=who, roles=[Role.PRACTITIONER])
    later = now + timedelta(seconds=1)
    assert not Involvement.objects.at(later).filter(practitioner=back).exists()
    for person in (left, shared, seen):
        assert browser(back).get(f"/people/{person.ref}/").status_code == 404
    duty = Duty.objects.get(kind="take_over", state="open")  # they are still the lead's to find somebody for
    assert (duty.subject_ref, duty.owner) == (left.ref, cast.dsl)
    assert Involvement.objects.at(later).filter(person=shared, practitioner=cast.colleague).exists()


# --- closing a service ------------------------------------------------------------------------------------------


def test_a_service_is_closed_once_nothing_is_open_in_it(cast, now):
    person = register(cast.owner)
    with pytest.raises(Refused, match=r"people who work in it.*1 young person"):
        close_service(by=cast.admin, now=now, service=cast.service)
    Involvement.objects.filter(person=person).update(to_at=now + timedelta(seconds=1))
    for one in User.objects.filter(services=cast.service):
        one.services.clear()
    closed = close_service(by=cast.admin, now=now, service=cast.service)
    assert (closed.is_active, closed.closed_at) == (False, now)
    assert not PostHolding.objects.at(now).filter(post__service=cast.service).exists()


def test_a_seat_ends_once(cast, now):
    seat = seat_member(by=cast.dsl, now=now, person=cast.colleague, sits_as=GroupSeat.MANAGER, duties="Posters")
    assert Role.OSG_MEMBER in set(RoleGrant.objects.filter(user=cast.colleague).values_list("role", flat=True))
    ended = end_seat(by=cast.dsl, now=now, seat=seat)
    assert end_seat(by=cast.dsl, now=now + timedelta(days=1), seat=seat).to_at == ended.to_at
    with pytest.raises(Refused):
        seat_member(by=cast.owner, now=now, person=cast.colleague, sits_as=GroupSeat.MANAGER)
