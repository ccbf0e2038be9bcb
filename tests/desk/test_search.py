"""Search finds what somebody may see, and nothing tells that there is more."""

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.people.enums import Verb
from safeguard.people.selectors import FOUND_AT_MOST
from tests.factories.incidents import raise_by
from tests.factories.people import register
from tests.factories.sessions import planned, ready_ground
from tests.naughty import NAUGHTY
from tests.pages import browser

pytestmark = pytest.mark.django_db


def found(who, words):
    return browser(who).post("/search/", {"words": words})


@pytest.mark.parametrize(
    "words", ["Amira Khan", "khan AMIRA", "kha ami", "  Amira ", "O’Neill", "oneill", "O'NEILL", "Zoë", "zoe", "C-778"]
)
def test_a_name_is_found_by_the_beginnings_of_its_words(cast, now, words):
    person = register(cast.owner, now, full_name="Amira Zoë Khan O’Neill", case_reference="C-778")
    other = register(cast.owner, now, full_name="Bethan Price")
    answer = found(cast.owner, words)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="/people/{person.ref}/"' in html
    assert other.ref not in html


@pytest.mark.parametrize("words", ["mira", "Khan Price", "%", "_", "PE-00000-00000", "C-77"])
def test_what_is_not_there_is_not_found(cast, now, words):
    register(cast.owner, now, case_reference="C-778")
    assert "Nothing was found" in found(cast.owner, words).content.decode()


def test_a_reference_is_found_whole_and_in_any_case(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    incident = raise_by(cast.owner, service=cast.service)
    for who, ref, path in (
        (cast.owner, ground.person.ref, f"/people/{ground.person.ref}/"),
        (cast.owner, session.ref.lower(), f"/sessions/{session.ref}/"),
        (cast.dsl, incident.ref, f"/incidents/{incident.ref}/"),
        (cast.owner, incident.ref, f"/reports/{incident.ref}/"),  # their own report, never the case
    ):
        assert f'href="{path}"' in found(who, f" {ref} ").content.decode(), ref
    for ref in (ground.person.ref, session.ref, incident.ref):
        assert "Nothing was found" in found(cast.other_team, ref).content.decode()


def test_nobody_finds_whom_they_may_not_see(cast, now):
    person = register(cast.owner, now)
    for who, sees in (("manager", True), ("dsl", True), ("colleague", False), ("other_dso", False), ("admin", False)):
        assert (person.ref in found(cast[who], "amira").content.decode()) == sees, who


def test_a_name_is_never_in_an_address_and_every_search_is_an_event(cast, now):
    person = register(cast.owner, now)
    answer = found(cast.owner, "amira")
    assert "Location" not in answer
    assert AuditEvent.objects.get(verb=Verb.LISTED).refs == [person.ref]
    page = browser(cast.owner).get("/search/?words=amira").content.decode()
    assert person.ref not in page
    assert 'method="post"' in page


def test_nothing_typed_is_answered_in_words(cast):
    answer = found(cast.owner, " ")
    assert answer.status_code == 422
    assert "Enter a name or a reference" in answer.content.decode()


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_is_answered(cast, text):
    assert found(cast.dsl, text).status_code in (200, 400, 422)


def test_too_many_are_cut_and_the_page_says_so(cast, now):
    from safeguard.people.models import Person

    first = register(cast.owner, now)
    copies = []
    for number in range(FOUND_AT_MOST):
        copy = Person.objects.get(pk=first.pk)
        copy.pk, copy.ref = None, f"PE-{number:05}-ABCDE"
        copy.client_token = f"{number:032}"
        copies.append(copy)
    Person.objects.bulk_create(copies)
    html = found(cast.dsl, "amira").content.decode()
    assert "There are more" in html
    assert html.count('data-label="Name"') == FOUND_AT_MOST
