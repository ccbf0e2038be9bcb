"""Pages of accounts and closed groups: who opens them, what they say, and that nobody is named who may not be seen."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeguard.lib import clock
from safeguard.lib.refs import new_ref
from safeguard.people.actions import involve
from safeguard.platforms.actions import let_in, register_account
from safeguard.platforms.models import ClosedGroup, GroupMember, OrganisationAccount, Platform
from tests.factories.people import register
from tests.factories.platforms import PlatformFactory, a_group
from tests.pages import NO_SUCH_REF, browser

pytestmark = pytest.mark.django_db
EVERYBODY = ["owner", "colleague", "other_team", "manager", "dso", "dsl", "board", "ict", "admin"]


@pytest.fixture
def platform(cast: Any) -> Platform:
    return PlatformFactory(name="Harbour Meet", owner=cast.ict)


@pytest.fixture
def group(cast: Any, platform: Platform) -> ClosedGroup:
    return a_group(cast, clock.now(), platform)


def an_account(cast: Any, platform: Platform, **over: Any) -> OrganisationAccount:
    facts = {"label": "Harbour Youth", "custodian": cast.owner, "work_email": "team@charity.example"}
    more = {"by": cast.ict, "now": clock.now(), "platform": platform, "client_token": uuid.uuid4()}
    return register_account(**{**facts, **more, **over})


# --- Accounts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_which_accounts_are_ours(cast: Any, platform: Platform, who: str) -> None:
    account, client = an_account(cast, platform), browser(cast[who])
    may_add = who in {"owner", "colleague", "other_team", "manager", "ict", "admin"}
    may_change = who in {"owner", "ict", "admin"}
    page = client.get("/platforms/accounts/").content.decode()
    assert "team@charity.example" in page
    assert ("/accounts/add/" in page, f"/accounts/{account.ref}/" in page) == (may_add, may_change)
    assert client.get("/platforms/accounts/add/").status_code == (200 if may_add else 404)
    assert client.get(f"/platforms/accounts/{account.ref}/").status_code == (200 if may_change else 404)
    assert client.post(f"/platforms/accounts/{account.ref}/close/").status_code == (302 if may_change else 404)


def test_an_account_is_registered_handed_over_and_closed(cast: Any, platform: Platform) -> None:
    client = browser(cast.owner)
    sent = {"platform": platform.ref, "label": "Ours", "custodian": str(cast.owner.ref), "work_email": "a@gmail.com"}
    page = client.post("/platforms/accounts/add/", sent)
    assert page.status_code == 422
    assert "This is a private mailbox" in page.content.decode()
    assert client.post("/platforms/accounts/add/", {**sent, "work_email": "a@charity.example"}).status_code == 302
    account = OrganisationAccount.objects.get()
    assert client.post(f"/platforms/accounts/{account.ref}/", {"to": "forged"}).status_code == 422
    client.post(f"/platforms/accounts/{account.ref}/", {"to": str(cast.colleague.ref)})
    assert client.get(f"/platforms/accounts/{account.ref}/").status_code == 404  # another looks after it now
    browser(cast.colleague).post(f"/platforms/accounts/{account.ref}/close/")
    assert "No account has been registered yet" in client.get("/platforms/accounts/").content.decode()
    assert "It was closed" in browser(cast.ict).get(f"/platforms/accounts/{account.ref}/").content.decode()
    assert browser(cast.ict).get(f"/platforms/accounts/{NO_SUCH_REF}/").status_code == 404


def test_an_account_whose_keeper_has_left_says_so_first(cast: Any, platform: Platform) -> None:
    an_account(cast, platform)
    an_account(cast, platform, label="Another", custodian=cast.other_team)
    cast.other_team.is_active = False
    cast.other_team.save()
    page = browser(cast.ict).get("/platforms/accounts/").content.decode()
    assert "Nobody who works here looks after one of them" in page
    assert page.index("Its keeper has left") < page.index("Harbour Youth")


# --- Groups --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_opens_a_group_and_who_runs_it(cast: Any, group: ClosedGroup, who: str) -> None:
    client, sees, runs = browser(cast[who]), who in {"owner", "colleague", "manager", "dso", "dsl"}, False
    runs = who in {"owner", "colleague", "manager"}
    assert client.get(f"/groups/{group.ref}/").status_code == (200 if sees else 404)
    assert (group.name in client.get("/platforms/groups/").content.decode()) is sees
    names = runs or who == "dsl"  # the lead is asked to name a second adult
    for page, may in (("close", runs), ("extend", runs), ("keepers", names)):
        assert client.get(f"/groups/{group.ref}/{page}/").status_code == (200 if may else 404)
    assert client.post(f"/groups/{group.ref}/", {}).status_code == (422 if runs else 404)
    assert client.post(f"/groups/{group.ref}/left/", {}).status_code == 404  # nobody is in it
    works = who in {"owner", "colleague", "other_team", "manager"}
    assert client.get("/platforms/groups/open/").status_code == (200 if works else 404)


def _closing(days: int) -> dict[str, str]:
    day = (clock.now() + timedelta(days=days)).date()
    return {"closes_on_day": str(day.day), "closes_on_month": str(day.month), "closes_on_year": str(day.year)}


def test_a_group_is_opened_joined_left_and_closed(cast: Any, platform: Platform) -> None:
    client, someone = browser(cast.owner), register(cast.owner, clock.now())
    sent = {
        "platform": platform.ref,
        "service": str(cast.service.ref),
        "name": "Thursday people",
        "administrator": str(cast.owner.ref),
        "second_administrator": str(cast.owner.ref),
        "who_may_join": "Thursdays",
        "who_sees_material": "Us",
        "client_token": str(uuid.uuid4()),
        **_closing(60),
    }
    page = client.post("/platforms/groups/open/", sent)
    assert "two different people" in page.content.decode()
    done = client.post("/platforms/groups/open/", {**sent, "second_administrator": str(cast.colleague.ref)})
    path = done["Location"]
    token = str(uuid.uuid4())
    admit = {"person": someone.ref, "verified_how": "Rang them", "client_token": token}
    assert client.post(path, {**admit, "verified_how": ""}).status_code == 422
    for _press in range(2):
        client.post(path, admit)
    member = GroupMember.objects.get()
    page = client.get(path).content.decode()
    assert someone.known_as in page
    assert "Rang them" in page
    assert client.post(f"{path}left/", {"member": "forged"}).status_code == 404
    assert client.post(f"{path}left/", {"member": str(member.ref)}).status_code == 302
    assert client.post(f"{path}extend/", {**_closing(90), "why": "They ask"}).status_code == 302
    keepers = {"administrator": str(cast.owner.ref), "second_administrator": str(cast.manager.ref)}
    assert client.post(f"{path}keepers/", keepers).status_code == 302
    assert client.post(f"{path}close/", {"closing_record": ""}).status_code == 422
    assert client.post(f"{path}close/", {"closing_record": "All told."}).status_code == 302
    page = client.get(path).content.decode()
    assert "All told." in page
    assert "They ask" in page
    assert "Let somebody in" not in page
    assert client.post(path, admit).status_code == 404
    assert client.post(f"{path}left/", {"member": str(member.ref)}, follow=True).status_code == 200
    assert client.post(f"{path}extend/", {**_closing(90), "why": "x"}).status_code == 422


def test_nobody_is_named_whom_the_reader_does_not_work_with(cast: Any, group: ClosedGroup) -> None:
    theirs = register(cast.colleague, clock.now(), full_name="Quillon Featherby", known_as="Quill")
    facts = {"person_ref": theirs.ref, "verified_how": "Rang Quill", "client_token": uuid.uuid4()}
    let_in(by=cast.colleague, now=clock.now(), group=group, **facts)
    path = f"/groups/{group.ref}/"
    page = browser(cast.owner).get(path).content.decode()
    assert "Quill" not in page
    assert "somebody else, with whom you do not work" in page
    assert "Quill" in browser(cast.colleague).get(path).content.decode()
    member = {"member": str(GroupMember.objects.get().ref)}
    assert browser(cast.owner).post(f"{path}left/", member).status_code == 404
    involve(by=cast.manager, now=clock.now(), person=theirs, practitioner=cast.owner)
    assert "Quill" in browser(cast.owner).get(path).content.decode()


def test_a_group_whose_administrator_has_left_says_so(cast: Any, group: ClosedGroup) -> None:
    cast.owner.is_active = False
    cast.owner.save()
    page = browser(cast.colleague).get(f"/groups/{group.ref}/").content.decode()
    assert f"{cast.owner.full_name} does not work here any more" in page
    assert "One of the two has left" in browser(cast.colleague).get("/platforms/groups/").content.decode()


def test_a_group_that_is_to_be_closed_says_so(cast: Any, group: ClosedGroup) -> None:
    ClosedGroup.objects.update(closes_on=clock.now().date())
    assert "To be closed" in browser(cast.colleague).get("/platforms/groups/").content.decode()
    assert "There is no group that you may see" in browser(cast.ict).get("/platforms/groups/").content.decode()


def _cost(client: Any, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_lists_cost_the_same_however_long_they_are(cast: Any, platform: Platform, group: ClosedGroup) -> None:
    costs = []
    for more in (3, 297):
        OrganisationAccount.objects.bulk_create(
            OrganisationAccount(
                ref=new_ref("OA"),
                platform=platform,
                label=f"{more} {number}",
                custodian=cast.owner,
                work_email="a@charity.example",
                registered_at=clock.now(),
                registered_by=cast.ict,
            )
            for number in range(more)
        )
        facts = {"verified_how": "Rang", "approved_at": clock.now(), "approved_by": cast.owner}
        GroupMember.objects.bulk_create(
            GroupMember(group=group, person_ref=f"PE-{more}-{number}", **facts) for number in range(more)
        )
        ClosedGroup.objects.bulk_create(_another(group) for number in range(more))
        pages = ("/platforms/accounts/", "/platforms/groups/", f"/groups/{group.ref}/")
        costs.append([_cost(browser(cast.owner), page) for page in pages])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 14


def _another(group: ClosedGroup) -> ClosedGroup:
    found = ClosedGroup.objects.get(pk=group.pk)
    found.pk, found.ref, found.client_token = None, new_ref("GR"), uuid.uuid4()
    return found
