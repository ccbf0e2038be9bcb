"""Pages about people who work here: who sees them, what they say, and bad input that is never a fault."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeguard.desk.actions import close_account
from safeguard.lib import clock
from safeguard.practitioners.actions import seat_member
from safeguard.practitioners.enums import GroupSeat, PersonKind, PostCode, Role
from safeguard.practitioners.models import Contract, GroupMember, Leaving, PostHolding, Service, Takers, User
from safeguard.practitioners.rules import PERMISSIONS_OF, ROLE_OF_POST, ROLES_BY_HAND
from tests.factories.people import register
from tests.factories.practitioners import UserFactory
from tests.naughty import NAUGHTY
from tests.pages import browser, fresh

pytestmark = pytest.mark.django_db
PEOPLE = "/organisation/people/"


def page_of(person: User, page: str = "") -> str:
    return f"{PEOPLE}{person.ref}/{page}"


def main(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.split("<main", 1)[1].split("</main>")[0]


# --- who sees them --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "colleague", "other_team", "manager", "dso", "dsl", "board", "ict"])
@pytest.mark.parametrize(
    "page",
    [PEOPLE, "{details}", "{leaving}", "{cancel}", "{reopen}", "{service}", "/organisation/contracts/",
     "/organisation/contracts/add/", "/set-up/posts/scope/"],
)  # fmt: skip
def test_to_anybody_but_an_administrator_they_are_not_there(cast, who, page):
    at = page.format(
        details=page_of(cast.colleague, "details/"),
        leaving=page_of(cast.colleague, "leaving/"),
        cancel=page_of(cast.colleague, "leaving/cancel/"),
        reopen=page_of(cast.colleague, "reopen/"),
        service=f"/set-up/services/{cast.service.ref}/close/",
    )
    client = browser(cast[who])
    for method in ("get", "post"):
        assert getattr(client, method)(at).status_code in (404, 405)
    assert User.objects.get(pk=cast.colleague.pk).is_active
    assert Service.objects.get(pk=cast.service.pk).is_active


def test_a_stranger_signs_in_first(cast):
    for page in (PEOPLE, "/organisation/directory/", "/organisation/group/", "/yours/profile/", "/yours/devices/"):
        assert browser(cast.anonymous).get(page)["Location"].startswith("/account/login/")


def test_forged_references_are_a_404(cast):
    client = browser(cast.admin)
    for page in ("details/", "leaving/", ""):
        assert client.get(f"{PEOPLE}{uuid4()}/{page}").status_code == 404
    for page in ("contracts", "devices", "group"):
        assert client.get(f"/organisation/{page}/{uuid4()}/").status_code == 404
    assert client.post(f"/yours/devices/{uuid4()}/lost/").status_code == 404


def test_changing_who_may_do_what_asks_who_sits_here(cast):
    """SEC-02's part: an administrator who signed in a while ago confirms, and what was sent is carried out."""
    cast.admin.password = make_password("three odd words here")
    cast.admin.save()
    client = browser(cast.admin)
    asked = (
        *(page_of(cast.owner), page_of(cast.owner, "details/"), page_of(cast.owner, "leaving/"), f"{PEOPLE}add/"),
        *("/set-up/posts/dsl/", "/set-up/posts/on-duty/", "/set-up/posts/scope/", "/organisation/group/add/"),
    )
    for page in asked:
        assert client.get(page)["Location"].startswith("/account/reauthenticate/"), page
    client = fresh(cast.admin)
    for page in asked:
        assert client.get(page).status_code == 200, page


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_is_searched_filtered_and_shows_who_left(cast):
    client = browser(cast.admin)
    found = main(client.post(PEOPLE, {"words": "shah pri"}))
    assert "Priya Shah" in found
    assert "Callum Reid" not in found
    assert "Callum Reid" in main(client.post(PEOPLE, {"words": "colleague@"}))
    assert "Nobody here is like that" in main(client.post(PEOPLE, {"words": "zzz"}))
    of_service = main(client.get(f"{PEOPLE}?service={cast.other_service.ref}"))
    assert ("Oona Tully" in of_service, "Priya Shah" in of_service) == (True, False)
    assert "Dana Whitlock" in main(client.get(f"{PEOPLE}?role=dsl"))
    User.objects.filter(pk=cast.owner.pk).update(kind=PersonKind.VOLUNTEER)
    volunteers = main(client.get(f"{PEOPLE}?kind=volunteer"))
    assert ("Priya Shah" in volunteers, "Callum Reid" in volunteers) == (True, False)
    close_account(by=cast.admin, now=clock.now(), person=cast.colleague, takers=Takers())
    assert "Callum Reid" not in main(client.get(PEOPLE))
    assert "Callum Reid" in main(client.get(f"{PEOPLE}?left=on"))
    for bad in ("service=forged", "kind=king", "role=%00", "after=x", f"after={uuid4()}"):
        assert client.get(f"{PEOPLE}?{bad}").status_code in (200, 400)


def test_the_list_pages_by_key_and_costs_the_same(cast):
    client = browser(cast.admin)
    with CaptureQueriesContext(connection) as few:
        client.get(PEOPLE)
    for _ in range(40):
        UserFactory(roles=[Role.PRACTITIONER], services=[cast.service])
    with CaptureQueriesContext(connection) as many:
        first = client.get(PEOPLE)
    assert len(many) == len(few)
    following = client.get(PEOPLE + first.context["older_url"])
    shown = [{row[0]["text"] for row in one.context["rows"]} for one in (first, following)]
    assert not shown[0] & shown[1]


# --- leaving --------------------------------------------------------------------------------------------------------


def test_the_page_lists_what_is_open_and_closes_the_account(cast):
    register(cast.owner)
    client = browser(cast.admin)
    page = main(client.get(page_of(cast.owner, "leaving/")))
    assert "Young people they work with" in page
    assert "Maggie Okafor, unless you choose" in page
    assert client.post(page_of(cast.owner, "leaving/"), {}).status_code == 422
    answer = client.post(page_of(cast.owner, "leaving/"), {"now_or_later": "now", "people_to": cast.colleague.ref})
    assert answer["Location"] == PEOPLE
    assert "Has left" in main(client.get(page_of(cast.owner)))
    assert client.get(page_of(cast.owner, "leaving/")).status_code == 404
    assert client.post(page_of(cast.owner, "reopen/")).status_code == 302
    assert User.objects.get(pk=cast.owner.pk).is_active


def test_a_day_is_arranged_and_taken_back(cast):
    client = browser(cast.admin)
    day = (clock.now() + timedelta(days=30)).date()
    last_day = {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}
    answers = {"now_or_later": "later", **last_day, "people_to": cast.colleague.ref}
    assert client.post(page_of(cast.owner, "leaving/"), answers).status_code == 302
    assert Leaving.objects.get(person=cast.owner).people_to == cast.colleague
    assert "Arranged by Ada Finch" in main(client.get(page_of(cast.owner, "leaving/")))
    client.post(page_of(cast.owner, "leaving/cancel/"))
    assert Leaving.objects.get(person=cast.owner).cancelled_at
    for bad in (
        {"now_or_later": "later"},
        {**answers, "last_day_year": 2020},
        {**answers, "people_to": "forged"},
        {**answers, "people_to": cast.board.ref},  # works with nobody
        {"now_or_later": "never"},
    ):
        assert client.post(page_of(cast.owner, "leaving/"), bad).status_code == 422


def test_the_lead_is_refused_with_what_to_do_first(cast):
    client = browser(cast.admin)
    assert "/set-up/posts/dsl/" in main(client.get(page_of(cast.dsl, "leaving/")))
    answer = client.post(page_of(cast.dsl, "leaving/"), {"now_or_later": "now"})
    assert (answer.status_code, "Name somebody else first" in main(answer)) == (422, True)
    assert "Nobody closes their own account" in main(client.get(page_of(cast.admin, "leaving/")))


# --- the group ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-22")
def test_the_group_has_its_lead_its_members_and_what_each_does(cast):
    client = browser(cast.dsl)
    answers = {"person": cast.manager.ref, "sits_as": "manager", "duties": "Reads the filters each week"}
    assert client.post("/organisation/group/add/", answers)["Location"] == "/organisation/group/"
    page = main(browser(cast.owner).get("/organisation/group/"))
    assert "Dana Whitlock, Designated Safeguarding Lead, leads it" in page
    assert ("Maggie Okafor" in page, "Reads the filters each week" in page) == (True, True)
    assert ("Take somebody into it" in page) is False
    seat = GroupMember.objects.get()
    at = f"/organisation/group/{seat.ref}/"
    for who in ("owner", "manager", "board", "ict"):
        assert browser(cast[who]).get(at).status_code == 404
    for bad in ({**answers, "person": "x"}, {**answers, "sits_as": "lead"}, {"duties": "x" * 3000}, answers):
        assert client.post("/organisation/group/add/", bad).status_code == 422
    seat_member(by=cast.admin, now=clock.now(), person=cast.manager, sits_as=GroupSeat.MANAGER, duties="B", version=1)
    slower = client.post(at, {"version": 1, "sits_as": "manager", "duties": "C"})
    assert slower.status_code == 422
    shown = main(slower)
    assert re.search(r"<dd[^>]*>\s*(<p[^>]*>)?B<", shown)  # what was written meanwhile, and below what was typed
    assert re.search(r">\s*C</textarea>", shown)
    assert GroupMember.objects.get().duties == "B"
    assert client.post(at, {"version": 2, "sits_as": "designated", "duties": "C"}).status_code == 302
    client.post(f"{at}end/")
    assert GroupMember.objects.get().to_at is not None
    assert "Nobody sits in it yet" in main(client.get("/organisation/group/"))


# --- roles ----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-19")
def test_every_role_of_the_row_is_there_and_is_given_in_one_way(cast):
    wanted = {
        *("practitioner", "line_manager", "service_manager", "dso", "deputy_dsl", "dsl", "strategic_lead", "hr_dso"),
        *("policy_dso", "osg_member", "board", "champion", "ict", "cio", "ops", "comms", "administrator"),
    }
    wanted.add("raiser")  # ours: whoever only raises concerns, and sees their own (decision 0035)
    assert set(Role) == wanted == set(PERMISSIONS_OF)
    by_group = {Role.OSG_MEMBER}
    assert set(ROLES_BY_HAND) | set(ROLE_OF_POST.values()) | by_group == set(Role)
    client = browser(cast.admin)
    User.objects.filter(pk=cast.owner.pk).update(last_login=clock.now())
    for role in ROLES_BY_HAND:
        seen = User.objects.get(pk=cast.owner.pk).version
        client.post(page_of(cast.owner), {"version": seen, "work_phone": "", "roles": [role]})
        person = User.objects.get(pk=cast.owner.pk)
        assert person.role_codes == {role}
        assert browser(person).get("/").status_code in (200, 302)
    forged = client.post(page_of(cast.owner), {"version": 1, "work_phone": "", "roles": ["dsl"]})
    assert forged.status_code == 422


# --- what services belong to ----------------------------------------------------------------------------------------


def test_contracts_are_kept_on_pages(cast):
    client = browser(cast.admin)
    begins = {"from_on_day": 1, "from_on_month": 4, "from_on_year": 2026}
    answers = {"version": 0, "title": "Lottery", "funder": "Fund", **begins, "services": [cast.service.ref]}
    assert client.post("/organisation/contracts/add/", answers).status_code == 302
    contract = Contract.objects.get()
    assert "Lottery" in main(client.get("/organisation/contracts/"))
    assert "Lottery" in main(client.get("/set-up/services/"))
    at = f"/organisation/contracts/{contract.ref}/"
    ends = {"to_on_day": 1, "to_on_month": 1, "to_on_year": 2025}
    for bad in ({"services": []}, {"services": ["x"]}, {"title": ""}, {"from_on_year": 9999}, ends):
        assert client.post(at, {**answers, "version": 1, **bad}).status_code == 422
    Contract.objects.filter(pk=contract.pk).update(version=2, title="Theirs")
    slower = client.post(at, {**answers, "version": 1})
    assert (slower.status_code, "Theirs" in main(slower)) == (422, True)
    assert client.post("/organisation/contracts/", {"name": "North"}).status_code == 302
    assert client.post("/organisation/contracts/", {"name": "North"}).status_code == 422


def test_a_service_that_is_in_use_is_not_closed(cast):
    client = browser(cast.admin)
    page = client.post(f"/set-up/services/{cast.service.ref}/close/", follow=True).content.decode()
    assert "people who work in it" in page
    for one in User.objects.filter(services=cast.service):
        one.services.clear()
    client.post(f"/set-up/services/{cast.service.ref}/close/")
    assert not Service.objects.get(pk=cast.service.pk).is_active
    assert not PostHolding.objects.at(clock.now()).filter(post__service=cast.service, post__code=PostCode.DSO).exists()


@pytest.mark.parametrize("text", [*NAUGHTY[:6], *NAUGHTY[14:16], "x" * 500])
def test_naughty_names_are_never_a_fault(cast, text):
    client = browser(cast.admin)
    profile = {"version": 1, "full_name": text, "email": cast.owner.email, "kind": "staff", "work_social": text}
    pages = {
        page_of(cast.owner, "details/"): profile,
        "/organisation/contracts/": {"name": text},
        "/organisation/contracts/add/": {"version": 0, "title": text, "services": [text]},
        "/organisation/devices/add/": {"version": 0, "label": text, "kind": "laptop", "asset_number": text},
        "/organisation/group/add/": {"person": text, "duties": text},
        PEOPLE: {"words": text},
    }
    for page, answers in pages.items():
        answer = client.post(page, answers)
        assert answer.status_code in (200, 302, 422), page
        assert "<script>alert(1)" not in answer.content.decode()
    assert client.post(PEOPLE, {"words": "a\x00b"}).status_code == 400
