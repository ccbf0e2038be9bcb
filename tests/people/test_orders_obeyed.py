"""What an order took away stays away, whoever saves what (practice B19, B20, C27)."""

import uuid
from datetime import date, timedelta

import pytest

from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import add_adult, add_entry, change_contact, change_section
from safeguard.people.enums import ContactChannel, OrderEffect
from safeguard.people.messages import to_family
from safeguard.people.models import CourtOrder, Home, Network
from safeguard.people.rules import asked_again, may_be_same_name, signs_again
from tests.factories.consent import a_family, asked
from tests.factories.people import an_adult
from tests.pages import browser

NO_CONTACT, NO_ADDRESS, NO_RESPONSIBILITY = OrderEffect
DAY = {"from_on_day": "5", "from_on_month": "1", "from_on_year": "2026"}
TYPED = {"kind": "care", "meaning": "Canarywords", **DAY}


def order(by, now, person, **over):
    facts = {"kind": "care", "meaning": "He decides nothing.", "from_on": date(2026, 1, 5), "effects": [], **over}
    return add_entry(by=by, now=now, person=person, entry=CourtOrder, facts=facts, client_token=uuid.uuid4())


def add(by, now, person, **over):
    return add_adult(by=by, now=now, person=person, details=an_adult(**over), client_token=uuid.uuid4())


@pytest.mark.parametrize(
    ("name", "words", "same"),
    [
        ("Imran Khan", "imran  KHAN", True),
        ("Imran Khan", "Her father, Imran Khan", True),
        ("Imran Ali Khan", "Imran Khan", True),
        ("Sana Khan", "Imran Khan", False),
        ("Khan", "Imran Khan", False),
        ("Imran", "Imran", True),
        ("", "", False),
    ],
)
def test_a_name_written_a_second_time(name, words, same):
    assert may_be_same_name(name, words) == same


@pytest.mark.parametrize(
    ("before", "changes", "again"),
    [
        ({"may_countersign": "no"}, {"may_countersign": "yes"}, True),
        ({"has_responsibility": "no"}, {"has_responsibility": "not_asked"}, True),
        ({"may_countersign": "not_asked"}, {"may_countersign": "yes"}, True),
        ({"may_countersign": "yes"}, {"may_countersign": "no"}, False),
        ({"may_countersign": "no"}, {"phone": ""}, False),
    ],
)
def test_what_makes_somebody_sign_again(before, changes, again):
    assert signs_again(before, changes) == again


def test_only_a_yes_for_the_same_mailbox_is_asked_again():
    bound = {"email": "Family@home.example", "phone": ""}
    facts = {"safe_email": "yes", "email": "family@home.example", "safe_call": "yes", "phone": "", "safe_text": "no"}
    assert asked_again(facts, bound) == {"safe_email": "not_asked"}


@pytest.mark.django_db
def test_who_may_not_open_the_order_does_not_undo_what_it_took_away(cast, now):
    person, mother = a_family(cast.owner, now)
    order(cast.owner, now, person, effects=[NO_RESPONSIBILITY], binds=mother)
    mother.refresh_from_db()
    for name in ("may_countersign", "has_responsibility"):
        for said in ("yes", "not_asked"):
            with pytest.raises(Refused, match="court order"):
                change_contact(by=cast.manager, now=now, whom=mother, version=2, changes={name: said})
    for again in ("Sana Khan", "khan SANA", "Sana M. Khan"):
        with pytest.raises(Refused, match="court order"):
            add(cast.manager, now, person, full_name=again, email="other@family.example")
    aunt = add(cast.owner, now, person, full_name="Nadia Iqbal", email="nadia@family.example")
    with pytest.raises(Refused, match="court order"):
        change_contact(by=cast.owner, now=now, whom=aunt, version=1, changes={"full_name": "Sana Khan"})
    changes = {"relationship": "mother of her brother"}
    assert change_contact(by=cast.owner, now=now, whom=mother, version=2, changes=changes).may_countersign == "no"
    changes = {"may_countersign": "yes"}
    assert change_contact(by=cast.dsl, now=now, whom=mother, version=3, changes=changes).may_countersign == "yes"


@pytest.mark.django_db
def test_an_order_that_has_ended_stops_nobody_from_being_asked_again(cast, now):
    person, mother = a_family(cast.owner, now)
    ended = now.date() - timedelta(days=1)
    order(cast.owner, now, person, effects=[NO_RESPONSIBILITY], binds=mother, to_on=ended)
    changes = {"has_responsibility": "yes"}
    assert change_contact(by=cast.owner, now=now, whom=mother, version=1, changes=changes).has_responsibility == "yes"


@pytest.mark.django_db
def test_whom_an_order_names_in_words_is_not_added_as_a_signatory(cast, now):
    person, _mother = a_family(cast.owner, now)
    order(cast.owner, now, person, effects=[NO_RESPONSIBILITY], whom="Her father, Imran Khan")
    html = browser(cast.manager).get(f"/people/{person.ref}/adults/new/").content.decode()
    assert "binds somebody who is not on file yet" in html
    with pytest.raises(Refused, match="court order"):
        add(cast.owner, now, person, full_name="Imran Khan", email="imran@family.example")
    added = add(cast.owner, now, person, full_name="Imran Khan", email="i@family.example", may_countersign="not_asked")
    with pytest.raises(Refused, match="court order"):
        change_contact(by=cast.owner, now=now, whom=added, version=1, changes={"may_countersign": "yes"})


@pytest.mark.django_db
def test_the_mailbox_of_whoever_may_not_be_contacted_is_safe_for_nobody(cast, now):
    person, mother = a_family(cast.owner, now, email="sana@family.example")
    father = add(cast.owner, now, person, full_name="Imran Khan", email="SANA@family.example")
    aunt = add(cast.owner, now, person, full_name="Nadia Iqbal", email="nadia@family.example")
    request = asked(cast.owner, person, father, now=now)
    order(cast.owner, now, person, effects=[NO_CONTACT], binds=mother)
    for one in (person, father, aunt):
        one.refresh_from_db()
    assert [person.safe_email, father.safe_email, aunt.safe_email] == ["not_asked", "not_asked", "yes"]
    assert Message.objects.get(dedupe_key=f"consent.asked:{request.ref}").state == "cancelled"
    with pytest.raises(Refused, match="not safe"):
        change_contact(by=cast.owner, now=now, whom=father, version=2, changes={"safe_email": "yes"})


@pytest.mark.django_db
def test_no_message_tells_a_home_or_the_school_that_is_kept_secret(cast, now, django_assert_num_queries):
    person, mother = a_family(cast.owner, now)
    facts = {"title": "With nan", "address": "9 Secondhome Road", "from_on": date(2026, 1, 1)}
    add_entry(by=cast.owner, now=now, person=person, entry=Home, facts=facts, client_token=uuid.uuid4())
    changes = {"school": "Quayside Academy"}
    change_section(by=cast.owner, now=now, person=person, section=Network, version=0, changes=changes)

    def write(body):
        more = {"kind": "x", "dedupe_key": "x", "title": "Hello"}
        return to_family(mother, channel=ContactChannel.EMAIL, body=body, **more)

    with pytest.raises(Refused, match="never holds"):
        write("We meet at 9 Secondhome Road.")
    assert "Quayside" in write("How was Quayside Academy?").body
    order(cast.owner, now, person, effects=[NO_ADDRESS])
    with pytest.raises(Refused, match="never holds"):
        write("How was Quayside Academy?")


@pytest.mark.django_db
def test_an_order_says_what_it_forbids_and_whom_it_binds(cast, now):
    person, mother = a_family(cast.owner, now)
    client, path = browser(cast.owner), f"/people/{person.ref}/add/order/"
    for effects, words in (
        ([], "Tick what it forbids or takes away"),
        ([NO_CONTACT, "nothing"], "not both"),
        ([NO_CONTACT], "Choose whom it binds"),
        ([NO_RESPONSIBILITY], "Choose whom it binds"),
    ):
        refused = client.post(path, {**TYPED, "effects": effects})
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert client.post(path, {**TYPED, "effects": ["nothing"]}).status_code == 302
    assert client.post(path, {**TYPED, "effects": [NO_ADDRESS]}).status_code == 302
    assert client.post(path, {**TYPED, "effects": [NO_CONTACT], "is_not_on_file": "on"}).status_code == 302
    assert [one.effects for one in CourtOrder.objects.order_by("pk")] == [[], ["no_address"], ["no_contact"]]
    answer = client.post(path, {**TYPED, "effects": [NO_CONTACT, NO_RESPONSIBILITY], "binds": mother.ref}, follow=True)
    assert "Sana Khan: we do not ring or write to them, they do not sign from now on" in answer.content.decode()
    last = CourtOrder.objects.latest("pk")
    corrected = {**TYPED, "effects": [NO_ADDRESS], "version": "1"}
    html = client.post(f"/people/entries/order/{last.ref}/", corrected, follow=True).content.decode()
    assert "What an order said about Sana Khan stays until the safeguarding lead" in html
    first = CourtOrder.objects.earliest("pk")
    html = client.get(f"/people/entries/order/{first.ref}/").content.decode()
    assert "checked" in html.split('value="nothing"')[1].split(">")[0]


@pytest.mark.django_db
def test_an_old_order_stays_hidden_until_somebody_says_what_it_forbids(cast, now):
    person, _mother = a_family(cast.owner, now)
    old = order(cast.owner, now, person, effects=None)
    client, path = browser(cast.owner), f"/people/entries/order/{old.ref}/"
    assert client.post(path, {**TYPED, "held_at": "CA/114", "version": "1"}).status_code == 302
    old.refresh_from_db()
    assert (old.effects, old.held_at) == (None, "CA/114")
    html = browser(cast.manager).get(f"/people/{person.ref}/").content.decode()
    assert "nobody has said what it forbids" in html
    assert "Canarywords" not in html
    assert client.post(path, {**TYPED, "effects": ["nothing"], "version": "2"}).status_code == 302
    assert "Canarywords" in browser(cast.manager).get(f"/people/{person.ref}/").content.decode()


@pytest.mark.django_db
def test_an_order_that_was_hidden_meanwhile_gives_back_what_was_typed(cast, now):
    person, _mother = a_family(cast.owner, now)
    one = order(cast.owner, now, person, meaning="Canarysecret")
    client, path = browser(cast.manager), f"/people/entries/order/{one.ref}/"
    assert client.get(path).status_code == 200
    CourtOrder.objects.filter(pk=one.pk).update(effects=[NO_ADDRESS])
    assert client.get(path).status_code == 404
    refused = client.post(path, {**TYPED, "meaning": "Mywords", "effects": ["nothing"], "version": "1"})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "has been hidden meanwhile" in html
    assert "Mywords" in html
    assert "Canarysecret" not in html
