"""Training: recorded by those who look after somebody, never for themselves; what was written last counts."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners.access import looked_after_by
from safeguard.practitioners.actions import record_training
from safeguard.practitioners.enums import Role, TrainingKind, TrainingState
from safeguard.practitioners.models import Training
from safeguard.practitioners.rules import TrainingFact, training_on, what_is_wrong_with_training
from safeguard.practitioners.selectors import people_who_may, training_state_of
from tests.factories.policies import SignatureFactory, acceptable_use
from tests.factories.practitioners import TrainingFactory, UserFactory
from tests.pages import browser, fields

DAY = date(2026, 11, 20)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
YEAR = timedelta(days=365)


# --- Rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, "never"),
        (TrainingFact(DAY, None), "current"),
        (TrainingFact(DAY + timedelta(days=1), None), "never"),  # not done yet on that day
        (TrainingFact(DAY - YEAR, DAY), "current"),  # the last day
        (TrainingFact(DAY - YEAR, DAY - timedelta(days=1)), "expired"),
    ],
)
def test_where_somebody_stands_on_a_day(record: Any, expected: str) -> None:
    assert training_on(record, DAY) == expected


@given(done_on=DAYS, expires_on=DAYS, day=DAYS)
def test_a_training_counts_from_its_day_to_its_last_and_not_beyond(done_on: date, expires_on: date, day: date) -> None:
    is_current = training_on(TrainingFact(done_on, expires_on), day) == TrainingState.CURRENT
    assert is_current is (done_on <= day <= expires_on)


@pytest.mark.parametrize(
    ("done_on", "expires_on", "wrong"),
    [
        (DAY, None, []),
        (DAY, DAY, []),
        (DAY + timedelta(days=1), None, ["done_on"]),
        (DAY, DAY - timedelta(days=1), ["expires_on"]),
    ],
)
def test_days_in_their_order(done_on: date, expires_on: Any, wrong: list[str]) -> None:
    assert list(what_is_wrong_with_training(done_on, expires_on, DAY)) == wrong


# --- Recording ----------------------------------------------------------------------------------------------------


def record(by: Any, person: Any, now: Any, **over: Any) -> Training:
    """A training done today, for a year."""
    answers = {"kind": TrainingKind.SAFEGUARDING_ONLINE, "done_on": now.date(), "expires_on": now.date() + YEAR}
    return record_training(by=by, now=now, person=person, **{**answers, **over})


# Who may record whose training: the line manager and the administrator, and nobody their own.
MAY = [("manager", "owner"), ("manager", "colleague"), ("admin", "owner"), ("admin", "dsl"), ("admin", "manager")]
MAY_NOT = [
    ("owner", "owner"), ("owner", "colleague"), ("manager", "manager"), ("manager", "other_team"), ("admin", "admin"),
    ("dso", "owner"), ("dsl", "owner"), ("lead", "owner"), ("ict", "owner"), ("board", "owner"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "whose"), MAY)
def test_those_who_look_after_somebody_record_it(cast: Any, now: Any, who: str, whose: str) -> None:
    training = record(cast[who], cast[whose], now)
    assert (training.person, training.recorded_by, training.recorded_at) == (cast[whose], cast[who], now)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_ref) == ("practitioners.training.recorded", str(training.ref))
    assert training_state_of([cast[whose].pk], now.date()) == {cast[whose].pk: TrainingState.CURRENT}


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "whose"), MAY_NOT)
def test_nobody_else_does_and_nobody_their_own(cast: Any, now: Any, who: str, whose: str) -> None:
    with pytest.raises(Refused, match="Only their line manager"):
        record(cast[who], cast[whose], now)
    assert not Training.objects.exists()
    assert not AuditEvent.objects.exists()
    path = f"/team/{cast[whose].ref}/training/"
    assert browser(cast[who]).get(path).status_code == 404
    assert browser(cast[who]).post(path, {}).status_code == 404


@pytest.mark.django_db
def test_whoever_manages_without_the_role_records_nothing(cast: Any, now: Any) -> None:
    boss = UserFactory(roles=[Role.PRACTITIONER])
    member = UserFactory(line_manager=boss)
    assert not looked_after_by(boss).exists()
    with pytest.raises(Refused):
        record(boss, member, now)


@pytest.mark.django_db
def test_those_who_have_left_are_in_nobody_s_team(cast: Any) -> None:
    gone = UserFactory(line_manager=cast.manager, is_active=False)
    assert gone not in looked_after_by(cast.manager)
    assert gone not in looked_after_by(cast.admin)


@pytest.mark.django_db
@pytest.mark.parametrize("over", [{"done_on": date(2099, 1, 1)}, {"expires_on": date(2001, 1, 1)}])
def test_days_that_cannot_be_are_refused(cast: Any, now: Any, over: dict[str, date]) -> None:
    with pytest.raises(Refused, match="Enter a day"):
        record(cast.manager, cast.owner, now, **over)
    assert not Training.objects.exists()


@pytest.mark.django_db
def test_a_double_press_records_once(cast: Any, now: Any) -> None:
    token = uuid.uuid4()
    first, second = (record(cast.manager, cast.owner, now, client_token=token) for _press in range(2))
    assert first == second
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_record_written_last_counts(cast: Any, now: Any, django_assert_num_queries: Any) -> None:
    people = [cast.owner, cast.colleague, cast.other_team]
    TrainingFactory(person=cast.owner)  # does not run out
    record(cast.manager, cast.owner, now, done_on=DAY - 2 * YEAR, expires_on=DAY - YEAR)  # puts it right
    TrainingFactory(person=cast.colleague, expires_on=DAY - YEAR)
    record(cast.manager, cast.colleague, now, done_on=DAY - YEAR, expires_on=None)
    with django_assert_num_queries(1):
        states = training_state_of([person.pk for person in people], DAY)
    assert [states[person.pk] for person in people] == ["expired", "current", "never"]


@pytest.mark.django_db
def test_the_database_keeps_what_no_record_can_be(cast: Any) -> None:
    for wrong in ({"expires_on": date(2001, 1, 1)}, {"recorded_by": cast.owner}):
        with pytest.raises(DatabaseError, match="violates check constraint"), transaction.atomic():
            TrainingFactory(person=cast.owner, **wrong)


@pytest.mark.django_db
def test_people_who_may(cast: Any) -> None:
    assert list(people_who_may(Permission.MANAGE_PLATFORMS)) == [cast.admin, cast.ict]


# --- Pages --------------------------------------------------------------------------------------------------------


def answers(**over: Any) -> dict[str, Any]:
    """A training done in 2026 that counts until the end of 2099."""
    done = {"done_on_day": "2", "done_on_month": "3", "done_on_year": "2026"}
    until = {"expires_on_day": "31", "expires_on_month": "12", "expires_on_year": "2099"}
    return {"client_token": str(uuid.uuid4()), **done, **until, **over}


@pytest.mark.django_db
def test_a_training_is_recorded_on_its_page(cast: Any, now: Any) -> None:
    client, path = browser(cast.manager), f"/team/{cast.owner.ref}/training/"
    page = client.get(path).content.decode()
    assert "No training is recorded" in page
    assert "Priya" not in page[page.index("<title>") : page.index("</title>")]
    sent = answers()
    for _press in range(2):
        assert client.post(path, sent)["Location"] == path
    assert Training.objects.get().expires_on == date(2099, 12, 31)
    page = client.get(path).content.decode()
    assert "2 March 2026" in page
    assert "In date" in page
    opened = AuditEvent.objects.filter(verb="practitioners.training.opened", subject_ref=str(cast.owner.ref))
    assert opened.count() == 2
    assert {event.actor_id for event in opened} == {cast.manager.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"done_on_day": "", "done_on_month": "", "done_on_year": ""}, "Enter the day on which it was done"),
        ({"done_on_day": "31", "done_on_month": "2"}, "Enter a real date"),
        ({"done_on_year": "2098"}, "Enter a day that has come"),
        ({"expires_on_year": "2025"}, "Enter a day after the one on which it was done"),
        ({"expires_on_day": ""}, "Enter the day, the month and the year"),
    ],
)
def test_wrong_days_come_back_as_they_were_typed(cast: Any, over: dict[str, str], words: str) -> None:
    typed = answers(**over)
    answer = browser(cast.manager).post(f"/team/{cast.owner.ref}/training/", typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert {name: fields(answer)[name] for name in typed} == typed
    assert not Training.objects.exists()


@pytest.mark.django_db
def test_the_team_shows_who_is_trained_and_has_signed(cast: Any) -> None:
    version = acceptable_use()
    SignatureFactory(version=version, person=cast.owner)
    TrainingFactory(person=cast.owner)
    page = browser(cast.manager).get("/team/").content.decode()
    callum, priya = page[page.index("Callum Reid") : page.index("Priya Shah")], page[page.index("Priya Shah") :]
    assert "Never done" in callum
    assert "Never signed" in callum
    assert "In date" in priya
    assert "Signed" in priya
    assert f"/team/{cast.owner.ref}/training/" in page
    for other in (cast.other_team, cast.manager):
        assert f"/team/{other.ref}/" not in page
    event = AuditEvent.objects.get(verb="practitioners.user.listed")
    assert event.refs == [str(cast.colleague.ref), str(cast.owner.ref)]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "dso", "dsl", "deputy", "lead", "hr_dso", "board", "ict"])
def test_the_team_is_for_those_who_have_one(cast: Any, who: str) -> None:
    assert browser(cast[who]).get("/team/").status_code == 404


@pytest.mark.django_db
def test_a_manager_without_a_team_is_told_how_one_gets_one(cast: Any) -> None:
    alone = UserFactory(roles=[Role.LINE_MANAGER])
    assert "Nobody is in your team" in browser(alone).get("/team/").content.decode()


@pytest.mark.django_db
def test_an_administrator_pages_through_everybody_once(cast: Any) -> None:
    UserFactory.create_batch(40, full_name="Sam Same")
    client, seen, path = browser(cast.admin), [], "/team/"
    while path:
        page = client.get(path)
        seen += [str(row[0]["url"]) for row in page.context["rows"]]
        path = f"/team/?after={page.context['page'].older_key}" if page.context["page"].older else ""
    assert len(seen) == len(set(seen)) == looked_after_by(cast.admin).count()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x", "' OR 1=1", "5b0a5a57-6c0f-4a55-9c6e-6a3c9b7a6f10"])
def test_a_key_that_says_nothing_shows_the_first_page(cast: Any, key: str) -> None:
    page = browser(cast.manager).get("/team/", {"after": key})
    assert page.context["page"].is_first


@pytest.mark.django_db
def test_the_team_costs_the_same_however_large_it_is(cast: Any) -> None:
    client, costs = browser(cast.manager), []
    for more in (3, 297):
        for person in UserFactory.create_batch(more, line_manager=cast.manager):
            TrainingFactory(person=person, recorded_by=cast.manager)
        client.get("/team/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/team/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 19
