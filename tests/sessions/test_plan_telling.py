"""Telling a family of a session, and the text on the morning: only what is safe, and nothing of what it is about."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from consent.enums import Decision
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import change_contact, change_person
from safeguard.people.models import Adult, Person
from sessions_app.actions import Plan, cancel_session, change_plan, remind_of_sessions, start_session, tell_family
from sessions_app.models import Session
from sessions_app.selectors.readiness import readiness_of
from tests.factories.escalation import set_clock
from tests.factories.people import register
from tests.factories.platforms import PlatformFactory
from tests.factories.sessions import TUESDAY, Ground, a_plan, agree, another, approved, planned, ready_ground, told
from tests.pages import browser

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 8, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def ground(cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


def tell(ground: Ground, session: Session, whom: Any, channel: str = "text") -> Session:
    return tell_family(by=ground.worker, now=ground.now, session=session, channel=channel, whom=whom)


# --- Before the session -------------------------------------------------------------------------------------------


def test_the_message_says_who_when_and_how_and_nothing_else(ground: Ground) -> None:
    session = tell(ground, planned(ground), ground.person.adults.get(), "email")
    message = Message.objects.get()
    assert (message.address, message.channel, message.subject_ref) == (
        "sana@family.example", "email", ground.person.adults.get().ref,
    )  # fmt: skip
    assert "A video call with Priya is planned for Wednesday 25 November at 10:00" in message.body
    assert "Harbour Video" in message.body
    for secret in ("Amira", "Khan", "Shah", "school", "Mentoring", "Evening line", session.ref):
        assert secret not in message.title + message.body
    assert session.family_told_at == ground.now
    assert session.participants.get().told_at == ground.now


def test_by_telephone_the_worker_rings(ground: Ground) -> None:
    phone = PlatformFactory(name="Work mobile", methods=["phone"], owner=ground.cast.ict)
    ground.worker.work_phone = ""  # no number to ring back
    ground.worker.save()
    tell(ground, planned(ground, a_plan(ground, platform=phone, method="phone")), ground.person.adults.get(), "email")
    body = Message.objects.get().body
    assert "A phone call with Priya is planned" in body
    assert "Priya rings you." in body
    assert "ring or text" not in body


def test_where_home_may_be_dangerous_it_says_still_less(ground: Ground) -> None:
    ground.person.is_in_danger_at_home = True
    ground.person.save()
    tell(ground, planned(ground), ground.person.adults.get(), "email")
    message = Message.objects.get()
    assert message.title == "A message for you"
    assert "Harbour Video" not in message.body


def test_sent_twice_it_leaves_once_and_another_plan_is_told_again(ground: Ground) -> None:
    session = planned(ground)
    for _press in range(2):
        tell(ground, session, ground.person)
    assert Message.objects.count() == 1
    plan = replace(Plan.of(session), starts_at=session.starts_at + timedelta(hours=1))
    session = change_plan(by=ground.worker, now=ground.now, session=session, version=1, plan=plan)
    tell(ground, session, ground.person)
    assert Message.objects.count() == 2


def _messages(kind: str = "sessions.told") -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind=kind).order_by("id").values_list("address", "state"))


def _reach(whom: Any, **changes: str) -> None:
    whom.refresh_from_db()
    by = getattr(whom, "person", whom).registered_by
    change_contact(by=by, now=TUESDAY, whom=whom, version=whom.version, changes=changes)


def _nobody_told(session: Session) -> bool:
    return "PLN-19" in [finding.code for finding in readiness_of(session, TUESDAY).open]


def test_with_another_number_they_are_told_again(ground: Ground) -> None:
    session = tell(ground, planned(ground), ground.person)
    _reach(ground.person, phone="07700 900199", safe_text="not_asked", safe_call="not_asked")
    assert _nobody_told(session)
    _reach(ground.person, safe_text="yes")
    tell(ground, session, ground.person)
    assert _messages() == [("+447700900123", "cancelled"), ("+447700900199", "waiting")]
    assert not _nobody_told(session)
    tell(ground, session, ground.person)  # pressed twice
    assert len(_messages()) == 2


def test_what_was_stopped_told_nobody_and_is_sent_again_when_it_is_safe_again(ground: Ground) -> None:
    session, adult = planned(ground), ground.person.adults.get()
    tell(ground, session, adult, "email")
    assert not _nobody_told(session)
    ground.person.refresh_from_db()
    danger = {"is_in_danger_at_home": True}
    version = ground.person.version
    change_person(by=ground.worker, now=TUESDAY, person=ground.person, version=version, changes=danger)
    assert _nobody_told(session)
    tell(ground, session, adult, "email")
    assert [state for _address, state in _messages()] == ["cancelled", "waiting"]
    assert Message.objects.latest("id").title == "A message for you"
    assert not _nobody_told(session)


@pytest.mark.parametrize(
    ("state", "told_"), [("sent", True), ("waiting", True), ("failed", False), ("cancelled", False)]
)
def test_told_is_who_may_still_read_it(ground: Ground, state: str, told_: bool) -> None:
    session = tell(ground, planned(ground), ground.person)
    sent_at = TUESDAY if state == "sent" else None
    Message.objects.update(state=state, sent_at=sent_at)
    assert _nobody_told(session) is not told_


def test_a_call_or_another_message_still_counts_when_one_is_stopped(ground: Ground) -> None:
    for channel, whom in (("call", ground.person), ("email", ground.person.adults.get())):
        session = planned(ground)
        tell(ground, session, whom, channel)
        tell(ground, session, ground.person)
        Message.objects.filter(channel="sms").update(state="cancelled")
        assert not _nobody_told(session)
        cancel_session(by=ground.worker, now=TUESDAY, session=session, reason="Ill")


def test_the_pages_say_that_nobody_has_been_told(ground: Ground) -> None:
    session = tell(ground, planned(ground), ground.person)
    client = browser(ground.worker)
    for path, words in (("", "not told yet"), ("tell/", "Told ")):
        url = f"{session.get_absolute_url()}{path}"
        Message.objects.update(state="waiting")
        before = client.get(url).content.decode()
        Message.objects.update(state="cancelled")
        after = client.get(url).content.decode()
        assert (words in before, words in after) == ((False, True) if path == "" else (True, False))


def test_whoever_changed_their_mind_meanwhile_is_not_written_to(ground: Ground) -> None:
    session, as_it_was = planned(ground), Person.objects.get(pk=ground.person.pk)
    adult = ground.person.adults.get()
    _reach(ground.person, safe_text="no")
    _reach(adult, safe_email="no")
    for whom, channel in ((as_it_was, "text"), (adult, "email")):
        with pytest.raises(Refused, match="safe to reach"):
            tell(ground, session, whom, channel)
    assert not Message.objects.exists()


def test_a_plan_that_is_moved_or_called_off_stops_what_has_not_left(ground: Ground) -> None:
    other = told(ground, planned(ground, a_plan(ground, starts_at=ground.now + timedelta(days=2))))
    session = told(ground, planned(ground))
    plan = replace(Plan.of(session), starts_at=session.starts_at + timedelta(hours=1))
    session = change_plan(by=ground.worker, now=ground.now, session=session, version=1, plan=plan)
    assert [state for _address, state in _messages()] == ["waiting", "cancelled"]
    tell(ground, session, ground.person)
    cancel_session(by=ground.worker, now=ground.now, session=session, reason="Ill")
    tell(ground, session, ground.person)  # that it is off
    assert [state for _address, state in _messages()] == ["waiting", "cancelled", "cancelled", "waiting"]
    assert other.ref in Message.objects.earliest("id").dedupe_key


def test_whoever_is_taken_out_of_the_plan_hears_no_more_of_it(ground: Ground) -> None:
    other = another(ground, "Ben Osei", phone="07700 900125", safe_text="yes")
    session = told(ground, planned(ground, a_plan(ground, participants=[ground.person, other])))
    tell(ground, session, other.adults.get(), "email")
    plan = replace(Plan.of(session), participants=[ground.person])
    change_plan(by=ground.worker, now=ground.now, session=session, version=1, plan=plan)
    assert _messages() == [
        ("+447700900123", "waiting"), ("+447700900125", "cancelled"), ("sana@family.example", "cancelled"),
    ]  # fmt: skip


def test_only_ways_that_are_safe(ground: Ground) -> None:
    session = planned(ground)
    for whom, channel in ((ground.person, "email"), (ground.person.adults.get(), "text")):
        with pytest.raises(Refused, match="safe to reach"):
            tell(ground, session, whom, channel)
    assert not Message.objects.exists()
    session.refresh_from_db()
    assert session.family_told_at is None


def test_a_call_is_noted_and_sends_nothing(ground: Ground) -> None:
    assert tell(ground, planned(ground), ground.person, "call").family_told_at == ground.now
    assert not Message.objects.exists()


def test_everybody_who_takes_part_is_told(ground: Ground) -> None:
    other = another(ground, "Ben Osei", phone="07700 900125", safe_text="yes")
    session = planned(ground, a_plan(ground, participants=[ground.person, other]))
    assert tell(ground, session, ground.person).family_told_at is None
    assert tell(ground, session, other.adults.get(), "email").family_told_at == ground.now


def test_a_session_called_off_is_told_too(ground: Ground) -> None:
    session = told(ground, planned(ground))
    cancel_session(by=ground.worker, now=ground.now, session=session, reason="Ill")
    tell(ground, session, ground.person)
    last = Message.objects.latest("id")
    assert "on Wednesday 25 November at 10:00 does not take place" in last.body
    assert "Ill" not in last.body


def test_who_may_tell_and_whom(ground: Ground) -> None:
    session = planned(ground)
    other = register(ground.worker, ground.now, full_name="Ben Osei", phone="07700 900125", safe_text="yes")
    with pytest.raises(Refused, match="do not take part"):
        tell(ground, session, other)
    with pytest.raises(Refused, match="Only its workers"):
        tell_family(by=ground.cast.dso, now=ground.now, session=session, channel="text", whom=ground.person)
    start_session(by=ground.worker, now=session.starts_at, session=told(ground, session))
    with pytest.raises(Refused, match="It has begun"):
        tell(ground, session, ground.person)


# --- The morning --------------------------------------------------------------------------------------------------


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="sessions.reminder").order_by("id"))


@pytest.mark.requirement("PLN-20")
def test_a_text_leaves_on_the_morning_once_for_those_who_asked(ground: Ground) -> None:
    session = approved(ground)
    assert remind_of_sessions(now=MORNING - timedelta(seconds=1)) == 0
    assert remind_of_sessions(now=MORNING) == 1
    assert remind_of_sessions(now=MORNING + timedelta(minutes=1)) == 0
    (message,) = reminders()
    assert (message.channel, message.address, message.queue) == ("sms", "+447700900123", "reminders")
    assert message.body == "A reminder: a video call with Priya today at 10:00."
    assert session.participants.get().reminded_at == MORNING


@pytest.mark.parametrize(
    "over", [{"wants_reminders": False}, {"safe_text": "no"}, {"safe_text": "not_asked"}, {"phone": ""}]
)
def test_nobody_else_gets_one(ground: Ground, over: dict[str, Any]) -> None:
    approved(ground)
    for name, value in over.items():
        setattr(ground.person, name, value)
    ground.person.save()
    assert remind_of_sessions(now=MORNING) == 0
    assert reminders() == []


@pytest.mark.requirement("PLN-20")
def test_a_change_of_what_is_safe_stops_it(ground: Ground) -> None:
    approved(ground)
    remind_of_sessions(now=MORNING)
    ground.person.refresh_from_db()
    change_contact(
        by=ground.worker, now=MORNING, whom=ground.person, version=ground.person.version, changes={"safe_text": "no"}
    )
    (message,) = reminders()
    assert message.state == "cancelled"
    assert remind_of_sessions(now=MORNING + timedelta(minutes=1)) == 0


def test_a_session_that_is_moved_has_another(ground: Ground) -> None:
    session = approved(ground)
    remind_of_sessions(now=MORNING)
    plan = replace(Plan.of(session), starts_at=session.starts_at + timedelta(hours=3))
    session = change_plan(by=ground.worker, now=MORNING, session=session, version=1, plan=plan)
    assert remind_of_sessions(now=MORNING) == 0  # nobody has told them of the new time
    tell(ground, session, ground.person)
    assert remind_of_sessions(now=MORNING + timedelta(minutes=1)) == 1
    assert [message.body[-6:] for message in reminders()] == ["10:00.", "13:00."]


@pytest.mark.parametrize("what", ["called off", "begun", "moved"])
def test_a_reminder_that_has_not_left_leaves_no_more(ground: Ground, what: str) -> None:
    session = approved(ground)
    remind_of_sessions(now=MORNING)
    if what == "called off":
        cancel_session(by=ground.worker, now=MORNING, session=session, reason="Ill")
    elif what == "begun":
        start_session(by=ground.worker, now=MORNING + timedelta(hours=1), session=session)
    else:
        plan = replace(Plan.of(session), starts_at=session.starts_at + timedelta(hours=3))
        change_plan(by=ground.worker, now=MORNING, session=session, version=1, plan=plan)
    assert [message.state for message in reminders()] == ["cancelled"]


def test_a_reminder_that_could_not_leave_in_time_leaves_no_more(ground: Ground) -> None:
    session = approved(ground)
    remind_of_sessions(now=MORNING)
    remind_of_sessions(now=session.starts_at - timedelta(seconds=1))
    assert [message.state for message in reminders()] == ["waiting"]
    remind_of_sessions(now=session.starts_at)
    assert [message.state for message in reminders()] == ["cancelled"]
    assert _messages() == [("+447700900123", "waiting")]


def test_moved_there_and_back_it_is_reminded_of_as_it_is_now(ground: Ground) -> None:
    session = approved(ground)
    for hours in (3, -3):
        plan = replace(Plan.of(session), starts_at=session.starts_at + timedelta(hours=hours))
        session = change_plan(by=ground.worker, now=MORNING, session=session, version=session.version, plan=plan)
        tell(ground, session, ground.person)
        remind_of_sessions(now=MORNING)
    assert [(message.body[-6:], message.state) for message in reminders()] == [
        ("13:00.", "cancelled"), ("10:00.", "waiting"),
    ]  # fmt: skip


def test_who_was_told_by_a_message_that_never_left_is_not_reminded(ground: Ground) -> None:
    told(ground, planned(ground))
    Message.objects.update(state="failed")
    assert remind_of_sessions(now=MORNING) == 0


def test_nobody_is_reminded_of_what_cannot_take_place(ground: Ground) -> None:
    approved(ground)
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=1), Decision.WITHDRAWN)
    assert remind_of_sessions(now=MORNING) == 0
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=2))
    assert remind_of_sessions(now=MORNING + timedelta(minutes=1)) == 1


@pytest.mark.parametrize("case", ["called off", "begun", "over", "tomorrow", "planned today", "not told"])
def test_when_there_is_nothing_to_remind_of(ground: Ground, case: str) -> None:
    now = MORNING
    if case == "not told":
        planned(ground)
    elif case == "planned today":
        later = replace(ground, now=MORNING + timedelta(minutes=5))
        told(later, planned(later, a_plan(later, starts_at=MORNING + timedelta(hours=3))))
        now = MORNING + timedelta(minutes=6)
    elif case == "tomorrow":
        approved(ground, None)
        now = MORNING - timedelta(days=1)
    elif case == "over":
        approved(ground)
        now = MORNING + timedelta(hours=2)
    elif case == "called off":
        cancel_session(by=ground.worker, now=ground.now, session=approved(ground), reason="Ill")
    else:
        start_session(by=ground.worker, now=MORNING - timedelta(minutes=1), session=approved(ground))
    assert remind_of_sessions(now=now) == 0


def test_one_whose_words_would_tell_too_much_keeps_nobody_else_from_theirs(ground: Ground) -> None:
    ground.person.full_name = "Priya"  # as the worker: the message would hold the full name
    ground.person.save()
    other = another(ground, "Ben Osei", phone="07700 900125", safe_text="yes", wants_reminders=True)
    session = planned(ground, a_plan(ground, participants=[ground.person, other]))
    session.participants.update(told_at=ground.now)
    assert remind_of_sessions(now=MORNING) == 1
    assert [message.address for message in reminders()] == ["+447700900125"]


def test_the_mother_of_a_man_is_not_told_before_he_agreed(ground: Ground) -> None:
    """By no channel: not asked is not yes (practice A12)."""
    session, mother = planned(ground), ground.person.adults.get()
    Person.objects.filter(pk=ground.person.pk).update(kind="adult_at_risk", born_on=date(1980, 3, 1))
    for channel in ("email", "call"):
        Adult.objects.filter(pk=mother.pk).update(phone="+447700900124", safe_call="yes")
        with pytest.raises(Refused, match="only if they agree"), transaction.atomic():
            tell(ground, session, mother, channel)
    assert not Message.objects.exists()
