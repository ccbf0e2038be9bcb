"""Courses as rows, who needs them, what is missing; what is taught to others."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib.errors import Refused
from safeguard.practitioners.actions import (
    CourseWords,
    add_course,
    change_course,
    record_education,
    record_training,
)
from safeguard.practitioners.enums import Role, Standing, Topic, TrainingState
from safeguard.practitioners.models import Course, Education, Training
from safeguard.practitioners.selectors import training_state_of
from safeguard.practitioners.selectors.learning import course_facts, standings_of
from tests.factories.practitioners import TrainingFactory, UserFactory

pytestmark = pytest.mark.django_db
FIRST = {
    "disclosures_online", "local_arrangements", "online_policy", "prevent", "refresher", "safeguarding_online",
    "safeguarding_policy",
}  # fmt: skip
GATE = "safeguarding_online"


def needs(role: str) -> set[str]:
    return {one.code for one in course_facts() if role in one.roles}


def test_a_new_installation_has_the_courses_of_the_guidance() -> None:
    assert {one.code for one in course_facts()} == FIRST


@pytest.mark.requirement("ORG-27")
@pytest.mark.requirement("ORG-42")
def test_induction_holds_the_three_and_how_people_disclose_online(cast: Any, now: Any) -> None:
    cast.owner.joined_at = now
    standings = standings_of([cast.owner], now.date())[cast.owner.pk]
    for name in (
        "Safeguarding policy", "Online safety policy", "Local safeguarding arrangements", "How people disclose online",
    ):  # fmt: skip
        assert standings[name] == Standing.MISSING
    assert standings["Safeguarding and Prevent update"] == Standing.LATER
    assert "more emotion" in Course.objects.get(code="disclosures_online").about
    for code in FIRST - {"refresher"}:
        record_training(by=cast.manager, now=now, person=cast.owner, kind=code, done_on=now.date(), expires_on=None)
    done = standings_of([cast.owner], now.date())[cast.owner.pk]
    assert {done[name] for name in done if name != "Safeguarding and Prevent update"} == {Standing.DONE}


def test_managers_of_teams_that_meet_people_need_what_their_teams_need() -> None:
    assert needs(Role.PRACTITIONER) == needs(Role.LINE_MANAGER) == FIRST
    assert needs(Role.BOARD) == {"safeguarding_policy", "online_policy"}


def test_trainings_from_before_keep_their_course_and_their_digest(cast: Any, now: Any) -> None:
    """The code of the first course is what trainings were recorded under before there were courses."""
    old = record_training(by=cast.manager, now=now, person=cast.owner, kind=GATE, done_on=now.date(), expires_on=None)
    assert "held_at" not in old.audit_values("practitioners.training/1")
    assert agrees_with_trail(old)
    assert Course.objects.filter(code=old.kind).exists()
    assert training_state_of([cast.owner.pk], now.date())[cast.owner.pk] == TrainingState.CURRENT


def test_where_a_certificate_is_kept_is_part_of_the_evidence(cast: Any, now: Any) -> None:
    made = record_training(
        by=cast.manager, now=now, person=cast.owner, kind="prevent", done_on=now.date(), expires_on=None,
        held_at="HR-114",
    )  # fmt: skip
    assert agrees_with_trail(made)
    made.held_at = "elsewhere"
    assert not agrees_with_trail(made)
    state = training_state_of([cast.owner.pk], now.date())[cast.owner.pk]
    assert state == TrainingState.NEVER  # another course opens no session


@pytest.mark.parametrize("code", ["no_such_course", "", "prevent"])
def test_a_course_that_is_not_in_use_is_not_recorded(cast: Any, now: Any, code: str) -> None:
    Course.objects.filter(code="prevent").update(is_used=False)
    with pytest.raises(Refused, match="in use"):
        record_training(by=cast.manager, now=now, person=cast.owner, kind=code, done_on=now.date(), expires_on=None)
    assert not Training.objects.exists()


def test_standings_take_two_queries_however_many_people(cast: Any, now: Any, django_assert_num_queries: Any) -> None:
    people = UserFactory.create_batch(30, roles=[Role.PRACTITIONER])
    TrainingFactory(person=people[0], kind="prevent", expires_on=date(2021, 1, 1))
    for person in people:
        assert person.role_codes
    with django_assert_num_queries(2):
        found = standings_of(people, now.date())
    assert found[people[0].pk]["Prevent"] == Standing.EXPIRED
    assert found[people[1].pk]["Prevent"] == Standing.MISSING


# --- Courses are edited ---------------------------------------------------------------------------------------------

WORDS = CourseWords(name="Ground rules", about="How we begin.", months=24, roles=[Role.PRACTITIONER])


def test_an_administrator_adds_a_course_and_says_who_needs_it(cast: Any, now: Any) -> None:
    course = add_course(by=cast.admin, now=now, words=WORDS)
    assert course.code in needs(Role.PRACTITIONER)
    assert course.code not in needs(Role.LINE_MANAGER)
    assert AuditEvent.objects.get().verb == "practitioners.course.described"
    longer = CourseWords(name="Ground rules", months=None, starts_after=3, roles=[Role.LINE_MANAGER])
    change_course(by=cast.admin, now=now, course=course, version=1, words=longer)
    course.refresh_from_db()
    assert (course.months, course.starts_after, course.version) == (None, 3, 2)
    assert course.code in needs(Role.LINE_MANAGER) - needs(Role.PRACTITIONER)


@pytest.mark.parametrize("name", ["قواعد", "x" * 100, "Prevent 2", "  "])
def test_any_name_makes_a_code_of_its_own(cast: Any, now: Any, name: str) -> None:
    course = add_course(by=cast.admin, now=now, words=CourseWords(name=name))
    assert 0 < len(course.code) <= 20
    assert Course.objects.filter(code=course.code).count() == 1


@pytest.mark.parametrize("who", ["owner", "manager", "dsl", "ict", "board"])
def test_nobody_else_does(cast: Any, now: Any, who: str) -> None:
    course = Course.objects.get(code="prevent")
    with pytest.raises(Refused, match="administrator"):
        add_course(by=cast[who], now=now, words=WORDS)
    with pytest.raises(Refused, match="administrator"):
        change_course(by=cast[who], now=now, course=course, version=1, words=WORDS)
    assert not AuditEvent.objects.exists()


def test_what_cannot_be_is_refused(cast: Any, now: Any) -> None:
    course, gate = Course.objects.get(code="prevent"), Course.objects.get(code=GATE)
    cases = [
        (lambda: add_course(by=cast.admin, now=now, words=CourseWords(name="Prevent")), "of this name"),
        (lambda: add_course(by=cast.admin, now=now, words=CourseWords(name="New", months=0)), "from 1 to 120"),
        (
            lambda: change_course(
                by=cast.admin, now=now, course=course, version=1, words=CourseWords(name="Online safety policy")
            ),
            "of this name",
        ),
        (lambda: change_course(by=cast.admin, now=now, course=course, version=9, words=WORDS), "meanwhile"),
        (
            lambda: change_course(
                by=cast.admin, now=now, course=gate, version=1, words=CourseWords(name="Gate", is_used=False)
            ),
            "stays in use",
        ),
    ]
    for act, words in cases:
        with pytest.raises(Refused, match=words):
            act()
    assert not AuditEvent.objects.exists()
    assert {one.code for one in course_facts()} == FIRST


# --- What is taught -------------------------------------------------------------------------------------------------


def teach(by: Any, now: Any, **over: Any) -> Education:
    answers = {
        "client_token": uuid.uuid4(),
        "given_on": now.date(),
        "topics": [Topic.SAFE_USE, Topic.EXTREMISM],
        "audience": "learners",
        "given_by": "A guest from the police",
        "what": "An hour, with a leaflet.",
    }
    return record_education(by=by, now=now, **{**answers, **over})


def test_what_was_taught_is_kept_once(cast: Any, now: Any) -> None:
    token = uuid.uuid4()
    first, second = (teach(cast.owner, now, client_token=token, how_many=12) for _press in range(2))
    assert first == second
    assert first.topic_words == ["Safe and respectful use", "Extremism, and Prevent"]
    assert AuditEvent.objects.count() == 1
    assert agrees_with_trail(first)


@pytest.mark.parametrize("who", ["board", "ict", "admin"])
def test_those_who_do_not_work_with_people_teach_nobody(cast: Any, now: Any, who: str) -> None:
    with pytest.raises(Refused, match="work with people"):
        teach(cast[who], now)


def test_a_day_to_come_and_no_topic_are_refused(cast: Any, now: Any) -> None:
    for over in ({"given_on": now.date() + timedelta(days=2)}, {"topics": []}):
        with pytest.raises(Refused):
            teach(cast.owner, now, **over)
    assert not Education.objects.exists()


def test_every_topic_of_the_guidance_can_be_chosen() -> None:
    """002 §2.6, §2.8, §2.9, §3.3.3, §3.5.2, §6.5.1, §8.4, as the row lists them."""
    words = " ".join(str(topic.label).lower() for topic in Topic)
    for topic in (
        "safe and respectful use", "adult material", "gambling", "drugs", "discrimination", "racism", "violence",
        "between young people", "sexual violence and harassment", "extremism", "stays online for good", "profile",
    ):  # fmt: skip
        assert topic in words
