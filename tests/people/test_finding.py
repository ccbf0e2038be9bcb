"""The keys by which people are found are always those of their names, and a search ranks and cuts what they find."""

import importlib
import uuid
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command

from safeguard.people import actions, rules
from safeguard.people.actions import finding
from safeguard.people.actions.finding import MADE_FROM
from safeguard.people.enums import HowFound
from safeguard.people.models import Person, SearchKey
from safeguard.people.selectors import FOUND_AT_MOST, find, like
from tests.factories.people import an_adult, register

pytestmark = pytest.mark.django_db
fill_search_keys = importlib.import_module("safeguard.people.migrations.0004_fill_search_keys")
fill_family_keys = importlib.import_module("safeguard.people.migrations.0008_fill_family_keys")


def keys_of(person):
    return set(SearchKey.objects.filter(person=person).values_list("kind", "key"))


def right_keys(person):
    own = rules.search_keys(person.full_name, person.known_as, person.case_reference, person.also_known_as)
    return own | rules.family_keys(adult.full_name for adult in person.adults.all())


def found(user, text, today=date(2026, 11, 29)):
    return find(user, rules.read_search(text, today))


def names(findings):
    return [(one.person.full_name, one.how) for one in findings.rows]


# --- Keys and names go together -----------------------------------------------------------------------------------


def change(**changes):
    def act(cast, now, person):
        actions.change_person(by=cast.owner, now=now, person=person, version=person.version, changes=changes)

    return act


# Every action on people: one that changes what is searched for, or why it does not. A new action needs a line.
WRITES = {
    "register_person": lambda cast, now, person: register(
        cast.owner, now, full_name="Ruth Adams", case_reference="R/1"
    ),
    "change_person": change(full_name="Mira Rahman", known_as="Mimi", case_reference=""),
    "add_adult": lambda cast, now, person: actions.add_adult(
        by=cast.owner, now=now, person=person, details=an_adult(full_name="Zed Quill"), client_token=uuid.uuid4()
    ),
}
WRITES_NO_NAME = {
    "accept_hand_over": "who works with them",
    "ask_for_somebody": "a duty",
    "end_involvements_of": "who works with them",
    "hand_over_everybody": "who works with them",
    "hand_over_people": "who works with them",
    "note_hand_over_opened": "a reading",
    "add_entry": "what surrounds them",
    "add_authority": "an authority is not looked for",
    "agree_safe_word": "the safe word alone",
    "ask_about_turning_18": "asks, and writes no name",
    "change_authority": "an authority is not looked for",
    "check_authority": "an authority is not looked for",
    "check_contact": "a service is not looked for",
    "change_contact": "refuses a name of the person; that of an adult has a test of its own",
    "change_entry": "what surrounds them",
    "change_section": "what surrounds them",
    "end_involvement": "who works with them",
    "record_agreement": "what they have agreed to keep to",
    "involve": "who works with them",
    "note_contact_shown": "a reading",
    "note_listed": "a reading",
    "note_masked_shown": "a reading",
    "note_trail_opened": "a reading",
    "note_opened": "a reading",
    "refresh_search_keys": "writes the keys themselves",
    "talk_over_adulthood": "what they are, not what they are called",
    "write_signpost": "a service is not looked for",
}


def test_every_action_is_known_to_write_a_name_or_not():
    acts = {name for name in actions.__all__ if name[0].islower()}
    assert acts == set(WRITES) | set(WRITES_NO_NAME)


@pytest.mark.parametrize("name", WRITES)
def test_an_action_that_writes_a_name_writes_its_keys(cast, now, name):
    person = register(cast.owner, now, full_name="Amira Khan", case_reference="C-778")
    before = keys_of(person)
    WRITES[name](cast, now, person)
    for one in Person.objects.all():
        assert keys_of(one) == right_keys(one)
    assert set(SearchKey.objects.values_list("kind", "key")) != before


@pytest.mark.parametrize("field", sorted(MADE_FROM))
def test_each_part_of_a_name_makes_its_keys_anew(cast, now, field):
    person = register(cast.owner, now, case_reference="C-778")
    change(**{field: "Rhys"})(cast, now, person)
    person.refresh_from_db()
    assert getattr(person, field) == "Rhys"
    assert keys_of(person) == right_keys(person)


def test_contact_refuses_a_name(cast, now):
    person = register(cast.owner, now)
    with pytest.raises(ValueError, match="not changed here"):
        actions.change_contact(by=cast.owner, now=now, whom=person, version=1, changes={"full_name": "X Y"})


def test_keys_are_made_from_every_field_that_search_keys_takes(cast, now):
    """What the rule is given and what the action watches are the same four fields."""
    assert set(rules.search_keys.__code__.co_varnames[: rules.search_keys.__code__.co_argcount]) == MADE_FROM


def test_keys_that_stay_are_not_written_again(cast, now):
    person = register(cast.owner, now, full_name="Amira Khan", known_as="Amira")
    before = dict(SearchKey.objects.filter(person=person).values_list("key", "pk"))
    change(full_name="Amira Rahman")(cast, now, person)
    after = dict(SearchKey.objects.filter(person=person).values_list("key", "pk"))
    assert after["amira"] == before["amira"]
    assert "khan" not in after
    assert "rahman" in after


def test_changing_something_else_leaves_the_keys(cast, now):
    person = register(cast.owner, now)
    before = set(SearchKey.objects.values_list("pk", flat=True))
    change(address="2 Quay")(cast, now, person)
    assert set(SearchKey.objects.values_list("pk", flat=True)) == before


def test_a_young_person_is_found_by_the_name_of_a_parent_and_stands_after_their_own(cast, now):
    register(cast.owner, now, full_name="Amira Khan", adults=(an_adult(full_name="Sana Qureshi"),))
    register(cast.owner, now, full_name="Omar Qureshi", adults=(an_adult(full_name="Sana Qureshi"),))
    assert names(found(cast.owner, "qureshi")) == [("Omar Qureshi", HowFound.EXACT), ("Amira Khan", HowFound.FAMILY)]
    assert not found(cast.other_team, "qureshi").rows


def test_the_name_of_a_parent_that_changes_is_found_from_then_on(cast, now):
    person = register(cast.owner, now, adults=(an_adult(full_name="Sana Qureshi"),))
    adult = person.adults.get()
    actions.change_contact(by=cast.owner, now=now, whom=adult, version=1, changes={"full_name": "Sana Malik"})
    assert not found(cast.owner, "qureshi").rows
    assert names(found(cast.owner, "sana mal")) == [("Amira Khan", HowFound.FAMILY)]


def test_a_name_of_before_and_a_nickname_find_somebody_and_are_a_possible_double(cast, now):
    person = register(cast.owner, now, full_name="Robin Ashby", also_known_as="Robert Ashby\nBobs")
    for typed in ("robert", "bobs ash", "Robbert Ashbee"):
        assert found(cast.owner, typed).rows[0].person == person
    assert like(person.born_on, "Robert Nobody") == [person]


# --- Everybody who was there before there were keys ---------------------------------------------------------------


class Executed(list):
    """A schema editor that only listens."""

    execute = list.append


def test_the_migration_fills_in_batches_and_goes_on_where_it_was_stopped(cast, now, monkeypatch):
    people = [register(cast.owner, now, full_name=f"Siobhan Price {number}", case_reference="") for number in range(5)]
    SearchKey.objects.exclude(person=people[2]).delete()
    kept = keys_of(people[2])
    monkeypatch.setattr(fill_search_keys, "BATCH", 2)
    for _ in range(2):  # a second time changes nothing
        done = Executed()
        fill_search_keys.fill(apps, done)
        assert done == ["ANALYZE people_searchkey"]
        assert all(keys_of(person) == right_keys(person) for person in people)
    assert keys_of(people[2]) == kept


# --- What a search finds ------------------------------------------------------------------------------------------


def test_the_same_words_come_first_then_beginnings_then_sounds(cast, now):
    for name in ("Catherine Price", "Katherine Price", "Kath Price", "Kathleen Priceman", "Bethan Price"):
        register(cast.owner, now, full_name=name)
    assert names(found(cast.owner, "kath price")) == [
        ("Kath Price", HowFound.EXACT),
        ("Katherine Price", HowFound.BEGINS),
        ("Kathleen Priceman", HowFound.BEGINS),
    ]
    assert names(found(cast.owner, "price katharine")) == [
        ("Catherine Price", HowFound.SOUNDS),
        ("Katherine Price", HowFound.SOUNDS),
    ]


def test_somebody_who_fits_in_several_ways_is_found_once_and_by_the_best(cast, now):
    register(cast.owner, now, full_name="Mary Mary-Ann Marylin", known_as="Mary", case_reference="mary")
    assert names(found(cast.owner, "mary")) == [("Mary Mary-Ann Marylin", HowFound.EXACT)]


def test_every_word_must_fit(cast, now):
    register(cast.owner, now, full_name="Amira Khan")
    assert found(cast.owner, "ami kha").rows
    assert not found(cast.owner, "ami pri").rows
    assert not found(cast.owner, "ameera price").rows
    assert not found(cast.owner, "amira x").rows


def test_a_letter_goes_with_a_name_that_sounds_alike(cast, now):
    register(cast.owner, now, full_name="Shivon Marsh")
    assert names(found(cast.owner, "siobhan m")) == [("Shivon Marsh", HowFound.SOUNDS)]
    assert not found(cast.owner, "siobhan p").rows


def test_a_birthday_narrows_a_name_and_stands_alone(cast, now):
    for year in (2010, 2011):
        register(cast.owner, now, full_name=f"Amira Khan {year}", born_on=date(year, 3, 27))
    assert names(found(cast.owner, "27/3/2011")) == [("Amira Khan 2011", HowFound.EXACT)]
    assert names(found(cast.owner, "amira 27/3/2011")) == [("Amira Khan 2011", HowFound.EXACT)]
    assert names(found(cast.owner, "ameera 27/3/2011")) == [("Amira Khan 2011", HowFound.SOUNDS)]


def test_a_reference_elsewhere_that_looks_like_a_date_is_found_beside_birthdays(cast, now):
    register(cast.owner, now, full_name="Amira Khan", case_reference="27-03-2011", born_on=date(2010, 1, 1))
    register(cast.owner, now, full_name="Bethan Price", born_on=date(2011, 3, 27))
    assert [name for name, _ in names(found(cast.owner, "27-03-2011"))] == ["Amira Khan", "Bethan Price"]


def test_the_same_words_are_among_the_first_however_many_begin_so(cast, now):
    for number in range(5 * FOUND_AT_MOST):
        register(cast.owner, now, full_name=f"Alison Khan {number}", known_as="Alison")
    register(cast.owner, now, full_name="Al Khan", known_as="Al")
    findings = found(cast.owner, "al khan")
    assert names(findings)[0] == ("Al Khan", HowFound.EXACT)
    assert len(findings.rows) == FOUND_AT_MOST
    assert findings.has_more


def test_a_percent_sign_in_a_word_means_itself(cast, now):
    register(cast.owner, now)
    for typed in ("am%", "a_ira", "%mira", "amira%khan\\"):
        assert bool(found(cast.owner, typed).rows) == (typed in ("am%", "amira%khan\\")), typed


# --- Who may be somebody who is registered already ----------------------------------------------------------------


def test_the_same_birthday_and_a_name_that_sounds_alike_may_be_the_same_person(cast, now):
    person = register(cast.owner, now, full_name="Siobhan Price")
    assert like(person.born_on, "Shivon Marsh") == [person]
    assert like(person.born_on, "Bethan Marsh") == []
    assert like(date(2011, 3, 28), "Siobhan Price") == []


@pytest.mark.parametrize(
    ("full_name", "called", "typed"),
    [
        ("Mackenzie Jones", "Mac", "Mac Jones"),
        ("Malcolm Smith", "Mac", "mac smith"),
        ("Olivia Jones", "Olivia", "O Jones"),
        ("Sean O'Brien", "Sean", "o brien"),
        ("Ian MacDonald", "Ian", "Mac Donald"),
        ("रीता शर्मा", "रीता", "रीता"),
    ],
)
def test_two_words_may_be_one_name_or_two(cast, now, full_name, called, typed):
    register(cast.owner, now, full_name=full_name, known_as=called)
    assert [name for name, _ in names(found(cast.owner, typed))] == [full_name]


@pytest.mark.parametrize("reference", ["2023/45/678", "CF/12/345/6", "LA 7/88/2011/2"])
def test_a_reference_with_slashes_is_no_wrong_date(cast, now, reference):
    register(cast.owner, now, full_name="Ruth Adams", case_reference=reference)
    assert rules.read_search(reference, date(2026, 11, 29)).problem == ""
    assert names(found(cast.owner, reference)) == [("Ruth Adams", HowFound.EXACT)]


def test_what_an_older_release_wrote_beside_the_keys_is_made_right(cast, now, monkeypatch):
    monkeypatch.setattr(finding, "BATCH", 2)
    people = [register(cast.owner, now, full_name=name) for name in ("Amira Khan", "Ben Okoro", "Cat Price")]
    Person.objects.filter(pk=people[0].pk).update(full_name="Zahra Malik", known_as="Zahra")
    SearchKey.objects.filter(person=people[2]).delete()
    call_command("refresh_search_keys")
    assert names(found(cast.owner, "zahra")) == [("Zahra Malik", HowFound.EXACT)]
    assert names(found(cast.owner, "amira")) == []
    assert names(found(cast.owner, "cat price")) == [("Cat Price", HowFound.EXACT)]
    assert actions.refresh_search_keys(now=now) == 0


def test_the_migration_fills_the_names_of_parents_and_goes_on_where_it_was_stopped(cast, now, monkeypatch):
    people = [register(cast.owner, now, adults=(an_adult(full_name=f"Sana Malik {n}"),)) for n in range(5)]
    SearchKey.objects.filter(kind="family").exclude(person=people[1]).delete()
    monkeypatch.setattr(fill_family_keys, "BATCH", 2)
    for _ in range(2):  # a second time changes nothing
        done = Executed()
        fill_family_keys.fill(apps, done)
        assert done == ["ANALYZE people_searchkey"]
        assert all(keys_of(person) == right_keys(person) for person in people)
