"""Reminders of training, checks and talks: once for each stage, in working time, and of nobody by name."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from safeguard.jobs import BY_NAME
from safeguard.lib.queue import Queue
from safeguard.lib.worktime import WorkingHours, london_day
from safeguard.notifications.models import Message
from safeguard.practitioners.actions import check_in, record_education, remind_of_learning
from safeguard.practitioners.enums import Audience, CheckIn, CheckKind, Role, Standing, Topic
from safeguard.practitioners.models import Course, User
from safeguard.practitioners.selectors.learning import standings_of
from tests.factories.escalation import set_clock
from tests.factories.learning import said
from tests.factories.practitioners import TrainingFactory, UserFactory
from tests.factories.sessions import TUESDAY
from tests.pages import browser

pytestmark = pytest.mark.django_db
YEAR, MONTH = timedelta(weeks=52), timedelta(weeks=4)


def remind(now: datetime) -> None:
    remind_of_learning(now=now, hours=WorkingHours(), self_check=YEAR, check_in=MONTH)


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=f"learning.{kind}").values_list("address", flat=True))


@pytest.fixture
def at_work() -> datetime:
    """A Tuesday at ten, with nobody there who is asked for anything."""
    now = set_clock(TUESDAY)
    User.objects.update(joined_at=now)
    return now


def a_worker(now: datetime, **over: Any) -> User:
    """Somebody who has said everything and talked with somebody today."""
    person = UserFactory(roles=[Role.PRACTITIONER], joined_at=now, **over)
    for kind in (CheckKind.ACCOUNTS, CheckKind.PRIVACY):
        said(person, kind, now)
    return person


@pytest.mark.requirement("ORG-29")
def test_refreshers_join_safeguarding_and_prevent_and_the_sweep_reminds_of_them(cast: Any, at_work: datetime) -> None:
    """For staff as a course with reminders, for customers and learners as sessions and materials."""
    course = Course.objects.get(code="refresher")
    assert ("Safeguarding" in course.name, "Prevent" in course.name, course.months) == (True, True, 12)
    User.objects.filter(pk=cast.owner.pk).update(joined_at=at_work - YEAR - MONTH)
    cast.owner.refresh_from_db()
    today = london_day(at_work)
    assert standings_of([cast.owner], today)[cast.owner.pk][course.name] == Standing.MISSING
    TrainingFactory(person=cast.owner, kind="refresher", expires_on=today + timedelta(days=10))
    sweep = BY_NAME["training and support"]
    assert sweep.queue == Queue.REMINDERS
    for _turn in range(2):
        sweep.run()
    assert told("training") == [cast.owner.email]
    assert told("team") == [cast.manager.email]
    given = {"topics": [Topic.EXTREMISM], "audience": Audience.LEARNERS, "given_by": "Priya Shah", "what": "A leaflet."}
    record_education(by=cast.owner, now=at_work, client_token=uuid.uuid4(), given_on=today, **given)
    page = browser(cast.owner).get("/training/taught/").content.decode()
    assert "Customers and adult learners" in page
    assert "Extremism, and Prevent" in page


def test_each_stage_of_a_training_is_told_once_to_the_person_and_their_manager(at_work: datetime) -> None:
    manager = UserFactory(joined_at=at_work)
    person = a_worker(at_work, line_manager=manager)
    TrainingFactory(person=person, kind="refresher", expires_on=london_day(at_work) + timedelta(days=60))
    for days, count in ((0, 0), (6, 1), (7, 1), (48, 2), (49, 2), (62, 3), (63, 3), (97, 3)):
        now = at_work + timedelta(days=days)
        check_in_again(person, now)
        for _turn in range(2):
            remind(now)
        assert told("training") == [person.email] * count, days
        assert told("team") == [manager.email] * count, days
    for message in Message.objects.filter(kind__startswith="learning."):
        text = f"{message.title} {message.body}"
        assert person.full_name not in text
        assert "Safeguarding and Prevent update" not in text
        assert ("/team/" in text) or ("/yours/learning/" in text)


def check_in_again(person: User, now: datetime) -> None:
    check_in(by=person, now=now, whom=CheckIn.COLLEAGUE, client_token=uuid.uuid4())


def test_a_training_that_was_renewed_is_told_of_no_more(at_work: datetime) -> None:
    person = a_worker(at_work)
    TrainingFactory(person=person, expires_on=london_day(at_work) + timedelta(days=10))
    TrainingFactory(person=person, expires_on=london_day(at_work) + timedelta(days=400), recorded_at=at_work)
    remind(at_work)
    assert told("training") == []


def test_nobody_who_has_left_is_told(at_work: datetime) -> None:
    gone = UserFactory(is_active=False, joined_at=at_work)
    person = a_worker(at_work, line_manager=gone)
    TrainingFactory(person=gone, expires_on=london_day(at_work))
    TrainingFactory(person=person, expires_on=london_day(at_work))
    remind(at_work)
    assert told("training") == [person.email]
    assert told("team") == []


@pytest.mark.parametrize("when", ["night", "weekend", "bank holiday", "early"])
def test_nothing_leaves_outside_working_time(at_work: datetime, when: str) -> None:
    person = a_worker(at_work)
    TrainingFactory(person=person, expires_on=london_day(at_work))
    ahead = {
        "night": timedelta(hours=12),
        "weekend": timedelta(days=4),
        "bank holiday": timedelta(days=31),  # 25 December
        "early": timedelta(hours=-2),
    }[when]
    remind(at_work + ahead)
    assert not Message.objects.exists()


def test_nothing_leaves_before_the_organisation_is_live(db: None, being_set_up: None) -> None:
    now = set_clock(TUESDAY)
    UserFactory(roles=[Role.PRACTITIONER], joined_at=now - YEAR)
    remind(now)
    assert not Message.objects.exists()


def test_a_check_is_asked_for_on_joining_and_a_year_after_each_time(at_work: datetime) -> None:
    new = UserFactory(roles=[Role.PRACTITIONER], joined_at=at_work)
    technician = UserFactory(roles=[Role.ICT], joined_at=at_work)
    UserFactory(roles=[Role.BOARD], joined_at=at_work)
    for _turn in range(2):
        remind(at_work)
    assert told("self_check") == sorted([new.email, new.email, technician.email])
    Message.objects.all().update(kind="older")
    said(technician, CheckKind.ICT, at_work)
    later = at_work + YEAR + timedelta(days=1)
    remind(later)
    remind(later + timedelta(days=1))
    assert told("self_check") == [technician.email]  # whoever never said it was asked, and stands on the pages


@pytest.mark.requirement("ORG-40")
def test_whoever_has_talked_with_nobody_is_nudged_once_a_month_and_their_manager_sees_it(
    cast: Any, at_work: datetime
) -> None:
    User.objects.exclude(pk__in=[cast.owner.pk, cast.colleague.pk]).update(joined_at=at_work + 10 * MONTH)
    check_in_again(cast.colleague, at_work + timedelta(days=20))
    for days, count in ((27, 0), (28 + 1, 1), (34, 1), (56 + 1, 2)):
        now = at_work + timedelta(days=days)
        remind(now)
        assert told("check_in").count(cast.owner.email) == count, days
    assert told("check_in").count(cast.colleague.email) == 1
    set_clock(at_work + timedelta(days=30))
    team = browser(cast.manager).get("/team/").context["rows"]
    talks = {row[0]["text"]: next(cell for cell in row if cell["label"] == "Last talk") for row in team}
    assert talks["Priya Shah"] == {"label": "Last talk", "text": "Never", "level": "high"}
    assert "level" not in talks["Callum Reid"]
    client = browser(cast.owner)
    assert "It is time to talk" in client.get("/yours/learning/").content.decode()
    client.post("/yours/talked/", {"whom": "manager"})
    page = client.get("/yours/learning/").content.decode()
    assert "It is time to talk" not in page
    assert "Last noted on" in page
