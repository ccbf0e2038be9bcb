"""Registering, changing and reaching people: what is written, refused, stopped and audited."""

import uuid
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.db import transaction

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.notifications.models import Message
from safeguard.people import access
from safeguard.people.actions import (
    add_adult,
    add_authority,
    agree_safe_word,
    change_contact,
    change_person,
    end_involvement,
    involve,
    register_person,
)
from safeguard.people.enums import ContactChannel, Verb
from safeguard.people.exceptions import ChangedMeanwhile
from safeguard.people.messages import to_family
from safeguard.people.models import Adult, Authority, Involvement, Person
from tests.factories.people import an_adult, details, register

pytestmark = pytest.mark.django_db
REACHED = {"phone": "07700 900123", "safe_call": "yes", "safe_text": "yes", "email": "amira@young.example"}


def verbs(ref):
    return list(AuditEvent.objects.filter(subject_ref=ref).order_by("id").values_list("verb", flat=True))


def refused(words, action, **values):
    """The action refuses with these words, and writes nothing at all."""
    before = Person.objects.count(), Adult.objects.count(), Involvement.objects.count(), AuditEvent.objects.count()
    with pytest.raises(Refused, match=words), transaction.atomic():
        action(**values)
    after = Person.objects.count(), Adult.objects.count(), Involvement.objects.count(), AuditEvent.objects.count()
    assert before == after


# --- Registering --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("PER-01", "PER-03", "PER-04")
def test_everything_about_a_person_is_kept(cast, now):
    authority = add_authority(by=cast.owner, now=now, name="Hull", duty_team_phone="01482 300304")
    given = {
        **REACHED,
        "kind": "adult_at_risk",
        "full_name": "  Ruth   Adams ",
        "known_as": "Ru",
        "born_on": date(1960, 2, 29),
        "service": cast.service,
        "case_reference": "CMS-778",
        "safe_email": "no",
        "other_phone": "020 7946 0123",
        "safe_other_phone": "yes",
        "wants_reminders": True,
        "address": "4 Quay Street",
        "authority_known": "yes",
        "authority": authority,
        "is_in_danger_at_home": True,
        "call_back_phone": "07700 900124",
        "call_back_agreed": "Mornings. Say that you are Jo.",
        "safe_word": "Lighthouse",
    }
    person = register(cast.owner, now, adults=(an_adult(phone="07700 900125", has_responsibility="no"),), **given)
    person.refresh_from_db()
    assert person.ref.startswith("PE-")
    assert (person.full_name, person.known_as) == ("Ruth Adams", "Ru")
    assert (person.phone, person.other_phone) == ("+447700900123", "+442079460123")
    assert person.call_back_phone == "+447700900124"
    tidied = ("full_name", "phone", "other_phone", "call_back_phone")
    for name in set(given) - set(tidied):
        assert getattr(person, name) == given[name], name
    assert (person.registered_by, person.registered_at, person.version) == (cast.owner, now, 1)
    adult = person.adults.get()
    assert (adult.full_name, adult.relationship, adult.phone) == ("Sana Khan", "mother", "+447700900125")
    assert (adult.safe_call, adult.safe_text, adult.safe_email) == ("not_asked", "not_asked", "yes")
    assert (adult.may_countersign, adult.has_responsibility) == ("yes", "no")
    allocated = person.involvements.get()
    assert (allocated.practitioner, allocated.role, allocated.from_at) == (cast.owner, "allocated", now)
    assert verbs(person.ref) == [Verb.REGISTERED, Verb.INVOLVED]
    assert verbs(adult.ref) == [Verb.ADULT_ADDED]


def test_what_nobody_asked_is_not_asked_and_never_yes(cast, now):
    person = register(cast.owner, now)
    assert person.known_as == "Amira"
    assert set(person.safe_answers.values()) == {"not_asked"}
    assert (person.authority_known, person.authority, person.wants_reminders) == ("not_asked", None, False)
    assert not any(person.may_use(channel) for channel in ContactChannel)


def test_the_same_form_lands_once(cast, now):
    token = uuid.uuid4()
    first = register(cast.owner, now, adults=(an_adult(),), token=token)
    again = register(cast.owner, now, adults=(an_adult(),), token=token, full_name="Somebody Else")
    assert again == first
    assert (Person.objects.count(), Adult.objects.count(), Involvement.objects.count()) == (1, 1, 1)
    refused("somebody else", register, by=cast.colleague, token=token)


def test_somebody_else_may_be_allocated(cast, now):
    person = register(cast.manager, now, practitioner=cast.colleague)
    assert person.involvements.get().practitioner == cast.colleague
    refused("does not work with young people", register, by=cast.manager, practitioner=cast.dso)


@pytest.mark.parametrize("who", ["dso", "dsl", "board", "ict", "admin"])
def test_only_those_who_work_with_people_register_them(cast, now, who):
    given = details(cast.owner)
    token = uuid.uuid4()
    refused("register them", register_person, by=cast[who], now=now, details=given, client_token=token)


def test_nobody_registers_into_another_service(cast):
    refused("services you work in", register, by=cast.owner, service=cast.other_service)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"born_on": date(2200, 1, 1)}, "in the past"),
        ({"born_on": date(1850, 1, 1)}, "Check the year"),
        ({"kind": "adult_at_risk"}, "child or young person"),
        ({"full_name": "…"}, "full name"),
        ({"phone": "12"}, "telephone number"),
        ({"address": "x", "address_withheld": "y"}, "withheld"),
        ({"authority_known": "yes"}, "local authority"),
    ],
)
def test_what_cannot_be_right_is_not_written(cast, over, words):
    refused(words, register, by=cast.owner, **over)


def test_an_adult_without_a_name_stops_the_whole(cast):
    refused("name", register, by=cast.owner, adults=(an_adult(full_name=" "),))
    refused("telephone", register, by=cast.owner, adults=(an_adult(phone="1"),))


# --- Authorities --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "admin", "dsl"])
def test_an_authority_is_there_once(cast, now, who):
    found = add_authority(by=cast[who], now=now, name=" Hull ", children_phone="01482 448879", adults_phone="101")
    assert (found.name, found.children_phone, found.adults_phone) == ("Hull", "+441482448879", "101")
    refused("already", add_authority, by=cast.owner, now=now, name="HULL")
    refused("name", add_authority, by=cast.owner, now=now, name=" ")
    refused("telephone", add_authority, by=cast.owner, now=now, name="York", duty_team_phone="ring the office")
    assert Authority.objects.count() == 1


def test_who_does_not_need_an_authority_adds_none(cast, now):
    refused("Ask somebody", add_authority, by=cast.board, now=now, name="Hull")


# --- Changing -----------------------------------------------------------------------------------------------------


def test_who_somebody_is_is_changed_and_found_by_the_new_name(cast, now):
    person = register(cast.owner, now)
    changes = {"full_name": "Amira  Rahman", "known_as": "Mira", "born_on": date(2010, 3, 27), "address": "2 Quay"}
    changed = change_person(by=cast.owner, now=now, person=person, version=1, changes=changes)
    person.refresh_from_db()
    assert (person.full_name, person.known_as, person.born_on) == ("Amira Rahman", "Mira", date(2010, 3, 27))
    assert (person.name_key, person.version, changed.version) == (" amira rahman mira", 2, 2)
    event = AuditEvent.objects.get(verb=Verb.CHANGED)
    assert event.fields == sorted([*changes, "version"])


def test_saving_what_is_there_already_changes_nothing(cast, now):
    person = register(cast.owner, now)
    change_person(by=cast.owner, now=now, person=person, version=0, changes={"full_name": "Amira Khan"})
    change_contact(by=cast.owner, now=now, whom=person, version=0, changes={"phone": ""})
    person.refresh_from_db()
    assert person.version == 1
    assert not AuditEvent.objects.filter(verb__in=[Verb.CHANGED, Verb.CONTACT_CHANGED]).exists()


def test_the_second_of_two_editors_is_told(cast, now):
    person = register(cast.owner, now)
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"known_as": "Mira"})
    with pytest.raises(ChangedMeanwhile):
        change_person(by=cast.manager, now=now, person=person, version=1, changes={"known_as": "Ami"})
    with pytest.raises(ChangedMeanwhile):
        change_contact(by=cast.manager, now=now, whom=person, version=1, changes={"phone": "07700 900123"})
    person.refresh_from_db()
    assert (person.known_as, person.phone) == ("Mira", "")


def test_an_authority_that_is_no_longer_known_is_taken_off(cast, now):
    hull = add_authority(by=cast.owner, now=now, name="Hull")
    person = register(cast.owner, now, authority_known="yes", authority=hull)
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"authority_known": "unknown"})
    person.refresh_from_db()
    assert (person.authority_known, person.authority) == ("unknown", None)


def test_who_has_grown_out_of_being_a_child_may_still_move_house(cast, now):
    person = register(cast.owner, now, kind="child")
    later = now + timedelta(days=365 * 4)
    change_person(by=cast.owner, now=later, person=person, version=1, changes={"address": "9 Quay"})
    with pytest.raises(Refused, match="From 18"):
        change_person(by=cast.owner, now=later, person=person, version=2, changes={"born_on": date(2005, 1, 1)})


@pytest.mark.parametrize("who", ["other_team", "colleague", "board", "admin", "ict"])
def test_strangers_change_nothing(cast, now, who):
    person = register(cast.owner, now, adults=(an_adult(),))
    adult, by = person.adults.get(), {"by": cast[who], "now": now}
    refused("Only those", change_person, **by, person=person, version=1, changes={"known_as": "X"})
    refused("Only those", change_contact, **by, whom=person, version=1, changes={"phone": ""})
    refused("Only those", change_contact, **by, whom=adult, version=1, changes={"phone": ""})
    refused("Only those", add_adult, **by, person=person, details=an_adult(), client_token=uuid.uuid4())
    refused("Only those", involve, **by, person=person, practitioner=cast.colleague)
    refused("Only those", end_involvement, **by, involvement=person.involvements.get())
    refused("Only those", agree_safe_word, **by, person=person, safe_word="x")


def test_a_field_of_another_form_is_a_fault_of_ours(cast, now):
    person = register(cast.owner, now)
    with pytest.raises(ValueError, match="not changed here"):
        change_person(by=cast.owner, now=now, person=person, version=1, changes={"phone": "x"})
    with pytest.raises(ValueError, match="not changed here"):
        change_contact(by=cast.owner, now=now, whom=person, version=1, changes={"version": 7})


# --- Reaching people (practice B19) -------------------------------------------------------------------------------


def waiting(whom, now, key="k"):
    """A message that waits to be sent to somebody."""
    message = to_family(
        whom, channel=ContactChannel.TEXT, kind="test.family", dedupe_key=key, title="", body="See you at 16:00",
        due_at=now + timedelta(hours=3),
    )  # fmt: skip
    queue_messages([message], now=now)


def states(whom):
    return set(Message.objects.filter(subject_ref=whom.ref).values_list("state", flat=True))


@pytest.mark.parametrize(
    "changes",
    [
        {"safe_text": "no"},
        {"safe_text": "not_asked"},
        {"safe_call": "no"},
        {"phone": "07700 900199"},
        {"email": "new@young.example"},
        {"wants_reminders": True},
    ],
)
def test_every_change_stops_what_waits_to_be_sent_to_them(cast, now, changes):
    person = register(cast.owner, now, **REACHED, adults=(an_adult(phone="07700 900125", safe_text="yes"),))
    waiting(person, now)
    waiting(person.adults.get(), now, "mother")
    change_contact(by=cast.owner, now=now, whom=person, version=1, changes=changes)
    assert states(person) == {"cancelled"}
    assert states(person.adults.get()) == {"waiting"}
    assert AuditEvent.objects.filter(verb=Verb.CONTACT_CHANGED).count() == 1


def test_what_is_agreed_about_ringing_back_stops_nothing(cast, now):
    person = register(cast.owner, now, **REACHED)
    waiting(person, now)
    changes = {"call_back_agreed": "After six", "call_back_phone": "07700 900126"}
    change_contact(by=cast.owner, now=now, whom=person, version=1, changes=changes)
    assert states(person) == {"waiting"}


def test_danger_at_home_stops_what_waits_for_everybody_around_them(cast, now):
    person = register(cast.owner, now, **REACHED, adults=(an_adult(phone="07700 900125", safe_text="yes"),))
    waiting(person, now)
    waiting(person.adults.get(), now, "mother")
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"is_in_danger_at_home": True})
    assert states(person) == states(person.adults.get()) == {"cancelled"}


@pytest.mark.parametrize("answer", ["yes", "not_asked"])
def test_only_those_who_may_lift_a_no(cast, now, answer):
    person = register(cast.owner, now, phone="07700 900123", safe_text="no")
    change = {"now": now, "whom": person, "version": 1, "changes": {"safe_text": answer}}
    for who in ("owner", "manager", "dso", "lead"):
        refused("Only the safeguarding lead or deputy", change_contact, by=cast[who], **change)
    change_contact(by=cast.dsl, **change)
    person.refresh_from_db()
    assert person.safe_text == answer


def test_anybody_sets_a_no(cast, now):
    person = register(cast.owner, now, **REACHED, adults=(an_adult(),))
    change_contact(by=cast.owner, now=now, whom=person, version=1, changes={"safe_call": "no", "safe_text": "no"})
    change_contact(by=cast.dso, now=now, whom=person.adults.get(), version=1, changes={"safe_email": "no"})
    person.refresh_from_db()
    assert (person.safe_call, person.safe_text) == ("no", "no")
    assert person.adults.get().safe_email == "no"


def test_an_adult_is_changed_with_who_they_are(cast, now):
    person = register(cast.owner, now, adults=(an_adult(may_countersign="not_asked"),))
    changes = {"full_name": "Sana Rahman", "relationship": "foster carer", "may_countersign": "yes"}
    adult = change_contact(by=cast.owner, now=now, whom=person.adults.get(), version=1, changes=changes)
    assert (adult.full_name, adult.relationship, adult.may_countersign) == tuple(changes.values())
    refused("telephone", change_contact, by=cast.owner, now=now, whom=adult, version=2, changes={"phone": "x"})
    refused("name", change_contact, by=cast.owner, now=now, whom=adult, version=2, changes={"full_name": " "})


def test_another_adult_is_added_once(cast, now):
    person, token = register(cast.owner, now), uuid.uuid4()
    first = add_adult(by=cast.owner, now=now, person=person, details=an_adult(), client_token=token)
    assert add_adult(by=cast.owner, now=now, person=person, details=an_adult(), client_token=token) == first
    other = register(cast.owner, now)
    with pytest.raises(Refused, match="something else"):
        add_adult(by=cast.owner, now=now, person=other, details=an_adult(), client_token=token)
    assert person.adults.count() == 1


def test_the_safe_word_changes_no_version_and_is_audited_once(cast, now):
    person = register(cast.owner, now)
    for _press in range(2):
        agree_safe_word(by=cast.owner, now=now, person=person, safe_word=" Lighthouse ")
    person.refresh_from_db()
    assert (person.safe_word, person.version) == ("Lighthouse", 1)
    assert AuditEvent.objects.get(verb=Verb.CHANGED).fields == ["safe_word"]


# --- Messages (practice B14) --------------------------------------------------------------------------------------

MESSAGE = {"kind": "test.family", "dedupe_key": "k", "title": "Your session", "body": "Today at 16:00"}


@pytest.mark.parametrize("answer", ["no", "not_asked"])
def test_no_message_without_a_yes(cast, now, answer):
    person = register(cast.owner, now, email="amira@young.example", safe_email=answer)
    with pytest.raises(Refused, match="safe to reach"):
        to_family(person, channel=ContactChannel.EMAIL, **MESSAGE)


def test_no_message_without_an_address(cast, now):
    person = register(cast.owner, now, safe_email="yes", **{**REACHED, "email": ""})
    with pytest.raises(Refused, match="safe to reach"):
        to_family(person, channel=ContactChannel.EMAIL, **MESSAGE)


def test_a_message_goes_to_one_address_and_speaks_of_them(cast, now):
    person = register(cast.owner, now, **REACHED)
    message = to_family(person, channel=ContactChannel.TEXT, **MESSAGE)
    assert (message.address, message.channel, message.queue) == ("+447700900123", "sms", "reminders")
    assert (message.title, message.body, message.subject_ref) == ("Your session", "Today at 16:00", person.ref)
    assert message.recipient_id is None


@pytest.mark.parametrize("to_adult", [False, True])
def test_under_the_flag_the_subject_says_nothing(cast, now, to_adult):
    person = register(cast.owner, now, email="a@young.example", safe_email="yes", is_in_danger_at_home=True,
                      adults=(an_adult(),))  # fmt: skip
    whom = person.adults.get() if to_adult else person
    assert to_family(whom, channel=ContactChannel.EMAIL, **MESSAGE).title == "A message for you"


@pytest.mark.parametrize("words", ["Dear Amira Khan", "Come to 4 Quay Street", "Say lighthouse"])
def test_a_message_never_tells_their_name_address_or_safe_word(cast, now, words):
    person = register(cast.owner, now, **REACHED, address="4 Quay Street", safe_word="Lighthouse", adults=(an_adult(),))
    for whom, channel in ((person, ContactChannel.TEXT), (person.adults.get(), ContactChannel.EMAIL)):
        with pytest.raises(Refused, match="never holds"):
            to_family(whom, channel=channel, **{**MESSAGE, "body": words})


# --- Who works with whom ------------------------------------------------------------------------------------------


def test_whoever_begins_to_work_with_somebody_sees_them_until_it_ends(cast, now):
    person = register(cast.owner, now)
    assert not access.visible_people(cast.other_team).exists()
    involvement = involve(by=cast.owner, now=now, person=person, practitioner=cast.other_team)
    assert involve(by=cast.owner, now=now, person=person, practitioner=cast.other_team) == involvement
    assert access.visible_people(cast.other_team).get() == person
    end_involvement(by=cast.owner, now=now + timedelta(microseconds=5), involvement=involvement)
    ended = end_involvement(by=cast.owner, now=now + timedelta(days=1), involvement=involvement)
    assert ended.to_at == now + timedelta(microseconds=5)
    assert not access.visible_people(cast.other_team).exists()
    assert AuditEvent.objects.filter(verb=Verb.INVOLVEMENT_ENDED).count() == 1


def test_a_person_is_allocated_to_one(cast, now):
    person = register(cast.owner, now)
    involve(by=cast.owner, now=now, person=person, practitioner=cast.colleague)
    involve(by=cast.manager, now=now, person=person, practitioner=cast.colleague, role="allocated")
    open_ones = person.involvements.filter(to_at__isnull=True)
    assert [(one.practitioner, one.role) for one in open_ones] == [(cast.colleague, "allocated")]
    assert involve(by=cast.manager, now=now, person=person, practitioner=cast.colleague).role == "allocated"


def test_only_practitioners_work_with_people(cast, now):
    person = register(cast.owner, now)
    refused("does not work with", involve, by=cast.owner, now=now, person=person, practitioner=cast.board)


@pytest.mark.parametrize("over", [{"email": "Sana@Family.example"}, {"phone": "07700 900124", "safe_text": "yes"}])
def test_a_no_is_not_passed_by_writing_the_address_down_again(cast, now, over):
    """The same number or address under another name is no safer."""
    person = register(cast.owner, now, adults=(an_adult(phone="07700 900124", safe_text="no", safe_email="no"),))
    other = an_adult(full_name="Omar Khan", email="", safe_email="not_asked")
    father = add_adult(by=cast.owner, now=now, person=person, details=other, client_token=uuid.uuid4())
    again = an_adult(full_name="S. Khan", **{"email": "", "safe_email": "yes", **over})
    changes = over | {"safe_email": "yes"}
    for by, is_refused in ((cast.owner, True), (cast.dsl, False)):
        with pytest.raises(Refused, match="not safe") if is_refused else nullcontext(), transaction.atomic():
            add_adult(by=by, now=now, person=person, details=again, client_token=uuid.uuid4())
        with pytest.raises(Refused, match="not safe") if is_refused else nullcontext(), transaction.atomic():
            change_contact(by=by, now=now, whom=father, version=1, changes=changes)
    father.refresh_from_db()
    assert father.version == 2


STOPPED = {"phone": "07700 900124", "safe_text": "no", "safe_email": "no"}  # of the mother


@pytest.mark.parametrize("over", [{"email": "Sana@Family.example", "safe_email": "yes"},
                                  {"phone": "07700 900124", "safe_text": "yes"}])  # fmt: skip
def test_a_no_of_a_parent_is_not_passed_by_calling_it_the_young_persons_own(cast, now, over):
    """Changed afterwards, or registered with it; the lead may (practice B19)."""
    person = register(cast.owner, now, adults=(an_adult(**STOPPED),))
    for by, is_refused in ((cast.owner, True), (cast.dsl, False)):
        with pytest.raises(Refused, match="not safe") if is_refused else nullcontext(), transaction.atomic():
            change_contact(by=by, now=now, whom=person, version=1, changes=over)
    with pytest.raises(Refused, match="not safe"), transaction.atomic():
        register(cast.owner, now, adults=(an_adult(**STOPPED),), **over)
    person.refresh_from_db()
    assert (person.version, Person.objects.count()) == (2, 1)


def test_a_no_of_their_own_is_not_passed_by_their_other_number(cast, now):
    person = register(cast.owner, now, phone="07700 900123", safe_call="no")
    with pytest.raises(Refused, match="not safe"):
        change_contact(by=cast.owner, now=now, whom=person, version=1,
                       changes={"other_phone": "07700 900123", "safe_other_phone": "yes"})  # fmt: skip
