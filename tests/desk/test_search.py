"""Search finds what somebody may see, and nothing tells that there is more."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    "words",
    [
        *("Amira Khan", "khan AMIRA", "kha ami", "  Amira ", "O’Neill", "oneill", "O'NEILL", "o neill", "Zoë", "zoe"),
        *("C-778", "c 778", "27/3/2011", "27 March 2011", "khan 27.03.11"),
        *("Ameera", "Kahn", "Zowie", "Amirah Can"),
    ],
)
def test_somebody_is_found_by_names_birthday_and_reference_and_when_misspelt(cast, now, words):
    person = register(cast.owner, now, full_name="Amira Zoë Khan O’Neill", case_reference="C-778")
    other = register(cast.owner, now, full_name="Bethan Price", born_on=date(2011, 3, 28))
    answer = found(cast.owner, words)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="/people/{person.ref}/"' in html
    assert other.ref not in html


@pytest.mark.parametrize("words", ["mira", "Khan Price", "PE-00000-00000", "C-77", "1/1/2001", "amira 1/1/2001"])
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (" ", "Enter a name, a date of birth or a reference"),
        ("%", "Enter letters of a name"),
        ("_", "Enter letters of a name"),
        ("🎈🎈", "Enter letters of a name"),
        ("\u202e\u200f", "Enter letters of a name"),
        ("a", "Enter at least two letters of a name"),
        ("31/2/2011", "31/2/2011 is not a date"),
        ("1/1/2101", "Check the year of the date of birth"),
        ("ab " * 9 + "ac ad ae af ag ah ai aj", "Enter at most 8 words"),
        ("word " * 300, "150 characters"),
        ("7" * 5000, "150 characters"),
    ],
)
def test_what_cannot_be_looked_for_is_answered_in_words(cast, words, said):
    answer = found(cast.owner, words)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count(said) == 2, "in the summary and next to the field"
    assert "What was found" not in html
    assert not AuditEvent.objects.exists()


def test_a_nul_byte_is_refused(cast):
    assert found(cast.owner, "ami\x00ra").status_code == 400


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_is_answered(cast, text):
    assert found(cast.dsl, text).status_code in (200, 400, 422)


def test_the_best_come_first_and_what_only_sounds_so_stands_apart(cast, now):
    names = ["Shivon Marsh", "Siobhan Price", "Siobhana Price", "Siobhan Adams", "Bethan Price"]
    for name in names:
        register(cast.owner, now, full_name=name, known_as=name)
    html = found(cast.owner, "siobhan").content.decode()
    order = [html.find(f">{name}</a>") for name in ("Siobhan Adams", "Siobhan Price", "Siobhana Price")]
    assert order == sorted(order)
    assert -1 not in order
    spelt, _, sounding = html.partition("Sounds like it")
    assert "Shivon Marsh" in sounding
    assert "Shivon Marsh" not in spelt
    assert "Siobhan" not in sounding
    assert "Bethan Price" not in html


def test_what_is_found_as_it_is_spelt_has_no_heading_for_sounds(cast, now):
    register(cast.owner, now)
    assert "Sounds like it" not in found(cast.owner, "amira").content.decode()
    html = found(cast.owner, "amirah").content.decode()
    assert html.count("<table") == 1
    assert "Sounds like it" in html


def test_one_event_holds_everybody_who_was_shown_however_they_were_found(cast, now):
    people = [register(cast.owner, now, full_name=name) for name in ("Siobhan Price", "Shivon Marsh")]
    found(cast.owner, "siobhan")
    assert sorted(AuditEvent.objects.get(verb=Verb.LISTED).refs) == sorted(person.ref for person in people)


def test_too_many_are_cut_and_the_page_says_so(cast, now):
    for _ in range(FOUND_AT_MOST):
        register(cast.owner, now)
    html = found(cast.dsl, "amira").content.decode()
    assert html.count('data-label="Name"') == FOUND_AT_MOST
    assert "There are more" not in html
    register(cast.owner, now)
    html = found(cast.dsl, "amira").content.decode()
    assert html.count('data-label="Name"') == FOUND_AT_MOST
    assert f"There are more than the {FOUND_AT_MOST} shown here" in html


def test_more_of_whom_somebody_may_not_see_is_not_told(cast, now):
    for _ in range(FOUND_AT_MOST + 1):
        register(cast.other_team, now)
    person = register(cast.owner, now)
    html = found(cast.owner, "amira").content.decode()
    assert person.ref in html
    assert html.count('data-label="Name"') == 1
    assert "There are more" not in html


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "dsl"])
def test_a_search_asks_as_often_for_three_as_for_three_hundred(cast, now, who):
    client = browser(cast[who])

    def asked(words, shown):
        client.get("/search/")  # that they are still there is written once a minute: the rows may have taken longer
        with CaptureQueriesContext(connection) as queries:
            html = client.post("/search/", {"words": words}).content.decode()
        assert html.count('data-label="Name"') == shown
        return len(queries)

    for number in range(3):
        register(cast.owner, now, full_name=f"Amira Khan {number}")
    client.post("/search/", {"words": "amira"})
    few = asked("amira khan", 3)
    for number in range(297):
        register(cast.owner, now, full_name=f"Amira Khan {number}")
    assert asked("amira khan", FOUND_AT_MOST) == few
    with CaptureQueriesContext(connection) as signed_in:
        client.get("/search/")
    assert few - len(signed_in) <= 6
