"""Nobody names themselves somebody's line manager, and those who lead are told of an administrator who is one."""

from typing import Any

import pytest

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.practitioners.actions import (
    PersonDetails,
    Profile,
    add_person,
    correct_person,
    describe_person,
    hand_over_team,
)
from safeguard.practitioners.actions.importing import import_account
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import Organisation, User
from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db
TOLD = "account.administrator_manages"


@pytest.fixture
def now() -> Any:
    return clock.now()


def details(manager: User | None, **over: Any) -> PersonDetails:
    return PersonDetails(
        **{"full_name": "Ann Rowe", "email": "ann.rowe@harbour.example", "line_manager": manager, **over}
    )


def describe(by: User, person: User, manager: User | None, now: Any) -> User:
    profile = Profile(
        full_name=person.full_name, email=person.email, kind=person.kind, line_manager=manager,
        services=list(person.services.all()),
    )  # fmt: skip
    return describe_person(by=by, now=now, person=person, version=person.version, profile=profile)


def test_an_administrator_cannot_name_themselves_in_any_way(cast: Any, now: Any) -> None:
    admin, waiting = cast.admin, UserFactory()
    ways = [
        lambda: describe(admin, cast.owner, admin, now),
        lambda: add_person(by=admin, now=now, details=details(admin)),
        lambda: import_account(by=admin, now=now, details=details(admin), works_with_people=True),
        lambda: correct_person(
            by=admin, now=now, person=waiting, version=waiting.version, details=details(admin, email=waiting.email)
        ),
    ]
    for way in ways:
        with pytest.raises(Refused, match="another administrator"):
            way()
    assert not User.objects.filter(line_manager=admin).exists()
    assert not User.objects.filter(email="ann.rowe@harbour.example").exists()
    assert not Message.objects.filter(kind=TOLD).exists()


def test_another_administrator_names_them_and_those_who_lead_are_told_once(cast: Any, now: Any) -> None:
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    described = describe(other, cast.owner, cast.admin, now)
    assert described.line_manager == cast.admin
    assert set(Message.objects.filter(kind=TOLD).values_list("recipient", flat=True)) == {
        cast.dsl.pk, cast.deputy.pk, cast.lead.pk,
    }  # fmt: skip
    message = Message.objects.filter(kind=TOLD).first()
    assert not any(word in message.title + message.body for word in (cast.admin.full_name, cast.owner.full_name))
    described.full_name = "Priya S. Shah"
    describe(cast.admin, described, cast.admin, now)  # who it is already may stay, whoever types
    assert Message.objects.filter(kind=TOLD).count() == 3


def test_a_line_manager_who_is_no_administrator_is_no_news(cast: Any, now: Any) -> None:
    describe(cast.admin, cast.other_team, cast.manager, now)
    assert not Message.objects.filter(kind=TOLD).exists()


def test_whoever_has_no_role_for_it_may_be_a_second_account_of_an_administrator(cast: Any, now: Any) -> None:
    describe(cast.admin, cast.owner, UserFactory(), now)
    told = Message.objects.filter(kind="account.manager_without_role")
    assert set(told.values_list("recipient", flat=True)) == {cast.dsl.pk, cast.deputy.pk, cast.lead.pk}
    assert not any(cast.owner.full_name in one.title + one.body for one in told)


def test_those_who_lead_hear_of_whoever_gets_the_team_of_a_leaver(cast: Any, now: Any) -> None:
    team = list(User.objects.filter(line_manager=cast.manager, is_active=True))
    assert len(team) > 1
    hand_over_team(by=UserFactory(roles=[Role.ADMINISTRATOR]), now=now, person=cast.manager, to=cast.admin)
    assert set(Message.objects.filter(kind=TOLD).values_list("recipient", flat=True)) == {
        cast.dsl.pk, cast.deputy.pk, cast.lead.pk,
    }  # fmt: skip
    for one in team:
        before, one = one.version, User.objects.get(pk=one.pk)
        assert (one.line_manager, one.version) == (cast.admin, before + 1)  # a form opened before is stale


def test_until_real_people_are_here_one_person_sets_everybody_up(cast: Any, now: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("safeguard.practitioners.access.is_live", lambda: False)
    assert describe(cast.admin, cast.owner, cast.admin, now).line_manager == cast.admin
    assert Organisation.objects.get().live_at is not None  # what the next test sees
