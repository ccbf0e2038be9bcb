"""Nothing that somebody types about people is lost: time-outs, refusals, another person at the machine, two editors."""

import uuid
from datetime import date, timedelta

import pytest

from safeguard.people.actions import change_person
from safeguard.people.models import Adult, Home, Signpost
from safeguard.policies.enums import PolicyKind, Readers
from safeguard.storage.models import Draft
from tests.factories.people import an_adult, register
from tests.factories.policies import PolicyVersionFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db
WORDS = "Canarywords that took an hour."
DAY = {"from_on_day": "5", "from_on_month": "1", "from_on_year": "2026"}
# Each long form about people: where it is, what is typed, and the field the words stand in.
FORMS = {
    "change": ("/people/{person}/change/", {"full_name": "Amira Khan", "address": WORDS}),
    "contact": ("/people/{person}/contact/", {"phone": "07700 900123", "call_back_agreed": WORDS}),
    "adult_add": ("/people/{person}/adults/new/", {"full_name": WORDS}),
    "adult": ("/people/adults/{adult}/", {"full_name": "Sana", "relationship": WORDS}),
    "network": ("/people/{person}/about/network/", {"worker_name": WORDS}),
    "seen": ("/people/{person}/about/representation/", {"representation_note": WORDS}),
    "home": ("/people/{person}/add/home/", {"title": "With mum", "household": WORDS}),
    "order": ("/people/{person}/add/order/", {"meaning": WORDS, "effects": ["no_contact"]}),
    "home_changed": ("/people/entries/home/{home}/", {"title": "With mum", "household": WORDS}),
    "adulthood": ("/people/{person}/adulthood/", {"wishes": WORDS}),
    "agreement": ("/people/{person}/agreement/", {"how": "paper", "held_at": WORDS}),
    "library": ("/people/library/", {"name": WORDS}),
    "signpost": ("/people/library/{signpost}/", {"name": "Childline", "helps_with": WORDS}),
}


@pytest.fixture
def refs(cast, now):
    born = now.date() - timedelta(days=int(17.9 * 365.25))
    person = register(cast.owner, now, (an_adult(),), born_on=born)
    PolicyVersionFactory(policy__kind=PolicyKind.AUP, policy__readers=Readers.CUSTOMER)
    facts = {"title": "With mum", "from_on": date(2026, 1, 5), "added_at": now, "added_by": cast.owner}
    home = Home.objects.create(person=person, ref="EN-11111-11111", client_token=uuid.uuid4(), **facts)
    found = {"person": person.ref, "adult": Adult.objects.get().ref, "home": home.ref}
    return {**found, "signpost": Signpost.objects.order_by("pk").first().ref}


def part_in(html):
    """Which of several forms at an address it is, as the form says."""
    said = html.split('name="part" value="')
    return {"part": said[1].split('"')[0]} if len(said) > 1 else {}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_sent_after_the_time_out_stands_in_the_form_afterwards(cast, refs, name):
    path, typed = FORMS[name]
    path, client = path.format(**refs), browser(cast.owner)
    html = client.get(path).content.decode()
    assert WORDS not in html
    token = str(uuid.uuid4())
    sent = {**typed, **part_in(html), "client_token": token, "version": "1"}
    del client.cookies["sessionid"]
    answer = client.post(path, sent)
    assert answer.status_code == 302
    assert "kept=1" in answer["Location"]
    client.force_login(cast.owner)
    html = client.get(path).content.decode()
    assert WORDS in html
    assert token in html
    other = browser(cast.dsl).get(path)
    assert WORDS not in other.content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_another_person_at_the_machine_sends_nothing_and_nothing_is_lost(cast, refs, name):
    path, typed = FORMS[name]
    html = browser(cast.dsl).post(path.format(**refs), {**typed, "author": str(cast.owner.ref)})
    assert html.status_code in (403, 409, 422)
    assert WORDS in html.content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_the_page_keeps_what_is_typed_while_it_is_typed(cast, refs, name):
    path, typed = FORMS[name]
    client = browser(cast.owner)
    html = client.get(path.format(**refs)).content.decode()
    address = html.split('data-draft-url="')[1].split('"')[0]
    sent = {**typed, **part_in(html), "client_token": str(uuid.uuid4())}
    assert client.post(address, sent).status_code == 200
    assert WORDS in client.get(path.format(**refs)).content.decode()


def test_a_draft_of_one_part_is_not_shown_in_another(cast, refs):
    client = browser(cast.owner)
    sent = {"title": WORDS, "client_token": str(uuid.uuid4()), "part": "home"}
    assert client.post(f"/drafts/around/{refs['person']}/", sent).status_code == 200
    assert WORDS in client.get(f"/people/{refs['person']}/add/home/").content.decode()
    assert WORDS not in client.get(f"/people/{refs['person']}/add/order/").content.decode()


def test_what_was_sent_is_kept_no_more_and_what_was_refused_is(cast, refs):
    client, path = browser(cast.owner), f"/people/{refs['person']}/add/home/"
    token = str(uuid.uuid4())
    sent = {"title": WORDS, "client_token": token, "part": "home"}
    client.post(f"/drafts/around/{refs['person']}/", sent)
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    assert Draft.objects.get(form="around").closed_at is None
    assert client.post(path, {**sent, **DAY}).status_code == 302
    assert Draft.objects.get(form="around").content == {}
    assert WORDS not in client.get(path).content.decode()


def test_a_box_that_was_emptied_stays_empty_and_two_editors_see_both_texts(cast, now, refs):
    client, path = browser(cast.owner), f"/people/{refs['person']}/about/representation/"
    person = Adult.objects.get().person
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"prefers_video_off": True})
    sent = {"representation_note": WORDS, "version": "2", "client_token": str(uuid.uuid4()), "part": "representation"}
    client.post(f"/drafts/around/{refs['person']}/", sent)
    html = client.get(path).content.decode()
    assert "checked" not in html.split('name="prefers_video_off"')[1].split(">")[0]
    change_person(by=cast.dsl, now=now, person=person, version=2, changes={"representation_note": "Other"})
    assert 'name="version" value="2"' in client.get(path).content.decode()
    stale = client.post(path, sent)
    assert stale.status_code == 422
    for words in (WORDS, "Other", "Where the two differ"):
        assert words in stale.content.decode()


@pytest.mark.parametrize("was_shown", [True, False])
def test_a_draft_clears_no_flag_that_it_never_showed(cast, now, refs, was_shown):
    client, path = browser(cast.owner), f"/people/{refs['person']}/change/"
    person = Adult.objects.get().person
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"has_known_violence": True})
    sent = {"full_name": WORDS, "version": "2", "client_token": str(uuid.uuid4())}
    client.post(f"/drafts/person_change/{refs['person']}/", {**sent, **({"address": ""} if was_shown else {})})
    html = client.get(path).content.decode()
    assert WORDS in html
    assert ("checked" in html.split('name="has_known_violence"')[1].split(">")[0]) == (not was_shown)
