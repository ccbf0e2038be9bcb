"""A session that ends with a worry: raised as a concern, or answered with a reason, and never lost."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from safeguard.duties.actions import remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import User
from sessions_app.actions import end_session, say_why_no_concern
from sessions_app.enums import EndedHow
from sessions_app.models import Session
from tests.factories.escalation import set_clock
from tests.factories.incidents import raise_by
from tests.factories.live import a_live_session
from tests.factories.practitioners import UserFactory, hold
from tests.pages import browser

pytestmark = pytest.mark.django_db
CLOSING = {"calm": "yes", "goals": "Tea"}


@pytest.fixture(autouse=True)
def noon(db: None) -> datetime:
    """Monday, noon."""
    return set_clock(datetime.combine(datetime(2031, 3, 3, tzinfo=clock.LONDON).date(), time(12), clock.LONDON))


def end(session: Session, how: str = "left_by_choice", *, worry: bool = True, **over: Any) -> Session:
    values = {
        "by": session.practitioner,
        "now": clock.now(),
        "session": session,
        "ended_how": EndedHow(how),
        "closing": CLOSING,
        "worry": worry,
        "client_token": uuid.uuid4(),
    }
    return end_session(**{**values, **over})


def the_duty() -> Duty | None:
    return Duty.objects.filter(kind="raise_concern").first()


@pytest.mark.parametrize(
    ("how", "worry", "asks"),
    [
        ("left_by_choice", True, True),
        ("not_sure", True, True),
        ("connection_lost", True, True),
        ("concern", False, True),
        ("left_by_choice", False, False),
        ("as_planned", False, False),
        ("safe_word", False, False),
    ],
)
def test_what_worries_at_the_end_is_a_duty_for_half_an_hour(cast: Any, how: str, worry: bool, asks: bool) -> None:
    now = clock.now()
    session = end(a_live_session(cast.owner), how, worry=worry, now=now)
    duty = the_duty()
    assert (duty is not None) is asks
    if duty is not None:
        assert (duty.owner, duty.due_at, duty.state) == (cast.owner, now + timedelta(minutes=30), "open")
        assert duty.path == f"/sessions/{session.ref}/worry/"


def test_the_page_after_it_asks_for_the_concern(cast: Any) -> None:
    session = a_live_session(cast.owner)
    answers = {"client_token": str(uuid.uuid4()), "ended_how": "concern", "calm": "yes", "goals": "Tea"}
    client = browser(cast.owner)
    answer = client.post(f"/sessions/{session.ref}/live/end/", answers)
    assert answer["Location"] == f"/raise/?session={session.ref}"
    assert f"/sessions/{session.ref}/worry/" in client.get("/").content.decode()
    assert f"/sessions/{session.ref}/worry/" in client.get(f"/sessions/{session.ref}/record/").content.decode()


def test_a_closed_tab_loses_nothing_the_worker_is_reminded_and_then_the_route_is_told(cast: Any) -> None:
    session = end(a_live_session(cast.owner))
    Message.objects.all().delete()
    clock.shift(timedelta(minutes=31))
    remind_of_due_duties(now=clock.now())
    assert [one.recipient for one in Message.objects.select_related("recipient")] == [cast.owner]
    clock.shift(timedelta(minutes=31))
    tell_others_of_overdue_duties(now=clock.now())
    told = set(Message.objects.values_list("recipient__full_name", flat=True))
    assert {cast.manager.full_name, cast.dso.full_name} <= told
    for message in Message.objects.all():
        assert "Maya" not in message.title + message.body
    for name in ("owner", "manager", "dso"):
        assert browser(cast[name]).get(f"/sessions/{session.ref}/worry/").status_code == 200, name
    for name in ("colleague", "other_team", "other_dso", "board", "ict", "admin"):
        assert browser(cast[name]).get(f"/sessions/{session.ref}/worry/").status_code == 404, name
    client = browser(cast.dso)
    assert client.post(f"/sessions/{session.ref}/worry/take-on/").status_code == 302
    assert Ladder.objects.get().acknowledged_by == cast.dso
    assert client.get(f"/sessions/{session.ref}/worry/").status_code == 200
    raise_by(cast.dso, session=session)
    assert the_duty().state == "done"  # type: ignore[union-attr]


def test_whoever_stands_in_without_a_role_can_answer_it_too(cast: Any) -> None:
    hold(PostCode.DSO, cast.chair, cast.service, reason=CoverReason.ABSENCE)
    session = end(a_live_session(cast.owner))
    clock.shift(timedelta(minutes=61))
    tell_others_of_overdue_duties(now=clock.now())
    client = browser(cast.chair)
    page = client.get(f"/sessions/{session.ref}/worry/").content.decode()
    assert cast.owner.full_name in page
    assert "Maya" not in page
    raise_by(cast.chair, session=session)
    assert the_duty().state == "done"  # type: ignore[union-attr]
    assert {one.state for one in Ladder.objects.filter(subject_type="duties.duty")} == {"stood_down"}


def test_a_concern_raised_from_the_session_is_the_answer(cast: Any) -> None:
    session = end(a_live_session(cast.owner))
    raise_by(cast.owner, session=session)
    assert the_duty().state == "done"  # type: ignore[union-attr]
    before = a_live_session(cast.colleague)
    raise_by(cast.colleague, session=before)
    end(before, "concern")
    assert Duty.objects.filter(kind="raise_concern").count() == 1


def test_one_about_staff_is_an_answer_too_and_nobody_else_reads_of_it(cast: Any) -> None:
    first = a_live_session(cast.owner, second_worker=cast.colleague)
    raise_by(cast.owner, session=first, about_staff="yes")
    end(first)
    assert not Duty.objects.filter(kind="raise_concern", state="open").exists()
    later = a_live_session(cast.manager, second_worker=cast.owner)
    end(later)
    raise_by(cast.manager, session=later, about_staff="yes")
    assert not Duty.objects.filter(kind="raise_concern", state="open").exists()
    for session in (first, later):
        assert not session.events.filter(kind__in=["concern", "no_concern"]).exists()


def test_a_reason_is_the_other_answer_and_stands_in_the_session(cast: Any) -> None:
    session = end(a_live_session(cast.owner))
    client = browser(cast.owner)
    here = f"/sessions/{session.ref}/worry/"
    empty = client.post(here, {"client_token": str(uuid.uuid4()), "reason": " "})
    assert empty.status_code == 422
    answer = client.post(here, {"client_token": str(uuid.uuid4()), "reason": "They rang back at once."})
    assert answer["Location"] == "/"
    assert the_duty().state == "done"  # type: ignore[union-attr]
    assert "They rang back at once." in client.get(f"/sessions/{session.ref}/record/").content.decode()
    assert client.get(here)["Location"] == "/"


def test_a_reason_given_after_the_record_was_locked_is_read_with_it(cast: Any) -> None:
    session = end(a_live_session(cast.owner))
    client = browser(cast.owner)
    answers = {"client_token": str(uuid.uuid4()), "summary": "Talked.", "no_actions": "on"}
    client.post(f"/sessions/{session.ref}/record/", answers)
    clock.shift(timedelta(minutes=1))
    client.post(f"/sessions/{session.ref}/worry/", {"client_token": str(uuid.uuid4()), "reason": "A dead battery."})
    assert "A dead battery." in client.get(f"/sessions/{session.ref}/record/").content.decode()


def test_who_has_nothing_to_do_with_it_answers_nothing(cast: Any) -> None:
    session = end(a_live_session(cast.owner))
    with pytest.raises(NotVisible):
        say_why_no_concern(by=cast.colleague, now=clock.now(), session=session, reason="No.", client_token=uuid.uuid4())
    with pytest.raises(Refused):
        say_why_no_concern(by=cast.owner, now=clock.now(), session=session, reason=" ", client_token=uuid.uuid4())
    assert the_duty().state == "open"  # type: ignore[union-attr]


def test_they_went_back_and_it_does_worry_them(cast: Any) -> None:
    session, token = a_live_session(cast.owner), uuid.uuid4()
    end(session, worry=False, client_token=token)
    assert the_duty() is None
    end(session, worry=True, client_token=token)
    assert the_duty() is not None


def test_a_line_manager_without_the_role_is_told_nothing_of_it(cast: Any) -> None:
    session = end(a_live_session(cast.owner))
    for roles, answer in (([], 404), ([Role.PRACTITIONER], 404), ([Role.SERVICE_MANAGER], 200)):
        manager = UserFactory(roles=roles)
        User.objects.filter(pk=cast.owner.pk).update(line_manager=manager)
        assert browser(manager).get(f"/sessions/{session.ref}/worry/").status_code == answer, roles
