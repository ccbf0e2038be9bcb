"""Somebody leaves: groups, accounts and policies go on, nobody lets themselves in, and one error delays no other."""

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from safeguard.desk.actions import close_account, close_due_accounts
from safeguard.desk.actions import leaving as closing
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.models import Involvement
from safeguard.platforms.actions import change_administrators, close_group, register_account
from safeguard.platforms.models import ClosedGroup
from safeguard.policies.models import Policy
from safeguard.practitioners.actions import arrange_leaving
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import PostHolding, RoleGrant, Takers, User
from sessions_app.models import Session
from tests.factories.live import a_call, a_live_session
from tests.factories.people import register
from tests.factories.platforms import PlatformFactory, a_group
from tests.factories.practitioners import UserFactory
from tests.factories.sessions import planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
NOBODY = Takers()


@pytest.fixture
def now() -> Any:
    return clock.now()


@pytest.fixture
def group(cast: Any, now: Any) -> ClosedGroup:
    """Priya and Tom look after it."""
    return a_group(cast, now, PlatformFactory(owner=cast.ict, min_age=13))


def leave(cast: Any, person: User, now: Any, takers: Takers = NOBODY, by: User | None = None) -> User:
    return close_account(by=by or cast.admin, now=now, person=person, takers=takers)


def page_of(cast: Any, person: User, by: User | None = None) -> str:
    return browser(by or cast.admin).get(reverse("desk:leaving", args=[person.ref])).content.decode()


def asked(group: ClosedGroup, kind: str) -> Duty | None:
    return Duty.objects.filter(kind=kind, subject_ref=group.ref, state="open").first()


# --- Closed groups ---------------------------------------------------------------------------------------------------


def test_a_group_goes_to_whoever_takes_the_young_people(cast: Any, now: Any, group: ClosedGroup) -> None:
    assert "Closed groups they look after" in page_of(cast, group.administrator)
    leaver, other = group.administrator, group.second_administrator
    leave(cast, leaver, now, Takers(people=cast.manager))
    group.refresh_from_db()
    assert (group.administrator, group.second_administrator) == (cast.manager, other)
    assert asked(group, "close_group").owner == cast.manager
    assert asked(group, "name_keeper") is None


def test_a_group_left_with_one_adult_is_red_at_once_and_a_task_of_the_lead(
    cast: Any, now: Any, group: ClosedGroup
) -> None:
    leaver, other = group.administrator, group.second_administrator
    leave(cast, leaver, now, Takers(people=other))
    group.refresh_from_db()
    assert group.administrator == leaver
    assert asked(group, "close_group").owner == other, "the one who is left is asked to close it in time"
    duty = asked(group, "name_keeper")
    assert duty.owner == cast.dsl
    lead = browser(cast.dsl)
    assert "Name a second adult for the group" in lead.get("/").content.decode()
    assert "One of the two has left" in lead.get("/platforms/groups/").content.decode()
    page = lead.get(duty.path).content.decode()
    assert f"{leaver.full_name} does not work here any more" in page
    assert f"/groups/{group.ref}/keepers/" in page
    assert f"/groups/{group.ref}/close/" not in page, "the lead names somebody; those who run it close it"
    sent = {"administrator": str(other.ref), "second_administrator": str(cast.manager.ref)}
    assert lead.post(f"/groups/{group.ref}/keepers/", sent).status_code == 302
    assert asked(group, "name_keeper") is None
    assert asked(group, "close_group").owner == other
    assert browser(cast.ict).get(f"/groups/{group.ref}/keepers/").status_code == 404


def test_a_group_without_two_adults_stands_first_and_says_when_both_have_left(
    cast: Any, now: Any, group: ClosedGroup
) -> None:
    fine = a_group(cast, now, group.platform, name="Sooner", closes_on=group.closes_on - timedelta(days=5))
    ClosedGroup.objects.filter(pk=fine.pk).update(administrator=cast.manager, second_administrator=cast.colleague)
    User.objects.filter(pk=group.second_administrator_id).exclude(pk=cast.colleague.pk).update(is_active=False)
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    rows = browser(cast.dsl).get("/platforms/groups/").context["rows"]
    assert rows[0][0]["text"] == group.name


def test_however_a_group_came_to_have_one_adult_the_lead_is_asked_once(cast: Any, now: Any, group: ClosedGroup) -> None:
    User.objects.filter(pk=group.second_administrator_id).update(is_active=False)
    for _turn in range(2):
        close_due_accounts(now=now)
    assert Duty.objects.filter(kind="name_keeper").count() == 1
    close_group(by=cast.owner, now=now, group=group, closing_record="Everybody was told; it is gone.")
    assert asked(group, "name_keeper") is None
    close_due_accounts(now=now)
    assert Duty.objects.filter(kind="name_keeper").count() == 1


def test_only_the_lead_and_those_who_run_it_name_who_looks_after_a_group(
    cast: Any, now: Any, group: ClosedGroup
) -> None:
    for who in ("other_team", "ict", "admin", "board"):
        with pytest.raises(Refused):
            change_administrators(
                by=cast[who], now=now, group=group, administrator=cast.manager, second_administrator=cast.owner
            )


# --- Accounts and policies -------------------------------------------------------------------------------------------


def test_accounts_go_to_whoever_takes_the_tasks(cast: Any, now: Any, group: ClosedGroup) -> None:
    account = register_account(
        by=cast.owner, now=now, platform=group.platform, label="harbour-evening", custodian=cast.owner,
        work_email="evening@harbour.example", client_token=uuid4(),
    )  # fmt: skip
    assert "Accounts of the organisation they look after" in page_of(cast, cast.owner)
    leave(cast, cast.owner, now, Takers(people=cast.colleague, tasks=cast.ict))
    account.refresh_from_db()
    assert (account.custodian, account.version) == (cast.ict, 2)


@pytest.mark.parametrize(("tasks", "answers"), [("deputy", "deputy"), ("ict", "dsl"), (None, "dsl")])
def test_policies_go_to_somebody_who_deals_with_safeguarding(
    cast: Any, now: Any, tasks: str | None, answers: str
) -> None:
    policy = Policy.objects.create(ref="PY-1", code="online", title="Online", kind="other", owner=cast.other_dso)
    assert "Policies they answer for" in page_of(cast, cast.other_dso)
    leave(cast, cast.other_dso, now, Takers(tasks=cast[tasks] if tasks else None))
    policy.refresh_from_db()
    assert policy.owner == cast[answers]
    assert Message.objects.filter(kind="account.work_taken_over", recipient=cast[answers]).exists()


def test_without_anybody_who_leads_a_policy_stays_where_it_is(cast: Any, now: Any) -> None:
    policy = Policy.objects.create(ref="PY-1", code="online", title="Online", kind="other", owner=cast.owner)
    PostHolding.objects.all().delete()
    leave(cast, cast.owner, now)
    policy.refresh_from_db()
    assert policy.owner == cast.owner


# --- Nobody lets themselves in ---------------------------------------------------------------------------------------


@pytest.fixture
def boss(cast: Any, now: Any) -> User:
    """An administrator who is also somebody's line manager and works with young people."""
    boss = UserFactory(roles=[Role.ADMINISTRATOR, Role.LINE_MANAGER, Role.PRACTITIONER], services=[cast.service])
    User.objects.filter(pk=cast.owner.pk).update(line_manager=boss)
    cast.owner.refresh_from_db()
    return boss


@pytest.mark.parametrize("is_later", [False, True])
def test_young_people_do_not_fall_to_the_manager_who_closes_the_account(
    cast: Any, now: Any, boss: User, is_later: bool
) -> None:
    person = register(cast.owner)
    User.objects.filter(pk=cast.colleague.pk).update(line_manager=cast.owner)
    if is_later:
        ends = now + timedelta(days=1)
        arrange_leaving(by=boss, now=now, person=cast.owner, leaves_at=ends, takers=NOBODY)
        assert close_due_accounts(now=ends) == 1
    else:
        page = page_of(cast, cast.owner, by=boss)
        assert f"Nobody yet: {cast.dsl.full_name} is asked to find somebody" in page
        leave(cast, cast.owner, now, by=boss)
    assert not Involvement.objects.filter(practitioner=boss).exists()
    RoleGrant.objects.filter(user=boss, role=Role.LINE_MANAGER).delete()  # as a manager they saw them all along
    assert browser(boss).get(person.get_absolute_url()).status_code == 404
    duty = Duty.objects.get(kind="take_over", subject_ref=person.ref)
    assert duty.owner == cast.dsl
    cast.colleague.refresh_from_db()
    assert cast.colleague.line_manager != boss, "nor do they name themselves somebody's line manager"


def test_calls_and_what_is_about_a_young_person_go_to_the_lead_then(cast: Any, now: Any, boss: User) -> None:
    call = a_call(a_live_session(cast.owner))
    assert call.caller == cast.owner
    leave(cast, cast.owner, now, by=boss)
    call.refresh_from_db()
    duty = Duty.objects.get(kind="welfare_call", subject_ref=call.ref)
    assert call.caller == duty.owner == cast.dsl
    assert browser(cast.dsl).get(duty.path).status_code == 200


def test_another_administrator_s_closing_leaves_them_to_that_manager(cast: Any, now: Any, boss: User) -> None:
    person = register(cast.owner)
    leave(cast, cast.owner, now)
    assert Involvement.objects.get(person=person, to_at__isnull=True).practitioner == boss


def test_nobody_takes_over_a_team_by_closing_an_account(cast: Any, now: Any, boss: User) -> None:
    for takers in (Takers(team=boss), Takers(people=boss)):
        with pytest.raises(Refused):
            leave(cast, cast.manager, now, takers, by=boss)
    page = browser(boss).get(reverse("desk:leaving", args=[cast.manager.ref]))
    form = page.context["form"]
    assert boss not in form.fields["team_to"].queryset
    assert boss not in form.fields["people_to"].queryset
    assert boss in form.fields["tasks_to"].queryset


# --- One error -------------------------------------------------------------------------------------------------------


def test_one_error_delays_no_other_is_reported_and_tried_again(
    cast: Any, now: Any, monkeypatch: Any, caplog: Any
) -> None:
    ends = now + timedelta(days=1)
    ground = ready_ground(cast, now)
    session = planned(ground)
    first, second = ground.worker, cast.other_team
    for person in (first, second):
        arrange_leaving(by=cast.admin, now=now, person=person, leaves_at=ends, takers=NOBODY)
    sound = closing.hand_over_accounts

    def breaks(**given: Any) -> int:
        if given["custodian"] == first:
            raise RuntimeError("the disk is full")
        return sound(**given)

    monkeypatch.setattr(closing, "hand_over_accounts", breaks)
    with caplog.at_level(logging.ERROR):
        assert close_due_accounts(now=ends) == 1
    assert "could not be carried out and is tried again" in caplog.text
    assert not any(word in caplog.text for word in (first.full_name, first.email))
    assert not User.objects.get(pk=second.pk).is_active
    assert User.objects.get(pk=first.pk).is_active
    assert Session.objects.get(pk=session.pk).practitioner == first, "all of it or nothing"
    told = Message.objects.filter(kind="account.leaving_blocked")
    assert cast.admin.pk in told.values_list("recipient", flat=True)
    assert "because of an error" in told[0].body
    monkeypatch.undo()
    assert close_due_accounts(now=ends + timedelta(minutes=1)) == 1
    assert not RoleGrant.objects.filter(user=first).exists()
    assert not PostHolding.objects.filter(post__code=PostCode.DSO, person=first, to_at__isnull=True).exists()
