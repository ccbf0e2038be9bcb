"""Pages of people's records: registering, duplicates, two editors, lists."""

import uuid
from datetime import date, timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.people.actions import add_authority, change_person
from safeguard.people.enums import Verb
from safeguard.people.models import Adult, Authority, Person
from tests.factories.people import BORN, an_adult, register
from tests.naughty import NAUGHTY
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db
FORM = "/people/new/"


def answers(**over):
    """What is enough to register somebody."""
    given = {
        "client_token": str(uuid.uuid4()),
        "full_name": "Amira Khan",
        "kind": "young_person",
        "born_on_day": "27",
        "born_on_month": "3",
        "born_on_year": "2011",
    }
    return given | over


# --- Registering --------------------------------------------------------------------------------------------------


def test_a_name_a_birthday_and_who_they_are_is_enough(cast):
    client = browser(cast.owner)
    page = client.get(FORM)
    assert {answer for _name, answer in chosen(page)} == {"not_asked"}
    assert "Which service" not in page.content.decode()  # there is only one
    assert client.post(FORM, answers()).status_code == 302
    person = Person.objects.get()
    assert (person.known_as, person.born_on, person.service) == ("Amira", BORN, cast.service)
    assert set(person.safe_answers.values()) == {"not_asked"}
    assert person.authority_known == "not_asked"
    assert not person.adults.exists()


@pytest.mark.requirement("PER-01", "PER-03", "PER-04")
def test_everything_the_page_asks_is_kept(cast, now):
    hull = add_authority(by=cast.owner, now=now, name="Hull")
    sent = answers(
        known_as="Mira", phone="07700 900123", safe_call="yes", safe_text="no", email="a@young.example",
        safe_email="not_asked", other_phone="020 7946 0123", safe_other_phone="yes", wants_reminders="on",
        is_in_danger_at_home="on", authority_known="yes", authority=str(hull.ref), address="1 Quay\r\nHull",
        call_back_phone="07700 900124", call_back_agreed="After six", case_reference="C-7",
        adult_full_name="Sana Khan", adult_relationship="mother", adult_phone="07700 900125", adult_safe_call="yes",
        adult_safe_text="no", adult_email="s@family.example", adult_safe_email="yes", adult_may_countersign="yes",
        adult_has_responsibility="no",
    )  # fmt: skip
    answer = browser(cast.owner).post(FORM, sent)
    person, adult = Person.objects.get(), Adult.objects.get()
    assert answer["Location"] == f"/people/{person.ref}/"
    assert (person.phone, person.safe_call, person.safe_text, person.safe_email) == (
        "+447700900123", "yes", "no", "not_asked",
    )  # fmt: skip
    assert (person.address, person.call_back_agreed, person.case_reference) == ("1 Quay\nHull", "After six", "C-7")
    assert person.wants_reminders
    assert person.is_in_danger_at_home
    assert (person.authority_known, person.authority) == ("yes", hull)
    assert (adult.full_name, adult.relationship, adult.phone) == ("Sana Khan", "mother", "+447700900125")
    assert (adult.safe_call, adult.safe_text, adult.safe_email) == ("yes", "no", "yes")
    assert (adult.may_countersign, adult.has_responsibility) == ("yes", "no")
    unknown = Person.objects.exclude(pk=person.pk)
    browser(cast.owner).post(FORM, answers(full_name="Ewan Ross", authority_known="unknown"))
    assert "0808 800 5000" in browser(cast.owner).get(f"/people/{unknown.get().ref}/").content.decode()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"full_name": ""}, "Enter their full name"),
        ({"kind": ""}, "Choose who they are"),
        ({"born_on_day": "", "born_on_month": "", "born_on_year": ""}, "Enter their date of birth"),
        ({"born_on_day": "31", "born_on_month": "2"}, "Enter a real date"),
        ({"born_on_year": "2090"}, "in the past"),
        ({"born_on_year": "1850"}, "nobody is 176 years old"),
        ({"born_on_year": "11"}, "the year in full"),
        ({"born_on_year": "1" * 5000}, "Enter a real date"),
        ({"born_on_year": "1910"}, "Check the date of birth"),
        ({"kind": "adult_at_risk"}, "Under 18, choose child or young person"),
        ({"phone": "ring mum"}, "telephone number in full"),
        ({"email": "nobody"}, "usual form"),
        ({"authority_known": "yes"}, "Choose the local authority"),
        ({"authority_known": "yes", "authority": str(uuid.UUID(int=7))}, "Answer “Which one?”"),
        ({"address": "1 Quay", "address_withheld": "PC Adams"}, "it is not written here"),
        ({"adult_relationship": "mother"}, "Enter their name"),
        ({"adult_full_name": "Sana"}, "who they are to the young person"),
        ({"adult_full_name": "Sana", "adult_relationship": "mother", "adult_phone": "1"}, "telephone number in full"),
        ({"full_name": "x" * 151}, "150 characters"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_in_words_and_keeps_what_was_typed(cast, over, words):
    page = browser(cast.owner).post(FORM, answers(case_reference="C-7", **over))
    html = page.content.decode()
    assert page.status_code == 422
    assert words in html
    assert ">Error: " in html
    assert fields(page)["case_reference"] == "C-7"
    assert ("kind", over.get("kind", "young_person")) in chosen(page) or not over.get("kind", "x")
    assert not Person.objects.exists()


def test_a_form_sent_twice_registers_once(cast):
    client, sent = browser(cast.owner), answers()
    assert client.post(FORM, sent)["Location"] == client.post(FORM, sent)["Location"]
    assert Person.objects.count() == 1


@pytest.mark.parametrize("text", NAUGHTY)
def test_names_of_any_kind_are_kept_or_refused_in_words(cast, text):
    response = browser(cast.owner).post(FORM, answers(full_name=text, known_as=text[:100]))
    assert response.status_code in (302, 400, 422)
    if response.status_code == 302:
        assert browser(cast.owner).get(response["Location"]).status_code == 200


def test_typing_is_kept_until_it_is_sent(cast):
    client, sent = browser(cast.owner), answers(address="1 Quay", safe_call="no")
    client.post("/drafts/person/", sent)
    page = client.get(FORM)
    assert fields(page)["full_name"] == "Amira Khan"
    assert {("safe_call", "no"), ("kind", "young_person")} <= chosen(page)
    assert fields(page)["address"] == "1 Quay"
    client.post(FORM, sent)
    assert fields(client.get(FORM))["full_name"] == ""
    stale = browser(cast.owner, enforce_csrf_checks=True).post(FORM, answers(full_name="Kept"))
    assert (stale.status_code, fields(stale)["full_name"]) == (422, "Kept")


def test_a_manager_says_who_works_with_them(cast):
    client = browser(cast.manager)
    assert "Who will work with them?" in client.get(FORM).content.decode()
    assert "Who will work with them?" not in browser(cast.owner).get(FORM).content.decode()
    client.post(FORM, answers(practitioner=str(cast.colleague.ref)))
    assert Person.objects.get().involvements.get().practitioner == cast.colleague
    other = client.post(FORM, answers(full_name="Ewan Ross", practitioner=str(cast.other_team.ref)))
    assert other.status_code == 422


def test_whoever_works_in_two_services_says_which(cast):
    cast.owner.services.add(cast.other_service)
    client = browser(cast.owner)
    assert "Choose the service" in client.post(FORM, answers()).content.decode()
    client.post(FORM, answers(service=str(cast.other_service.ref)))
    assert Person.objects.get().service == cast.other_service


def test_no_name_stands_in_a_title_or_an_address(cast, now):
    person = register(cast.owner, now, adults=(an_adult(),))
    paths = ["", "change/", "contact/", "adults/new/"]
    for path in [*(f"/people/{person.ref}/{one}" for one in paths), f"/people/adults/{person.adults.get().ref}/"]:
        html = browser(cast.owner).get(path).content.decode()
        title = html[html.index("<title>") : html.index("</title>")]
        assert not {"Amira", "Khan", "Sana"} & set(title.split())


# --- Who may be the same person (practice B22) --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Amira Khan", "Khan, Amyra", "Mira Khan"])
def test_who_may_be_the_same_is_shown_before_anything_is_written(cast, now, name):
    there = register(cast.owner, now, known_as="Mimi")
    client, sent = browser(cast.owner), answers(full_name=name)
    page = client.post(FORM, sent)
    html = page.content.decode()
    assert page.status_code == 422
    assert f'href="/people/{there.ref}/"' in html
    assert "Ask an administrator" not in html
    assert fields(page)["full_name"] == name
    assert Person.objects.count() == 1
    assert AuditEvent.objects.filter(verb=Verb.LISTED, refs=[there.ref]).exists()
    assert client.post(FORM, sent | {"is_somebody_else": "on"}).status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.parametrize("over", [{"born_on_day": "28"}, {"full_name": "Bethan Price"}])
def test_another_birthday_or_another_name_is_another_person(cast, now, over):
    register(cast.owner, now)
    assert browser(cast.owner).post(FORM, answers(**over)).status_code == 302


def test_of_somebody_they_may_not_see_nothing_is_told(cast, now):
    hidden = register(cast.other_team, now, known_as="Mimi")
    page = browser(cast.owner).post(FORM, answers())
    html = page.content.decode()
    assert "Ask an administrator" in html
    for secret in (hidden.ref, "Mimi", "Day groups", "Oona"):
        assert secret not in html
    assert not AuditEvent.objects.filter(verb=Verb.LISTED).exists()


# --- Changing, and two editors at once ----------------------------------------------------------------------------


def filled(page, **over):
    """A page's form as a browser would send it, with other answers."""
    return {**fields(page), **dict(chosen(page)), **over}


def test_what_is_changed_is_there(cast, now):
    person = register(cast.owner, now, adults=(an_adult(),), phone="07700 900123")
    client = browser(cast.owner)
    for path, over in (
        (f"/people/{person.ref}/change/", {"known_as": "Mira", "service": str(cast.service.ref)}),
        (f"/people/{person.ref}/contact/", {"phone": "07700 900124", "safe_call": "yes"}),
        (f"/people/adults/{person.adults.get().ref}/", {"relationship": "aunt", "may_countersign": "no"}),
    ):
        page = client.get(path)
        assert client.post(path, filled(page, **over))["Location"] == f"/people/{person.ref}/", path
    person.refresh_from_db()
    assert (person.known_as, person.phone, person.safe_call) == ("Mira", "+447700900124", "yes")
    assert (person.adults.get().relationship, person.adults.get().may_countersign) == ("aunt", "no")


def test_the_form_shows_numbers_as_people_read_them_and_saves_nothing_unless_changed(cast, now):
    person = register(cast.owner, now, phone="07700900123", other_phone="02079460123")
    client, path = browser(cast.owner), f"/people/{person.ref}/contact/"
    page = client.get(path)
    assert (fields(page)["phone"], fields(page)["other_phone"]) == ("07700 900123", "020 7946 0123")
    client.post(path, filled(page))
    person.refresh_from_db()
    assert person.version == 1


def test_the_second_of_two_editors_sees_both_texts_and_loses_neither(cast, now):
    person = register(cast.owner, now)
    client, path = browser(cast.owner), f"/people/{person.ref}/change/"
    mine = filled(client.get(path), known_as="Mira", address="1 Quay", service=str(cast.service.ref))
    theirs = {"known_as": "Ami", "case_reference": "C-9"}
    change_person(by=cast.manager, now=now, person=person, version=1, changes=theirs)
    page = client.post(path, mine)
    html = page.content.decode()
    assert page.status_code == 422
    assert "Somebody changed this while you were writing" in html
    table = html[html.index("<table") : html.index("</table>")]
    for words in ("Ami", "Mira", "C-9", "1 Quay", "There now", "You wrote"):
        assert words in table
    assert (fields(page)["known_as"], fields(page)["version"]) == ("Mira", "2")
    person.refresh_from_db()
    assert (person.known_as, person.case_reference) == ("Ami", "C-9")
    both = filled(page, case_reference="C-9", service=str(cast.service.ref))
    assert client.post(path, both).status_code == 302
    person.refresh_from_db()
    assert (person.known_as, person.case_reference, person.address, person.version) == ("Mira", "C-9", "1 Quay", 3)


def test_a_form_without_its_version_is_stale(cast, now):
    person = register(cast.owner, now)
    client, path = browser(cast.owner), f"/people/{person.ref}/contact/"
    page = client.post(path, filled(client.get(path), version="", phone="07700 900123"))
    assert page.status_code == 422
    assert "07700 900123" in page.content.decode()


def test_a_no_is_lifted_by_the_lead_alone(cast, now):
    person = register(cast.owner, now, phone="07700 900123", safe_text="no")
    path = f"/people/{person.ref}/contact/"
    for who, status in (("owner", 422), ("dsl", 302)):
        client = browser(cast[who])
        page = client.post(path, filled(client.get(path), safe_text="yes"))
        assert page.status_code == status
    person.refresh_from_db()
    assert person.safe_text == "yes"


@pytest.mark.parametrize("whom", ["person", "adult"])
def test_a_yes_for_the_number_before_is_none_for_another(cast, now, whom):
    """Practice B19: the answer stands on the page beside the number, and was given for the old one."""
    facts = {"phone": "07700 900123", "safe_call": "yes", "safe_text": "no"}
    person = register(cast.owner, now, adults=(an_adult(**facts),), **facts)
    row = person if whom == "person" else person.adults.get()
    path = f"/people/{person.ref}/contact/" if whom == "person" else f"/people/adults/{row.ref}/"
    client = browser(cast.owner)
    sent = filled(client.get(path), phone="07700 900999")
    asked = client.post(path, sent)
    assert asked.status_code == 422
    assert "Has somebody said that this one is safe?" in asked.content.decode()
    row.refresh_from_db()
    assert row.phone == "+447700900123"
    assert client.post(path, {**sent, "is_new_safe": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.phone, row.safe_call, row.safe_text) == ("+447700900999", "yes", "no")
    assert client.post(path, filled(client.get(path), phone="07700 900998", safe_call="not_asked")).status_code == 302
    row.refresh_from_db()
    assert (row.phone, row.safe_call) == ("+447700900998", "not_asked")


def test_a_parent_is_added_on_a_page_and_once(cast, now):
    person = register(cast.owner, now)
    client, path = browser(cast.owner), f"/people/{person.ref}/adults/new/"
    sent = {**fields(client.get(path)), "full_name": "Sana Khan", "relationship": "mother"}
    assert client.post(path, {**sent, "full_name": ""}).status_code == 422
    for _press in range(2):
        assert client.post(path, sent)["Location"] == f"/people/{person.ref}/#adults"
    assert person.adults.get().safe_email == "not_asked"


def test_looking_at_how_somebody_is_reached_is_an_event(cast, now):
    person = register(cast.owner, now, adults=(an_adult(),))
    browser(cast.owner).get(f"/people/{person.ref}/contact/")
    browser(cast.owner).get(f"/people/adults/{person.adults.get().ref}/")
    shown = AuditEvent.objects.filter(verb=Verb.CONTACT_SHOWN).values_list("subject_ref", flat=True)
    assert set(shown) == {person.ref, person.adults.get().ref}


# --- Lists --------------------------------------------------------------------------------------------------------


def test_authorities_are_listed_and_added(cast, now):
    client = browser(cast.admin)
    assert "No local authority is in the directory" in client.get("/people/authorities/").content.decode()
    sent = {"name": "Hull", "children_phone": "01482 448879", "duty_team_phone": "01482 300304"}
    assert client.post("/people/authorities/", sent).status_code == 302
    assert Authority.objects.get().duty_team_phone == "+441482300304"
    assert 'href="tel:+441482448879"' in client.get("/people/authorities/").content.decode()
    again = client.post("/people/authorities/", sent)
    assert (again.status_code, "there already" in again.content.decode()) == (422, True)
    assert (
        "telephone number"
        in client.post("/people/authorities/", {"name": "York", "adults_phone": "x"}).content.decode()
    )
    assert browser(cast.board).get("/people/authorities/").status_code == 404


def test_one_s_own_people_come_first_and_by_name(cast, now):
    empty = browser(cast.owner).get("/people/").content.decode()
    assert "You do not work with anybody yet" in empty
    for number, name in enumerate(("Cerys Doe", "Anwar Doe", "Bea Doe")):
        register(cast.owner, now, full_name=name, born_on=date(2010, 1, 1 + number))
    register(cast.colleague, now, full_name="Hidden Doe")
    html = browser(cast.owner).get("/people/").content.decode()
    assert html.index("Anwar") < html.index("Bea") < html.index("Cerys")
    assert "Hidden" not in html
    assert "Everybody you may see" not in html
    everybody = browser(cast.manager).get("/people/?show=all").content.decode()
    assert "Hidden" in everybody
    assert browser(cast.owner).get("/people/?show=all").content.decode().count("Hidden") == 0
    assert "Hidden" in browser(cast.dsl).get("/people/").content.decode()  # who has nobody of their own


@pytest.mark.parametrize("show", ["", "all"])
def test_long_lists_come_in_pages_by_key(cast, now, show):
    for number in range(30):
        register(cast.manager, now - timedelta(days=number), full_name=f"N{number:02} Doe", born_on=date(2010, 1, 1))
    client, seen, address = browser(cast.manager), [], f"/people/?show={show}"
    while address:
        page = client.get(address).context["page"]
        seen += [person.known_as for person in page.rows]
        address = f"/people/?show={show}&after={page.older_key}" if page.older else ""
    assert seen == [f"N{number:02}" for number in range(30)]
    assert "N00" in client.get(f"/people/?show={show}&after=nonsense").content.decode()
