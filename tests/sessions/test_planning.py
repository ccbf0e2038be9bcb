"""Writing, changing and calling off a plan; the slots of its workers; what the database itself refuses."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.lib.errors import Refused
from safeguard.people.models import Involvement
from sessions_app.actions import (
    Plan,
    assess_session,
    cancel_session,
    change_plan,
    plan_session,
    send_to_manager,
)
from sessions_app.enums import Mitigation, SessionKind, SessionState, WhyOneToOne
from sessions_app.exceptions import PlanChanged
from sessions_app.models import Booking, Session
from tests.factories.escalation import set_clock
from tests.factories.people import register
from tests.factories.platforms import PlatformFactory
from tests.factories.sessions import (
    TUESDAY,
    Ground,
    a_plan,
    an_activity,
    an_assessment,
    approved,
    one_to_one,
    planned,
    ready_ground,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


def _write(ground: Ground, **over: Any) -> Session:
    plan = a_plan(ground, **over)
    return plan_session(by=ground.worker, now=ground.now, plan=plan, client_token=uuid.uuid4())


def _change(ground: Ground, session: Session, **over: Any) -> Session:
    session.refresh_from_db()
    plan = replace(Plan.of(session), **over)
    return change_plan(by=ground.worker, now=ground.now, session=session, version=session.version, plan=plan)


# --- Writing ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("PLN-01")
def test_a_plan_keeps_everything_that_was_said(ground: Ground) -> None:
    adult = ground.person.adults.get()
    other = register(ground.worker, ground.now, full_name="Ben Osei")
    plan = a_plan(
        ground,
        kind=SessionKind.GROUP,
        content="Cards",
        participants=[ground.person, other],
        second_worker=ground.cast.colleague,
        supporting_adults=[(adult, True)],
    )
    session = plan_session(by=ground.worker, now=ground.now, plan=plan, client_token=uuid.uuid4())
    session.refresh_from_db()
    assert session.ref.startswith("SE-")
    assert (session.kind, session.phase, session.purpose, session.content) == (
        "group", "follow_up", "To talk about school", "Cards",
    )  # fmt: skip
    assert (session.platform, session.activity, session.method) == (ground.platform, ground.activity, "video")
    assert (session.starts_at, session.planned_minutes) == (TUESDAY + timedelta(days=1), 45)
    assert (session.practitioner, session.second_worker) == (ground.worker, ground.cast.colleague)
    assert {one.person for one in session.participants.all()} == {ground.person, other}
    assert [(one.adult, one.has_agreed) for one in session.supporting_adults.all()] == [(adult, True)]
    assert (session.service, session.state, session.version) == (ground.cast.service, "planned", 1)
    event = AuditEvent.objects.get(verb="sessions_app.session.planned")
    assert (event.subject_ref, event.actor_id) == (session.ref, ground.worker.pk)


def test_the_second_worker_may_see_who_takes_part(ground: Ground) -> None:
    _write(ground, second_worker=ground.cast.colleague)
    involved = Involvement.objects.get(person=ground.person, practitioner=ground.cast.colleague)
    assert (involved.role, involved.to_at) == ("with", None)


def test_sent_twice_it_lands_once(ground: Ground) -> None:
    token = uuid.uuid4()
    first = plan_session(by=ground.worker, now=ground.now, plan=a_plan(ground), client_token=token)
    assert plan_session(by=ground.worker, now=ground.now, plan=a_plan(ground), client_token=token) == first
    assert (Session.objects.count(), Booking.objects.count()) == (1, 1)


def test_a_one_to_one_says_why_and_a_group_does_not(ground: Ground) -> None:
    why = {"why_one_to_one": WhyOneToOne.OTHER, "why_detail": "They stammer.", "mitigations": (Mitigation.DROPS_IN,)}
    alone = _write(ground, kind=SessionKind.ONE_TO_ONE, **why)
    assert (alone.why_one_to_one, alone.why_one_to_one_detail, alone.mitigations) == (
        "other", "They stammer.", ["drops_in"],
    )  # fmt: skip
    group = _write(ground, starts_at=ground.now + timedelta(days=2), **why)
    assert (group.why_one_to_one, group.why_one_to_one_detail, group.mitigations) == ("", "", [])


def test_of_several_services_it_belongs_to_that_of_the_activity(ground: Ground) -> None:
    other = register(ground.cast.other_team, ground.now, full_name="Ben Osei")
    Involvement.objects.create(person=other, practitioner=ground.worker, role="with", from_at=ground.now)
    assert _write(ground, participants=[ground.person, other]).service == ground.activity.service
    alone = _write(ground, participants=[other], starts_at=ground.now + timedelta(days=3))
    assert alone.service == ground.cast.other_service


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unplanned": ({"kind": SessionKind.UNPLANNED}, "needs no plan"),
    "no purpose": ({"purpose": "  "}, "what the session is for"),
    "nobody": ({"participants": []}, "who takes part"),
    "yesterday": ({"starts_at": TUESDAY - timedelta(days=1)}, "from now on"),
    "in two years": ({"starts_at": TUESDAY + timedelta(days=800)}, "within a year"),
    "too short": ({"minutes": 4}, "from 5 to 480"),
    "too long": ({"minutes": 481}, "from 5 to 480"),
    "another way": ({"method": "phone"}, "do not meet on this platform"),
    "a one-to-one without why": ({"kind": SessionKind.ONE_TO_ONE, "mitigations": ("drops_in",)}, "Say why"),
    "a one-to-one no safer": ({"kind": SessionKind.ONE_TO_ONE, "why_one_to_one": "need"}, "at least one thing"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_plan_must_not_be(ground: Ground, case: str) -> None:
    over, words = WRONG[case]
    with pytest.raises(Refused, match=words):
        _write(ground, **over)
    assert not Session.objects.exists()


def test_a_one_to_one_is_with_one(ground: Ground) -> None:
    other = register(ground.worker, ground.now, full_name="Ben Osei")
    with pytest.raises(Refused, match="Choose one person"):
        planned(ground, one_to_one(ground, participants=[ground.person, other]))


@pytest.mark.parametrize(("from_on", "to_on"), [(date(2026, 11, 26), None), (date(2026, 1, 1), date(2026, 11, 24))])
def test_the_activity_runs_on_that_day(ground: Ground, from_on: date, to_on: date | None) -> None:
    activity = an_activity(ground.worker, ground.now, starts_on=from_on, ends_on=to_on)
    with pytest.raises(Refused, match="activity"):
        _write(ground, activity=activity)


@pytest.mark.requirement("PLT-01")
@pytest.mark.parametrize("status", ["proposed", "in_assessment", "refused", "retired"])
def test_only_an_approved_platform_can_be_chosen(ground: Ground, status: str) -> None:
    with pytest.raises(Refused, match="has been approved"):
        _write(ground, platform=PlatformFactory(status=status, review_due=None, owner=ground.cast.ict))


@pytest.mark.parametrize("who", ["other_team", "dso", "board", "admin"])
def test_nobody_plans_with_people_they_do_not_work_with(ground: Ground, who: str) -> None:
    with pytest.raises(Refused):
        plan_session(by=ground.cast[who], now=ground.now, plan=a_plan(ground), client_token=uuid.uuid4())
    assert not Session.objects.exists()


def test_a_manager_plans_for_the_team_and_for_nobody_else(ground: Ground) -> None:
    plan = a_plan(ground, practitioner=ground.cast.colleague)
    session = plan_session(by=ground.cast.manager, now=ground.now, plan=plan, client_token=uuid.uuid4())
    assert session.practitioner == ground.cast.colleague
    other = a_plan(ground, practitioner=ground.cast.other_team, starts_at=ground.now + timedelta(days=2))
    for by in (ground.cast.manager, ground.worker):
        with pytest.raises(Refused, match="for yourself and for your team"):
            plan_session(by=by, now=ground.now, plan=other, client_token=uuid.uuid4())


def test_a_second_worker_works_with_people_and_is_another(ground: Ground) -> None:
    with pytest.raises(Refused, match="cannot run sessions"):
        _write(ground, second_worker=ground.cast.board)
    with pytest.raises(Refused, match="runs the session already"):
        _write(ground, second_worker=ground.worker)


def test_a_supporting_adult_belongs_to_somebody_who_takes_part(ground: Ground) -> None:
    other = register(ground.worker, ground.now, full_name="Ben Osei")
    with pytest.raises(Refused, match="belongs to nobody"):
        _write(ground, participants=[other], supporting_adults=[(ground.person.adults.get(), False)])


def test_there_is_an_end_to_how_many_take_part(ground: Ground) -> None:
    with pytest.raises(Refused, match="200 at most"):
        _write(ground, participants=[ground.person] * 201)


# --- Slots --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes_later", "is_refused"), [(-45, False), (-44, True), (0, True), (44, True), (45, False), (90, False)]
)
def test_two_slots_of_one_worker_never_overlap(ground: Ground, minutes_later: int, is_refused: bool) -> None:
    first = _write(ground)
    starts_at = first.starts_at + timedelta(minutes=minutes_later)
    if not is_refused:
        assert _write(ground, starts_at=starts_at).pk
        return
    with pytest.raises(Refused, match="Priya Shah has another session from 25 Nov 10:00 to 25 Nov 10:45") as refused:
        _write(ground, starts_at=starts_at)
    assert "Amira" not in str(refused.value)  # with whom is nobody else's business
    assert Session.objects.count() == 1


def test_a_second_worker_is_booked_too(ground: Ground) -> None:
    _write(ground, second_worker=ground.cast.colleague)
    plan = a_plan(ground)
    with pytest.raises(Refused, match="Callum Reid has another session"):
        plan_session(by=ground.cast.colleague, now=ground.now, plan=plan, client_token=uuid.uuid4())


def test_whoever_was_busy_may_be_free_again_by_now(ground: Ground) -> None:
    """Between the refusal of the database and the question who was in the way, the other one was called off."""
    from sessions_app.actions.planning import _who_is_busy

    session = _write(ground)
    slot = session.bookings.get().during
    assert "Send it again" in _who_is_busy(session, [ground.worker.pk], slot)


def test_the_database_itself_refuses(ground: Ground) -> None:
    slot = _write(ground).bookings.get()
    other = _write(ground, starts_at=ground.now + timedelta(days=2))
    with pytest.raises(IntegrityError, match="one_planned_slot_at_a_time"), transaction.atomic():
        other.bookings.update(during=slot.during)


def test_a_session_that_is_moved_or_called_off_frees_its_slot(ground: Ground) -> None:
    first = _write(ground)
    _change(ground, first, starts_at=first.starts_at + timedelta(hours=3))
    second = _write(ground)
    cancel_session(by=ground.worker, now=ground.now, session=second, reason="Ill")
    assert _write(ground).pk


def test_moved_by_a_little_it_is_not_in_its_own_way(ground: Ground) -> None:
    session = _write(ground)
    _change(ground, session, starts_at=session.starts_at + timedelta(minutes=10))
    assert session.bookings.filter(is_free=False).count() == 1
    changed = _change(ground, session, minutes=30)
    assert changed.bookings.get(is_free=False).during.upper == changed.starts_at + timedelta(minutes=30)


# --- Changing -----------------------------------------------------------------------------------------------------


def test_a_change_writes_what_differs(ground: Ground) -> None:
    session = _write(ground)
    changed = _change(ground, session, purpose="To plan the week", minutes=30)
    assert (changed.version, changed.purpose, changed.planned_minutes) == (2, "To plan the week", 30)
    event = AuditEvent.objects.get(verb="sessions_app.session.changed")
    assert event.fields == ["planned_minutes", "purpose"]


def test_nothing_changed_is_no_change(ground: Ground) -> None:
    session = _write(ground)
    assert _change(ground, session).version == 1
    assert not AuditEvent.objects.filter(verb="sessions_app.session.changed").exists()


def test_a_change_on_an_earlier_plan_is_refused(ground: Ground) -> None:
    session = _write(ground)
    plan = Plan.of(session)
    _change(ground, session, minutes=30)
    with pytest.raises(PlanChanged):
        change_plan(by=ground.cast.manager, now=ground.now, session=session, version=1, plan=plan)


def test_a_change_takes_the_approval_away(ground: Ground) -> None:
    session = approved(ground)
    changed = _change(ground, session, purpose="Something else")
    assert (changed.state, changed.version) == ("planned", 2)


def test_a_change_of_a_plan_that_waits_takes_it_back(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    assert _change(ground, session, minutes=30).state == "planned"
    assert Duty.objects.get().state == "done"


def test_that_an_adult_has_agreed_makes_no_other_plan(ground: Ground) -> None:
    adult = ground.person.adults.get()
    written = _write(ground, supporting_adults=[(adult, False)])
    Session.objects.filter(pk=written.pk).update(state=SessionState.APPROVED)
    changed = _change(ground, written, supporting_adults=[(adult, True)])
    assert (changed.state, changed.version) == ("approved", 1)
    assert changed.supporting_adults.get().has_agreed


def test_moved_the_family_is_told_again(ground: Ground) -> None:
    session = told(ground, planned(ground))
    session.refresh_from_db()
    assert session.family_told_at == ground.now
    assert _change(ground, session, purpose="Another").family_told_at == ground.now
    moved = _change(ground, session, starts_at=session.starts_at + timedelta(hours=2))
    assert (moved.family_told_at, moved.participants.get().told_at) == (None, None)


def test_a_slot_is_as_long_as_it_is_planned_when_the_clocks_change(ground: Ground) -> None:
    before = datetime(2027, 3, 28, 0, 30, tzinfo=ZoneInfo("Europe/London"))  # at one it is two
    session = planned(ground, a_plan(ground, starts_at=before, minutes=100))
    during = session.bookings.get().during
    assert during.upper.astimezone(UTC) - during.lower.astimezone(UTC) == timedelta(minutes=100)


def test_people_come_and_go(ground: Ground) -> None:
    other = register(ground.worker, ground.now, full_name="Ben Osei")
    adult = ground.person.adults.get()
    session = told(ground, planned(ground, a_plan(ground, supporting_adults=[(adult, False)])))
    changed = _change(ground, session, participants=[ground.person, other])
    assert {one.person for one in changed.participants.all()} == {ground.person, other}
    assert changed.family_told_at is None  # the other one does not know yet
    _change(ground, session, participants=[other], supporting_adults=[])
    assert (changed.participants.get().person, changed.supporting_adults.count()) == (other, 0)


@pytest.mark.parametrize("who", ["other_team", "dso", "dsl"])
def test_nobody_else_changes_a_plan(ground: Ground, who: str) -> None:
    session = _write(ground)
    with pytest.raises(Refused, match="may change a plan"):
        change_plan(by=ground.cast[who], now=ground.now, session=session, version=1, plan=Plan.of(session))


def test_the_second_worker_changes_it_too(ground: Ground) -> None:
    session = _write(ground, second_worker=ground.cast.colleague)
    plan = replace(Plan.of(session), minutes=30)
    changed = change_plan(by=ground.cast.colleague, now=ground.now, session=session, version=1, plan=plan)
    assert changed.planned_minutes == 30


def test_a_platform_that_was_refused_since_may_stay_in_the_plan(ground: Ground) -> None:
    session = _write(ground)
    platform = ground.platform
    platform.status, platform.review_due = "refused", None
    platform.save()
    assert _change(ground, session, purpose="Another").version == 2  # that it is refused is said by its page


def test_what_has_begun_or_is_off_is_not_changed(ground: Ground) -> None:
    session = _write(ground)
    cancel_session(by=ground.worker, now=ground.now, session=session, reason="Ill")
    for act in (
        lambda: _change(ground, session, minutes=30),
        lambda: cancel_session(by=ground.worker, now=ground.now, session=session, reason="Ill"),
        lambda: an_assessment(ground, session),
    ):
        with pytest.raises(Refused, match="its plan stays as it is"):
            act()


# --- Calling off --------------------------------------------------------------------------------------------------


def test_calling_off_says_who_when_and_why(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    done = cancel_session(by=ground.cast.manager, now=ground.now, session=session, reason="The worker is ill")
    assert (done.state, done.cancelled_by, done.cancelled_at) == ("cancelled", ground.cast.manager, ground.now)
    assert done.cancelled_why == "The worker is ill"
    assert not done.bookings.filter(is_free=False).exists()
    assert Duty.objects.get().state == "done"


def test_calling_off_needs_a_reason_and_somebody_who_may(ground: Ground) -> None:
    session = _write(ground)
    with pytest.raises(Refused, match="Write why"):
        cancel_session(by=ground.worker, now=ground.now, session=session, reason=" ")
    with pytest.raises(Refused, match="may call a session off"):
        cancel_session(by=ground.cast.other_team, now=ground.now, session=session, reason="Ill")


# --- The risk of the session --------------------------------------------------------------------------------------


def test_the_assessment_is_joined_to_its_plan_and_the_latest_holds(ground: Ground) -> None:
    session = planned(ground, assessed=False)
    first = an_assessment(ground, session)
    assert (first.session, first.made_by, first.made_at) == (session, ground.worker, ground.now)
    token = uuid.uuid4()
    second = an_assessment(ground, session, rating="high", client_token=token)
    assert an_assessment(ground, session, client_token=token) == second  # a double press
    assert session.assessments.count() == 2


@pytest.mark.parametrize("name", ["risks", "measures", "response"])
def test_an_assessment_says_everything(ground: Ground, name: str) -> None:
    session = planned(ground, assessed=False)
    with pytest.raises(Refused):
        an_assessment(ground, session, **{name: "  "})
    with pytest.raises(Refused):
        an_assessment(ground, session, rating="none")
    assert not session.assessments.exists()


def test_another_assessment_asks_for_approval_anew(ground: Ground) -> None:
    session = approved(ground)
    an_assessment(ground, session, rating="moderate")
    session.refresh_from_db()
    assert (session.state, session.version) == ("planned", 2)


def test_nobody_else_assesses(ground: Ground) -> None:
    session = planned(ground, assessed=False)
    words = {"rating": "low", "risks": "x", "measures": "x", "response": "x", "client_token": uuid.uuid4()}
    with pytest.raises(Refused, match="may assess"):
        assess_session(by=ground.cast.dso, now=ground.now, session=session, **words)


def test_summer_time_keeps_the_hour(ground: Ground) -> None:
    """A plan is a moment: ten in London is nine in UTC in summer."""
    session = _write(ground, starts_at=datetime(2027, 6, 1, 9, tzinfo=UTC))
    assert session.bookings.get().during.lower == datetime(2027, 6, 1, 9, tzinfo=UTC)
