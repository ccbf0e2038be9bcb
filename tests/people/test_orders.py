"""Court orders: what they forbid is hidden until opened, and obeyed by what we do (practice B19, B20, C27)."""

import uuid
from datetime import date, timedelta

import pytest

from consent.selectors import why_not_ask
from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import add_entry, change_contact, change_entry
from safeguard.people.enums import OrderEffect, OrderKind, Verb
from safeguard.people.models import CourtOrder
from safeguard.people.rules import is_masked_order, obeying
from tests.factories.consent import a_family, asked
from tests.pages import browser

WORDS = "Canaryfather may not be told where she is."
NO_CONTACT, NO_ADDRESS, NO_RESPONSIBILITY = OrderEffect


def order(by, now, person, **over):
    facts = {"kind": "care", "meaning": WORDS, "from_on": date(2026, 1, 5), "effects": [], **over}
    return add_entry(by=by, now=now, person=person, entry=CourtOrder, facts=facts, client_token=uuid.uuid4())


def page(who, person, query=""):
    html = browser(who).get(f"/people/{person.ref}/{query}").content.decode()
    return html[html.index("<main") : html.index("sg-emergency")]


@pytest.mark.parametrize("kind", OrderKind)
def test_an_order_of_any_kind_is_hidden_for_what_it_forbids_and_until_somebody_has_said(kind):
    for effect in OrderEffect:
        assert is_masked_order(kind, [effect])
    assert is_masked_order(kind, None)
    assert is_masked_order(kind, []) == (kind in (OrderKind.NON_MOLESTATION, OrderKind.PROHIBITED_STEPS))


@pytest.mark.parametrize(
    ("effects", "noes"),
    [
        ([], set()),
        ([NO_ADDRESS], set()),
        ([NO_CONTACT], {"safe_call", "safe_text", "safe_email"}),
        ([NO_RESPONSIBILITY], {"may_countersign", "has_responsibility"}),
    ],
)
def test_what_it_makes_of_the_adult_whom_it_binds(effects, noes):
    assert obeying(effects) == dict.fromkeys(noes, "no")


@pytest.mark.django_db
@pytest.mark.parametrize("effects", [[NO_CONTACT], [NO_ADDRESS], [NO_RESPONSIBILITY], None])
def test_it_is_opened_by_a_press_which_is_an_event(cast, now, effects):
    person, _mother = a_family(cast.owner, now)
    one = order(cast.owner, now, person, effects=effects)
    for who, query in ((cast.owner, ""), (cast.manager, ""), (cast.manager, "?show=contact")):
        assert "Canaryfather" not in page(who, person, query)
        assert "An order that is hidden" in page(who, person, query)
    assert not AuditEvent.objects.filter(verb=Verb.MASKED_SHOWN).exists()
    assert "Canaryfather" in page(cast.owner, person, "?show=contact")
    assert AuditEvent.objects.get(verb=Verb.MASKED_SHOWN).refs == ["orders"]
    assert browser(cast.manager).get(f"/people/entries/order/{one.ref}/").status_code == 404
    assert browser(cast.owner).get(f"/people/entries/order/{one.ref}/").status_code == 200
    assert AuditEvent.objects.filter(verb=Verb.MASKED_SHOWN).count() == 2
    with pytest.raises(Refused, match="this order"):
        change_entry(by=cast.manager, now=now, entry=one, version=1, changes={"meaning": "x"})


@pytest.mark.django_db
def test_an_order_that_forbids_nothing_is_read_at_once(cast, now):
    person, _mother = a_family(cast.owner, now)
    order(cast.owner, now, person)
    assert "Canaryfather" in page(cast.manager, person)


@pytest.mark.django_db
def test_whoever_may_not_be_contacted_is_not_and_what_waits_is_not_sent(cast, now):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, now=now)
    assert why_not_ask(person, mother, now.date()) == ""
    one = order(cast.owner, now, person, effects=[NO_CONTACT], binds=mother)
    mother.refresh_from_db()
    assert [mother.safe_call, mother.safe_text, mother.safe_email] == ["no"] * 3
    assert "email is not safe" in why_not_ask(person, mother, now.date())
    assert Message.objects.get(dedupe_key=f"consent.asked:{request.ref}").state == "cancelled"
    with pytest.raises(Refused, match="lead or deputy"):
        change_contact(by=cast.owner, now=now, whom=mother, version=mother.version, changes={"safe_email": "yes"})
    version = mother.version
    change_entry(by=cast.owner, now=now, entry=one, version=1, changes={"held_at": "CiC/4471"})
    mother.refresh_from_db()
    assert mother.version == version  # it said so already


@pytest.mark.django_db
def test_the_yes_of_whoever_lost_responsibility_counts_no_more(cast, now):
    person, mother = a_family(cast.owner, now)
    one = order(cast.owner, now, person, binds=mother)
    mother.refresh_from_db()
    assert mother.may_countersign == "yes"
    change_entry(by=cast.owner, now=now, entry=one, version=1, changes={"effects": [NO_RESPONSIBILITY]})
    mother.refresh_from_db()
    assert (mother.may_countersign, mother.has_responsibility, mother.safe_email) == ("no", "no", "yes")
    assert "may not sign" in why_not_ask(person, mother, now.date())


@pytest.mark.django_db
def test_an_order_that_has_ended_changes_nobody_and_one_binds_only_their_own_adults(cast, now):
    person, mother = a_family(cast.owner, now)
    ended = now.date() - timedelta(days=2)
    order(cast.owner, now, person, effects=[NO_CONTACT], binds=mother, to_on=ended)
    mother.refresh_from_db()
    assert mother.safe_email == "yes"
    _other, theirs = a_family(cast.owner, now, full_name="Jo Blythe")
    with pytest.raises(Refused, match="somebody else"):
        order(cast.owner, now, person, effects=[NO_CONTACT], binds=theirs)
    one = order(cast.owner, now, person)
    with pytest.raises(Refused, match="somebody else"):
        change_entry(by=cast.owner, now=now, entry=one, version=1, changes={"binds": theirs})


@pytest.mark.django_db
def test_two_editors_of_an_order_see_both_texts(cast, now):
    person, mother = a_family(cast.owner, now)
    one = order(cast.owner, now, person)
    client, path = browser(cast.owner), f"/people/entries/order/{one.ref}/"
    sent = {"kind": "care", "meaning": "Mine", "from_on_day": 5, "from_on_month": 1, "from_on_year": 2026}
    changes = {"effects": [NO_CONTACT], "binds": mother}
    change_entry(by=cast.dsl, now=now, entry=one, version=1, changes=changes)
    html = client.post(path, {**sent, "version": 1, "effects": [NO_ADDRESS]}).content.decode()
    for words in ("Where the two differ", "Contact with somebody", "Telling somebody where they live", "Sana Khan"):
        assert words in html
