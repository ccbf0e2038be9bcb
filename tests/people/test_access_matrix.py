"""Who may see and change whose record: one table, every cell checked, by the functions and by the pages.

A cell's letters: s see the record, l see it in the list, f find it, c change it. A dot is none of them.
"""

import pytest

from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people import access, selectors
from safeguard.people.actions import end_involvement, involve
from safeguard.people.rules import read_search
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Post, PostHolding
from tests.factories.people import an_adult, register
from tests.pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("SEC-06")]

KINDS = "own   shared  former  other"
TABLE = """
owner       slfc  slfc  slfc  .
colleague   .     slfc  .     .
other_team  .     .     .     slfc
manager     slfc  slfc  slfc  .
dso         slfc  slfc  slfc  .
other_dso   .     .     .     slfc
dsl         slfc  slfc  slfc  slfc
deputy      slfc  slfc  slfc  slfc
lead        slfc  slfc  slfc  slfc
hr_dso      .     .     .     .
chair       .     .     .     .
board       .     .     .     .
ict         .     .     .     .
admin       .     .     .     .
"""
CELLS = [
    (person, kind, set(cell) - {"."})
    for person, *cells in (line.split() for line in TABLE.strip().splitlines())
    for kind, cell in zip(KINDS.split(), cells, strict=True)
]


@pytest.fixture
def person(cast, now, request):
    """The person of a column: own, shared with a colleague, shared until just now, and of the other team."""
    kind = request.param
    found = register(cast.other_team if kind == "other" else cast.owner, now, adults=(an_adult(),))
    if kind in ("shared", "former"):
        involvement = involve(by=cast.owner, now=now, person=found, practitioner=cast.colleague)
        if kind == "former":
            end_involvement(by=cast.owner, now=now, involvement=involvement)
    return found


def sees(find, user, ref):
    try:
        return bool(find(user, ref))
    except NotVisible:
        return False


def finds(user, text, person, now):
    """Whether a search for this text finds the person."""
    return person in [one.person for one in selectors.find(user, read_search(text, now.date())).rows]


@pytest.mark.parametrize(("who", "person", "expected"), CELLS, indirect=["person"])
def test_a_scope_asked_for_sees_the_same_people(cast, who, person, expected):
    user = cast[who]
    assert set(access.visible_people(user, access.scope_of(user))) == set(access.visible_people(user))
    assert (person in access.visible_people(user, access.scope_of(user))) == bool(expected)


def test_a_manager_who_works_with_somebody_of_another_service_sees_them_and_nobody_else_there(cast, now):
    theirs, others = register(cast.other_team, now), register(cast.other_team, now)
    involve(by=cast.other_team, now=now, person=theirs, practitioner=cast.manager)
    own = register(cast.owner, now)
    involve(by=cast.owner, now=now, person=own, practitioner=cast.manager)
    scope = access.scope_of(cast.manager)
    assert scope == access.Scope(services=(cast.service.pk,), people=(theirs.pk,))
    assert set(access.visible_people(cast.manager, scope)) == {theirs, own}
    assert others not in access.visible_people(cast.manager)


@pytest.mark.parametrize("who", ["owner", "dsl", "admin"])
def test_who_does_not_see_services_has_no_scope_to_ask_for(cast, who, django_assert_num_queries):
    cast[who].may(Permission.RAISE_CONCERN)  # the roles, once
    with django_assert_num_queries(0):
        assert access.scope_of(cast[who]) is None


def test_an_officer_of_every_service_sees_the_people_of_each(cast, now):
    person = register(cast.other_team, now)
    post = Post.objects.create(code=PostCode.DSO, service=None, title="Officer for all")
    PostHolding.objects.create(post=post, person=cast.dso, from_at=now)
    assert person in access.visible_people(cast.dso)
    assert person in access.visible_people(cast.dso, access.scope_of(cast.dso))


@pytest.mark.parametrize(("who", "person", "expected"), CELLS, indirect=["person"])
def test_access_is_as_in_the_table(cast, now, who, person, expected):
    user = cast[who]
    found = {finds(user, text, person, now) for text in ("amira", "Ameera Kahn", "27/3/2011", person.ref)}
    tried = {
        "s": sees(access.get_person_for, user, person.ref),
        "l": person in access.visible_people(user),
        "f": True in found,
        "c": access.may_change(user, person),
    }
    assert len(found) == 1, "by one way and not by another"
    assert {letter for letter, may in tried.items() if may} == expected
    assert sees(access.get_adult_for, user, person.adults.get().ref) == ("s" in expected)


@pytest.mark.parametrize(("who", "person", "expected"), CELLS, indirect=["person"])
def test_every_page_is_a_404_for_strangers(cast, who, person, expected):
    client, adult = browser(cast[who]), person.adults.get()
    may = {200} if expected else {404}
    for path in (
        f"/people/{person.ref}/",
        f"/people/{person.ref}/change/",
        f"/people/{person.ref}/contact/",
        f"/people/{person.ref}/adults/new/",
        f"/people/adults/{adult.ref}/",
        f"/sessions/risk/{person.ref}/new/",
    ):
        assert {client.get(path).status_code} == may, path
        if not expected:
            assert client.post(path, {}).status_code in (404, 405), path


@pytest.mark.parametrize("who", ["hr_dso", "chair", "board", "ict", "admin"])
def test_who_has_nothing_to_do_with_people_has_no_list(cast, who):
    assert browser(cast[who]).get("/people/").status_code == 404
    assert browser(cast[who]).get("/people/new/").status_code == 404


def test_somebody_who_has_left_sees_nobody(cast, now):
    person = register(cast.owner, now)
    cast.owner.is_active = False
    assert not access.visible_people(cast.owner).exists()
    assert not access.may_change(cast.owner, person)
    assert not access.may_register(cast.owner)
