"""Reasons, the line manager's answer, and the start: judged once more by everything as it then is."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consent.enums import Decision
from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.platforms.actions import decide_on_platform
from safeguard.policies.models import Signature
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import PostHolding
from sessions_app.actions import (
    Plan,
    approve_session,
    change_plan,
    end_session,
    give_reason,
    plan_session,
    send_back,
    send_to_manager,
    start_session,
    start_unplanned_contact,
)
from sessions_app.enums import EndedHow, SessionKind, SessionState
from sessions_app.exceptions import PlanChanged
from sessions_app.models import LiveEvent, Session
from sessions_app.selectors.readiness import readiness_of
from tests.factories.escalation import set_clock
from tests.factories.people import assess, register
from tests.factories.platforms import a_complete_assessment
from tests.factories.policies import PolicyVersionFactory
from tests.factories.practitioners import hold
from tests.factories.sessions import (
    TUESDAY,
    Ground,
    a_plan,
    agree,
    an_assessment,
    another,
    approved,
    one_to_one,
    planned,
    ready_ground,
    told,
    trained,
)
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db
ON_TIME = TUESDAY + timedelta(days=1)


@pytest.fixture
def ground(cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


def sent(ground: Ground, **over: Any) -> Session:
    session = planned(ground, one_to_one(ground, **over))
    return send_to_manager(by=ground.worker, now=ground.now, session=session)


def approve(ground: Ground, session: Session, by: Any = None, **reasons: str) -> Any:
    return approve_session(
        by=by or ground.cast.manager, now=ground.now, session=session, version=session.version, reasons=reasons
    )


# --- Sending ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("RA-10")
def test_a_one_to_one_is_approved_before_it_starts(ground: Ground) -> None:
    session = told(ground, planned(ground, one_to_one(ground)))
    assert (session.why_one_to_one, session.mitigations) == ("private", ["adult_near"])
    with pytest.raises(Refused, match="a line manager approves it first"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    with pytest.raises(Refused, match="has not answered yet"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    session.refresh_from_db()
    approval = approve(ground, session)
    assert (approval.is_approved, approval.by, approval.version) == (True, ground.cast.manager, 1)
    assert start_session(by=ground.worker, now=ON_TIME, session=session).state == SessionState.LIVE


def test_the_line_manager_has_until_the_end_of_the_next_working_day(ground: Ground) -> None:
    session = sent(ground, starts_at=TUESDAY + timedelta(days=7))
    duty = Duty.objects.get()
    assert (duty.kind, duty.owner, duty.subject_ref) == ("approve", ground.cast.manager, session.ref)
    assert duty.due_at == TUESDAY + timedelta(days=1, hours=7)  # Wednesday, 17:00
    message = Message.objects.get()
    assert (message.recipient, message.channel) == (ground.cast.manager, "email")
    assert "Amira" not in message.title + message.body
    assert session.get_absolute_url() in message.body


def test_or_until_it_starts(ground: Ground) -> None:
    sent(ground, starts_at=TUESDAY + timedelta(hours=3))
    assert Duty.objects.get().due_at == TUESDAY + timedelta(hours=3)


def test_with_little_time_the_officer_on_duty_is_asked_too(ground: Ground, settings: Any) -> None:
    settings.SMS_URL = "jsons://localhost/"
    session = sent(ground, starts_at=TUESDAY + timedelta(hours=3))
    asked = set(Message.objects.filter(subject_ref=session.ref).values_list("recipient__full_name", "channel"))
    assert {("Maggie Okafor", "email"), ("Maggie Okafor", "sms"), ("Dele Adeyemi", "email")} <= asked


@pytest.mark.parametrize("why", ["nobody", "left"])
def test_without_a_line_manager_the_officer_answers(ground: Ground, why: str) -> None:
    if why == "nobody":
        ground.worker.line_manager = None
        ground.worker.save()
    else:
        ground.cast.manager.is_active = False
        ground.cast.manager.save()
    session = sent(ground)
    assert Duty.objects.get().owner == ground.cast.dso
    assert approve(ground, session, by=ground.cast.dso).is_approved


def test_where_nobody_could_answer_nothing_is_sent(ground: Ground) -> None:
    PostHolding.objects.all().delete()
    ground.worker.line_manager = None
    ground.worker.save()
    session = planned(ground, one_to_one(ground))
    with pytest.raises(Refused, match="Ask an administrator"):
        send_to_manager(by=ground.worker, now=ground.now, session=session)
    session.refresh_from_db()
    assert session.state == "planned"


def test_what_stops_it_is_put_right_first(ground: Ground) -> None:
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=1), Decision.WITHDRAWN)
    session = planned(ground, one_to_one(ground))
    with pytest.raises(Refused, match="was taken back"):
        send_to_manager(by=ground.worker, now=ground.now, session=session)


def test_the_worker_gives_their_own_reasons_first(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground, minutes=60))
    with pytest.raises(Refused, match="longer than"):
        send_to_manager(by=ground.worker, now=ground.now, session=session)
    give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason="A first meeting")
    assert send_to_manager(by=ground.worker, now=ground.now, session=session).state == "with_manager"


def test_what_needs_no_answer_is_not_sent(ground: Ground) -> None:
    with pytest.raises(Refused, match="Nothing in it has to be approved"):
        send_to_manager(by=ground.worker, now=ground.now, session=told(ground, planned(ground)))


def test_sent_twice_it_is_asked_once(ground: Ground) -> None:
    session = sent(ground)
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    assert (Duty.objects.count(), Message.objects.count()) == (1, 1)
    with pytest.raises(Refused):
        send_to_manager(by=ground.cast.other_team, now=ground.now, session=session)


# --- Answering ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "colleague", "other_team", "other_dso", "board", "admin"])
def test_who_may_not_answer(ground: Ground, who: str) -> None:
    session = sent(ground, second_worker=ground.cast.colleague)
    for act in (
        lambda: approve(ground, session, by=ground.cast[who]),
        lambda: send_back(by=ground.cast[who], now=ground.now, session=session, reason="No"),
    ):
        with pytest.raises(Refused, match="Only the line manager"):
            act()


@pytest.mark.parametrize("who", ["manager", "dso", "dsl", "deputy"])
def test_who_may_answer(ground: Ground, who: str) -> None:
    session = sent(ground)
    assert approve(ground, session, by=ground.cast[who]).by == ground.cast[who]
    assert Duty.objects.get().state == "done"
    assert Message.objects.filter(recipient=ground.worker, title__contains="approved").count() == 1


def test_whoever_covers_the_officer_may_answer(ground: Ground) -> None:
    hold(PostCode.DSO, ground.cast.other_dso, ground.cast.service, reason=CoverReason.ABSENCE)
    assert approve(ground, sent(ground), by=ground.cast.other_dso).is_approved


def test_a_manager_gives_a_reason_for_each_thing(ground: Ground) -> None:
    assess(ground.worker, ground.person, ground.now + timedelta(seconds=1), rating="high")
    key = f"RA-05:{ground.person.ref}"
    session = sent(ground)
    with pytest.raises(Refused, match="online work may be unsuitable"):
        approve(ground, session)
    with pytest.raises(Refused):
        approve(ground, session, **{key: "  "})
    assert not session.reasons.exists()
    later = ground.now + timedelta(minutes=5)
    approve_session(
        by=ground.cast.manager, now=later, session=session, version=1, reasons={key: "With the mother near"}
    )
    given = session.reasons.get()
    assert (given.key, given.reason, given.by, given.version) == (key, "With the mother near", ground.cast.manager, 1)
    assert readiness_of(Session.objects.get(), later).for_the_manager == []


def test_an_answer_to_an_earlier_plan_is_refused(ground: Ground) -> None:
    session = sent(ground)
    with pytest.raises(PlanChanged):
        approve_session(by=ground.cast.manager, now=ground.now, session=session, version=2, reasons={})


def test_approved_twice_is_approved_once(ground: Ground) -> None:
    session = sent(ground)
    assert approve(ground, session) == approve(ground, session, by=ground.cast.dsl)
    assert session.approvals.count() == 1


def test_what_was_not_sent_is_not_approved(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    with pytest.raises(Refused, match="has not been sent"):
        approve(ground, session)
    with pytest.raises(Refused, match="not waiting"):
        send_back(by=ground.cast.manager, now=ground.now, session=session, reason="No")


def test_what_stops_it_since_stops_the_approval(ground: Ground) -> None:
    session = sent(ground)
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=1), Decision.REFUSED)
    with pytest.raises(Refused, match="was refused"):
        approve(ground, session)


def test_sent_back_it_is_planned_again_with_what_has_to_change(ground: Ground) -> None:
    session = sent(ground)
    with pytest.raises(Refused, match="what has to change"):
        send_back(by=ground.cast.manager, now=ground.now, session=session, reason="")
    answer = send_back(by=ground.cast.manager, now=ground.now, session=session, reason="Make it shorter")
    session.refresh_from_db()
    assert (answer.is_approved, answer.reason, session.state) == (False, "Make it shorter", "planned")
    assert Duty.objects.get().state == "done"
    assert Message.objects.filter(recipient=ground.worker, title__contains="has come back").count() == 1
    assert send_to_manager(by=ground.worker, now=ground.now, session=session).state == "with_manager"
    assert Duty.objects.filter(state="open").count() == 1


# --- Reasons ------------------------------------------------------------------------------------------------------


def test_who_gives_which_reason(ground: Ground) -> None:
    session = planned(ground, a_plan(ground, minutes=60), assessed=False)
    with pytest.raises(Refused, match="Only the line manager"):
        give_reason(by=ground.worker, now=ground.now, session=session, key="RA-06", reason="No time")
    with pytest.raises(Refused):
        give_reason(by=ground.cast.other_team, now=ground.now, session=session, key="PLN-03", reason="x")
    assert give_reason(by=ground.cast.dso, now=ground.now, session=session, key="RA-06", reason="A crisis").pk
    assert give_reason(by=ground.cast.manager, now=ground.now, session=session, key="PLN-03", reason="Fine").pk
    assert AuditEvent.objects.filter(verb="sessions_app.session.reason_given").count() == 2


def test_a_reason_says_something_once_and_is_asked_for(ground: Ground) -> None:
    session = planned(ground, a_plan(ground, minutes=60))
    with pytest.raises(Refused, match="Write why"):
        give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason=" ")
    first = give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason="A first meeting")
    assert give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason="Again") == first
    for key in ("PLN-04", "RA-01", "nonsense"):
        with pytest.raises(Refused, match="No reason is asked"):
            give_reason(by=ground.cast.manager, now=ground.now, session=session, key=key, reason="x")


def test_nobody_gives_a_reason_instead_of_an_approval(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    with pytest.raises(Refused, match="No reason is asked"):
        give_reason(by=ground.cast.manager, now=ground.now, session=session, key="RA-10", reason="Fine")


@pytest.mark.requirement("PLN-04")
def test_a_session_outside_hours_needs_a_reason_and_the_line_manager_is_told(ground: Ground) -> None:
    evening = told(ground, planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(hours=9))))
    with pytest.raises(Refused, match="outside working hours"):
        start_session(by=ground.worker, now=evening.starts_at, session=evening)
    give_reason(by=ground.worker, now=ground.now, session=evening, key="PLN-04", reason="After school and clubs")
    message = Message.objects.get(recipient=ground.cast.manager)
    assert message.title == f"{evening.ref}: a session of your team is planned outside working hours"
    assert start_session(by=ground.worker, now=evening.starts_at, session=evening).state == "live"


# --- Starting -----------------------------------------------------------------------------------------------------


def test_a_session_that_is_ready_starts(ground: Ground) -> None:
    session = start_session(by=ground.worker, now=ON_TIME, session=approved(ground))
    assert (session.state, session.started_at, session.started_by) == ("live", ON_TIME, ground.worker)
    event = LiveEvent.objects.get()
    assert (event.kind, event.by, event.at) == ("started", ground.worker, ON_TIME)
    assert session.findings_at_start == [{"key": "RA-10", "level": "reason"}]  # what it was judged by
    assert start_session(by=ground.worker, now=ON_TIME, session=session).pk == session.pk  # the second press
    assert LiveEvent.objects.count() == 1


@pytest.mark.requirement("CON-01")
def test_no_session_without_the_consent_of_everybody_who_takes_part(ground: Ground) -> None:
    other = register(ground.worker, ground.now, full_name="Ben Osei", authority_known="unknown")
    assess(ground.worker, other, ground.now)
    session = planned(ground, a_plan(ground, participants=[ground.person, other]))
    for act in (
        lambda: start_session(by=ground.worker, now=ON_TIME, session=session),
        lambda: send_to_manager(by=ground.worker, now=ON_TIME, session=session),
        lambda: told(ground, session),
    ):
        with pytest.raises(Refused, match="This stops it: Ben has not agreed to take part"):
            act()
    agree(other, ground.activity, ground.now, Decision.REFUSED)
    with pytest.raises(Refused, match="Consent for Ben to take part was refused"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    agree(other, ground.activity, ground.now + timedelta(minutes=1))
    session.participants.update(told_at=ground.now)
    assert start_session(by=ground.worker, now=ON_TIME, session=session).state == "live"


def test_consent_taken_back_at_the_last_moment_stops_it(ground: Ground) -> None:
    session = approved(ground)
    agree(ground.person, ground.activity, ON_TIME - timedelta(minutes=1), Decision.WITHDRAWN)
    with pytest.raises(Refused, match=r"This stops it: .* was taken back"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    assert not LiveEvent.objects.exists()


@pytest.mark.requirement("RA-01")
def test_nothing_is_offered_approved_or_started_without_an_individual_risk_assessment(ground: Ground) -> None:
    other = register(ground.worker, ground.now, full_name="Ben Osei", authority_known="unknown",
                     phone="07700 900125", safe_text="yes")  # fmt: skip
    agree(other, ground.activity, ground.now)
    session = planned(ground, one_to_one(ground, participants=[other]))
    for act in (
        lambda: told(ground, session),
        lambda: send_to_manager(by=ground.worker, now=ground.now, session=session),
        lambda: start_session(by=ground.worker, now=ON_TIME, session=session),
    ):
        with pytest.raises(Refused, match="Ben has no individual risk assessment"):
            act()
    assert not Message.objects.exists()
    assess(ground.worker, other, ground.now)
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    approve(ground, session)
    assert start_session(by=ground.worker, now=ON_TIME, session=told(ground, session)).state == "live"


@pytest.mark.requirement("PLN-03")
def test_a_session_lasts_45_minutes_unless_somebody_says_why(ground: Ground) -> None:
    assert fields(browser(ground.worker).get("/sessions/new/"))["minutes"] == "45"
    usual = told(ground, planned(ground))
    assert readiness_of(usual, ON_TIME).is_ready
    longer = told(ground, planned(ground, a_plan(ground, minutes=46, starts_at=ON_TIME + timedelta(hours=2))))
    with pytest.raises(Refused, match="It is planned for 46 minutes: longer than 45 minutes"):
        start_session(by=ground.worker, now=longer.starts_at, session=longer)
    give_reason(by=ground.worker, now=ground.now, session=longer, key="PLN-03", reason="Both parents join at the end")
    assert start_session(by=ground.worker, now=longer.starts_at, session=longer).state == "live"


@pytest.mark.requirement("RA-06")
def test_a_session_is_assessed_before_it_starts(ground: Ground) -> None:
    session = told(ground, planned(ground, assessed=False))
    with pytest.raises(Refused, match="The risk of this session has not been assessed"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    assert an_assessment(ground, session).session == session
    assert start_session(by=ground.worker, now=ON_TIME, session=session).state == "live"


@pytest.mark.requirement("RA-08")
def test_what_is_done_if_a_concern_arises_is_never_blank_and_stands_on_the_live_page(ground: Ground) -> None:
    session = told(ground, planned(ground, assessed=False))
    with pytest.raises(Refused, match="exactly what is done, and by whom"):
        an_assessment(ground, session, response="   ")
    an_assessment(ground, session, response="Maggie rings the mother at once.")
    start_session(by=ground.worker, now=ON_TIME, session=session)
    live = browser(ground.worker).get(f"{session.get_absolute_url()}live/")
    assert "Maggie rings the mother at once." in live.content.decode()


@pytest.mark.requirement("PLN-30")
def test_one_contact_at_a_time(ground: Ground) -> None:
    """No overlapping plans, no two live pages, and a short gap is noted."""
    first = told(ground, planned(ground))
    with pytest.raises(Refused, match="has another session"):
        planned(ground, a_plan(ground, starts_at=ON_TIME + timedelta(minutes=30)))
    second = told(ground, planned(ground, a_plan(ground, starts_at=ON_TIME + timedelta(minutes=50))))
    assert [finding.code for finding in readiness_of(second, ON_TIME).notes] == ["PLN-30"]
    start_session(by=ground.worker, now=ON_TIME, session=first)
    with pytest.raises(Refused, match="still in another session"):
        start_session(by=ground.worker, now=ON_TIME + timedelta(minutes=50), session=second)


def test_a_platform_refused_since_stops_it_and_a_lapsed_one_asks(ground: Ground) -> None:
    session = approved(ground)
    ground.platform.review_due = date(2026, 11, 24)  # the day before
    ground.platform.save()
    with pytest.raises(Refused, match="should have been looked at again"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    give_reason(by=ground.cast.dso, now=ON_TIME, session=session, key="PLT-01:lapsed", reason="ICT looks today")
    ground.platform.status, ground.platform.review_due = "refused", None
    ground.platform.save()
    with pytest.raises(Refused, match="must not be used"):
        start_session(by=ground.worker, now=ON_TIME, session=session)


def test_a_reason_for_a_platform_ends_with_another_decision(ground: Ground) -> None:
    session = planned(ground)
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY)

    def asked(now: datetime) -> list[str]:
        return [one.key for one in readiness_of(Session.objects.get(pk=session.pk), now).for_the_manager]

    decided = {
        "platform": ground.platform,
        "status": "restricted",
        "reason": "Looked at",
        "review_due": date(2027, 1, 1),
    }
    answer = {"session": session, "key": "PLT-01:restricted", "reason": "Over 18 anyway"}
    decide_on_platform(by=ground.cast.ict, now=TUESDAY, restrictions="Groups only", **decided)
    give_reason(by=ground.cast.manager, now=TUESDAY + timedelta(minutes=1), **answer)
    later = TUESDAY + timedelta(minutes=2)
    assert asked(later) == []
    decide_on_platform(by=ground.cast.ict, now=later, restrictions="Never under 18", **decided)
    assert asked(later) == ["PLT-01:restricted"]
    give_reason(by=ground.cast.manager, now=later + timedelta(minutes=1), **answer)
    assert asked(later) == []


def test_a_reason_for_a_worker_ends_with_another_policy_or_training(ground: Ground) -> None:
    session = planned(ground)
    version = Signature.objects.get(person=ground.worker).version
    PolicyVersionFactory(policy=version.policy, number=2, issued_at=TUESDAY - timedelta(hours=1))
    trained(ground.worker, ground.cast.dsl, expires_on=date(2026, 11, 24), recorded_at=TUESDAY - timedelta(hours=1))
    for key in ("ORG-07", "ORG-26"):
        give_reason(by=ground.cast.manager, now=TUESDAY, session=session, key=key, reason="Tonight")
    later = TUESDAY + timedelta(hours=1)
    assert [one.key for one in readiness_of(session, later).for_the_manager] == []
    PolicyVersionFactory(policy=version.policy, number=3, issued_at=later)
    trained(ground.worker, ground.cast.dsl, expires_on=date(2026, 11, 24), recorded_at=later)
    assert [one.key for one in readiness_of(session, later).for_the_manager] == ["ORG-26", "ORG-07"]


@pytest.mark.parametrize("minutes", [-20, 20])
def test_around_midnight_everybody_judges_the_same_day(ground: Ground, minutes: int) -> None:
    """Practice E43: the reason that the start asks for can be given in the same minute."""
    starts_at = datetime(2026, 11, 26, 0, 0, tzinfo=UTC) - timedelta(minutes=minutes)
    session = told(ground, planned(ground, a_plan(ground, starts_at=starts_at)))
    now = starts_at + timedelta(minutes=2 * minutes)  # on the other side of midnight
    set_clock(now)
    give_reason(by=ground.worker, now=now, session=session, key="PLN-04", reason="The only hour they can")
    ground.platform.review_due = date(2026, 11, 25)  # good until midnight
    ground.platform.save()
    with pytest.raises(Refused, match="should have been looked at again"):
        start_session(by=ground.worker, now=now, session=session)
    give_reason(by=ground.cast.manager, now=now, session=session, key="PLT-01:lapsed", reason="ICT looks tomorrow")
    assert start_session(by=ground.worker, now=now, session=session).state == "live"


# --- What was begun is ended and written down -----------------------------------------------------------------------


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=20), timedelta(minutes=-20)])
def test_from_the_start_somebody_has_its_record_to_write(ground: Ground, late: timedelta) -> None:
    """An hour after it was to end; so one that nobody ends is chased as well (LOG-02)."""
    start_session(by=ground.worker, now=ON_TIME + late, session=told(ground, planned(ground)))
    duty = Duty.objects.get(kind="record")
    assert (duty.owner, duty.state) == (ground.worker, "open")
    assert duty.due_at == ON_TIME + max(late, timedelta(0)) + timedelta(minutes=45) + timedelta(hours=1)


def test_a_session_that_nobody_ends_is_chased(ground: Ground) -> None:
    start_session(by=ground.worker, now=ON_TIME, session=told(ground, planned(ground)))
    assert remind_of_due_duties(now=ON_TIME + timedelta(minutes=104)) == 0
    assert remind_of_due_duties(now=ON_TIME + timedelta(minutes=105)) == 1
    assert tell_others_of_overdue_duties(now=ON_TIME + timedelta(days=1)) == 1
    assert Message.objects.filter(kind="duties.overdue", recipient=ground.cast.manager).exists()


def test_ended_it_is_the_same_duty_with_its_own_moment(ground: Ground) -> None:
    session = start_session(by=ground.worker, now=ON_TIME, session=told(ground, planned(ground)))
    ended = ON_TIME + timedelta(minutes=30)
    end_session(
        by=ground.worker, now=ended, session=session, ended_how=EndedHow.DID_NOT_COME, client_token=uuid.uuid4()
    )
    assert Duty.objects.get(kind="record").due_at == ended + timedelta(hours=1)


def test_an_unplanned_contact_has_its_record_to_write_too(ground: Ground) -> None:
    token = uuid.uuid4()
    for _press in range(2):
        start_unplanned_contact(by=ground.worker, now=ON_TIME, person=ground.person, client_token=token)
    assert Duty.objects.get(kind="record").due_at == ON_TIME + timedelta(minutes=45) + timedelta(hours=1)


def test_somebody_else_s_form_gives_nothing_away(ground: Ground) -> None:
    session = planned(ground)
    plan = a_plan(ground, participants=[register(ground.cast.other_team, TUESDAY)])
    with pytest.raises(Refused, match="Open the page again"):
        plan_session(by=ground.cast.other_team, now=TUESDAY, plan=plan, client_token=session.client_token)
    with pytest.raises(Refused, match="Open the page again"):
        start_unplanned_contact(
            by=ground.worker, now=TUESDAY, person=another(ground, "Ben Osei"), client_token=session.client_token
        )
    mine = an_assessment(ground, session)
    other = planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(days=2)), assessed=False)
    with pytest.raises(Refused, match="Open the page again"):
        an_assessment(ground, other, client_token=mine.client_token)


@pytest.mark.requirement("ORG-07")
def test_an_unsigned_policy_asks_for_a_manager_s_reason(ground: Ground) -> None:
    """Practice E43 over the row: a reason in the same minute, not a session that cannot be held."""
    session = approved(ground)
    version = Signature.objects.get(person=ground.worker).version
    PolicyVersionFactory(policy=version.policy, number=2, issued_at=TUESDAY)
    with pytest.raises(Refused, match="signed an earlier version"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    with pytest.raises(Refused, match="Only the line manager"):
        give_reason(by=ground.worker, now=ON_TIME, session=session, key="ORG-07", reason="Later")
    give_reason(by=ground.cast.manager, now=ON_TIME, session=session, key="ORG-07", reason="Signs it tonight")
    assert start_session(by=ground.worker, now=ON_TIME, session=session).state == "live"


def test_training_that_runs_out_overnight_asks_and_training_never_done_stops(ground: Ground) -> None:
    session = approved(ground)
    trained(ground.worker, ground.cast.dsl, expires_on=date(2026, 11, 24), recorded_at=TUESDAY)
    with pytest.raises(Refused, match="has run out"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    assert send_to_manager(by=ground.worker, now=ON_TIME, session=session).state == "with_manager"  # in that minute
    approve_session(
        by=ground.cast.dso, now=ON_TIME, session=session, version=1, reasons={"ORG-26": "The course is on Friday"}
    )
    assert start_session(by=ground.worker, now=ON_TIME, session=session).state == "live"


def test_the_family_is_told_or_a_manager_says_why_not(ground: Ground) -> None:
    session = planned(ground)
    with pytest.raises(Refused, match="Nobody has told Amira"):
        start_session(by=ground.worker, now=ON_TIME, session=session)
    key = f"PLN-19:{ground.person.ref}"
    give_reason(by=ground.cast.manager, now=ON_TIME, session=session, key=key, reason="They rang us to ask for it")
    assert start_session(by=ground.worker, now=ON_TIME, session=session).state == "live"


@pytest.mark.parametrize(("hours", "starts"), [(-13, False), (-12, True), (12, True), (13, False)])
def test_it_starts_on_its_own_day(ground: Ground, hours: int, starts: bool) -> None:
    session = told(ground, planned(ground))
    now = ON_TIME + timedelta(hours=hours)
    if starts:
        assert start_session(by=ground.worker, now=now, session=session).state == "live"
    else:
        with pytest.raises(Refused, match="another day"):
            start_session(by=ground.worker, now=now, session=session)


def test_only_its_workers_start_it(ground: Ground) -> None:
    session = told(ground, planned(ground))
    for who in ("manager", "dso", "other_team"):
        with pytest.raises(Refused, match="Only its workers"):
            start_session(by=ground.cast[who], now=ON_TIME, session=session)


def test_nobody_runs_two_sessions_at_once(ground: Ground) -> None:
    first = told(ground, planned(ground, a_plan(ground, second_worker=ground.cast.colleague)))
    later = {"starts_at": ON_TIME + timedelta(hours=1), "practitioner": ground.cast.colleague}
    second = told(ground, planned(ground, a_plan(ground, **later), by=ground.cast.manager))
    start_session(by=ground.worker, now=ON_TIME, session=first)
    with pytest.raises(Refused, match="still in another session"):
        start_session(by=ground.cast.colleague, now=ON_TIME, session=second)


def test_an_unplanned_contact_has_no_gate(ground: Ground) -> None:
    """Practice A7: not training, not consent, not another session that is under way."""
    start_session(by=ground.worker, now=ON_TIME, session=approved(ground))
    other = register(ground.worker, ground.now, full_name="Ben Osei")
    token = uuid.uuid4()
    contact = start_unplanned_contact(
        by=ground.worker, now=ON_TIME, person=other, client_token=token, purpose="He rang"
    )
    again = start_unplanned_contact(by=ground.worker, now=ON_TIME, person=other, client_token=token)
    assert contact == again
    assert (contact.kind, contact.state, contact.purpose) == (SessionKind.UNPLANNED, "live", "He rang")
    assert (contact.platform, contact.activity, contact.participants.get().person) == (None, None, other)
    assert LiveEvent.objects.filter(session=contact, kind="started").count() == 1
    assert not contact.bookings.exists()


def test_an_unplanned_contact_is_with_somebody_one_sees(ground: Ground) -> None:
    for who in ("other_team", "board", "ict"):
        with pytest.raises(Refused):
            start_unplanned_contact(
                by=ground.cast[who], now=ground.now, person=ground.person, client_token=uuid.uuid4()
            )


def test_a_changed_plan_asks_for_its_reasons_again(ground: Ground) -> None:
    session = planned(ground, a_plan(ground, minutes=60))
    give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason="A first meeting")
    assert "PLN-03" in readiness_of(session, ground.now).answered
    plan = replace(Plan.of(session), minutes=90)
    changed = change_plan(by=ground.worker, now=ground.now, session=session, version=1, plan=plan)
    assert readiness_of(changed, ground.now).open_with("PLN-03") is not None


def test_another_assessment_of_the_session_asks_again(ground: Ground) -> None:
    session = planned(ground, assessed=False)
    an_assessment(ground, session, rating="high")
    give_reason(by=ground.cast.manager, now=ground.now, session=session, key="RA-05", reason="A colleague is near")
    assert readiness_of(session, ground.now).open_with("RA-05") is None
    later = ground.now + timedelta(minutes=1)
    an_assessment(replace(ground, now=later), session, rating="high")
    assert readiness_of(session, later).open_with("RA-05") is not None
