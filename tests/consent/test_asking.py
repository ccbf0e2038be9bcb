"""Setting up, issuing, asking and taking back: what is written, refused and sent."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from consent.actions import ask_for_consent, issue_statement, revoke_request, set_up_activity
from consent.enums import Purpose, RequestState
from consent.models import Activity, ConsentRequest, Statement
from safeguard.audit.models import AuditEvent
from safeguard.lib import links
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import change_contact, change_person
from tests.factories.consent import a_family, a_statement, an_activity, answered, asked
from tests.factories.people import an_adult, register

pytestmark = pytest.mark.django_db


def verbs(ref):
    return list(AuditEvent.objects.filter(subject_ref=str(ref)).order_by("id").values_list("verb", flat=True))


def counts():
    return [model.objects.count() for model in (Activity, Statement, ConsentRequest, Message, AuditEvent)]


def refused(words, action, **values):
    """The action refuses with these words, and writes nothing at all."""
    before = counts()
    with pytest.raises(Refused, match=words), transaction.atomic():
        action(**values)
    assert counts() == before


def ask(cast, now, person, adult, **over):
    values = {"by": cast.owner, "activity": None, "client_token": uuid.uuid4(), **over}
    values["activity"] = values["activity"] or an_activity(cast.owner, now)
    return {"now": now, "person": person, "adult": adult, **values}


# --- Activities and the statement -----------------------------------------------------------------------------------


def test_an_activity_keeps_each_purpose_by_itself(cast, now):
    activity = an_activity(cast.owner, now, [Purpose.SHARING, Purpose.TAKE_PART])
    assert activity.purposes == ["take_part", "sharing"]  # always in the same order
    assert activity.sharing_with == "the Hull music hub"
    assert verbs(activity.ref) == ["consent.activity.set_up"]


def test_an_activity_lands_once(cast, now):
    token = uuid.uuid4()
    first = an_activity(cast.owner, now, client_token=token)
    assert an_activity(cast.owner, now, client_token=token) == first
    assert verbs(first.ref) == ["consent.activity.set_up"]
    refused("somebody else", an_activity, by=cast.colleague, now=now, client_token=token)


def test_who_sets_up_an_activity(cast, now):
    values = {"now": now, "service": cast.service}
    assert an_activity(cast.dsl, **values)  # sees every service
    for who in (cast.other_team, cast.dso, cast.board, cast.admin):
        refused("Only those who work with people", an_activity, by=who, **values)
    refused("Name the organisation", an_activity, by=cast.owner, now=now, purposes=[Purpose.SHARING], sharing_with="")
    assert set_up_activity  # the action behind the factory


@pytest.mark.requirement("CON-08")
def test_every_request_keeps_the_version_that_was_sent_and_the_reply(cast, now):
    """Standard statement, versioned; the exact version sent and the reply received are stored."""
    person, mother = a_family(cast.owner, now)
    first = asked(cast.owner, person, mother, now=now)
    words = first.statement.text
    newer = issue_statement(by=cast.dsl, now=now, text="Other words.")
    second = asked(cast.owner, person, None, first.activity, now=now)
    replied = answered(first, now, name="Sana K.", note="She likes drums.")
    first.refresh_from_db()
    assert [first.statement.number, second.statement.number] == [1, 2]
    assert newer == second.statement
    assert first.statement.text == words
    assert (replied.answer_name, replied.answer_note, replied.answered_at) == ("Sana K.", "She likes drums.", now)
    assert {row.statement_id for row in first.decisions.all()} == {first.statement_id}
    assert [(row.party, row.purpose, row.decision) for row in first.decisions.order_by("pk")] == [
        ("parent_carer", "take_part", "agreed"),
        ("parent_carer", "messages", "agreed"),
        ("young_person", "take_part", "agreed"),
        ("young_person", "messages", "agreed"),
    ]


def test_the_statement_in_force_issued_again_is_no_new_version(cast, now):
    first = a_statement(now)
    assert issue_statement(by=None, now=now, text=first.text) == first
    assert issue_statement(by=cast.admin, now=now, text=f"  {first.text} ") == first
    second = issue_statement(by=cast.admin, now=now, text="New words.", written_on=1)
    assert (second.number, second.issued_by) == (2, cast.admin)
    assert verbs(second.ref) == ["consent.statement.issued"]
    refused("Somebody issued version 2", issue_statement, by=cast.dsl, now=now, text="Third.", written_on=1)
    refused("Only the first", issue_statement, by=None, now=now, text="Third.")
    refused("Only the safeguarding lead", issue_statement, by=cast.owner, now=now, text="Third.")
    refused("Write what it says", issue_statement, by=cast.dsl, now=now, text=" \n ")


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_a_request_is_written_and_its_link_is_sent(cast, now):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, now=now)
    assert request.purposes == ["take_part", "messages"]
    assert request.expires_at == now + timedelta(days=14)
    assert verbs(request.ref) == ["consent.request.asked"]
    message = Message.objects.get(kind="consent.asked")
    assert (message.address, message.subject_ref) == ("sana@family.example", mother.ref)
    assert message.title == "Priya has a question for you"
    assert links.place("consent", request.link_id) in message.body
    assert links.token_of("consent", request.link_id) not in message.body  # nothing in the database opens anything
    for word in ("Amira", "Khan", "music", "consent", "child"):
        assert word not in f"{message.title} {message.body}".replace(links.place("consent", request.link_id), "")


def test_a_danger_at_home_leaves_the_subject_empty_of_meaning(cast, now):
    person, mother = a_family(cast.owner, now)
    person = change_person(by=cast.owner, now=now, person=person, version=1, changes={"is_in_danger_at_home": True})
    asked(cast.owner, person, mother, now=now)
    assert Message.objects.get(kind="consent.asked").title == "A message for you"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"safe_email": "no"}, "email is not safe"),
        ({"safe_email": "not_asked"}, "Nobody has asked whether email is safe"),
        ({"email": "", "safe_email": "not_asked"}, "no email address"),
        ({"may_countersign": "no"}, "may not sign"),
        ({"may_countersign": "not_asked"}, "Nobody has asked whether they may sign"),
    ],
)
def test_nobody_is_asked_who_must_not_be(cast, now, facts, words):
    person = register(cast.owner, now, adults=(an_adult(**facts),))
    a_statement(now)
    refused(words, ask_for_consent, **ask(cast, now, person, person.adults.get()))


def test_the_young_person_is_asked_only_at_a_safe_address(cast, now):
    person = register(cast.owner, now, email="amira@young.example")
    a_statement(now)
    refused("Nobody has asked", ask_for_consent, **ask(cast, now, person, None))


def test_nobody_signs_for_an_adult_at_risk(cast, now):
    person, son = a_family(cast.owner, now, kind="adult_at_risk", born_on=now.date().replace(year=1950, day=1))
    a_statement(now)
    refused("Nobody signs for an adult", ask_for_consent, **ask(cast, now, person, son))
    assert asked(cast.owner, person, None, now=now)


def test_what_else_is_refused(cast, now):
    person, mother = a_family(cast.owner, now)
    other = register(cast.owner, now, adults=(an_adult(),), full_name="Ben Ode")
    activity = an_activity(cast.owner, now)
    refused("No consent statement", ask_for_consent, **ask(cast, now, person, mother, activity=activity))
    a_statement(now)
    refused("not on file", ask_for_consent, **ask(cast, now, person, other.adults.get(), activity=activity))
    for purposes in ([], [Purpose.IMAGE], [Purpose.TAKE_PART, Purpose.IMAGE]):
        refused("Choose what to ask", ask_for_consent, **ask(cast, now, person, mother, purposes=purposes))
    over = an_activity(cast.owner, now, starts_on=now.date(), ends_on=now.date())
    later = {**ask(cast, now, person, mother, activity=over), "now": now + timedelta(days=2)}
    refused("has ended", ask_for_consent, **later)
    for stranger in (cast.colleague, cast.other_team, cast.board, cast.admin):
        values = ask(cast, now, person, mother, activity=activity, by=stranger)
        refused("Only those who work with them", ask_for_consent, **values)
    theirs = an_activity(cast.other_team, now)
    refused("Only those who work with them", ask_for_consent, **ask(cast, now, person, mother, activity=theirs))


def test_only_some_purposes_may_be_asked_for(cast, now):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, now=now, purposes=[Purpose.MESSAGES])
    assert request.purposes == ["messages"]


def test_asking_again_takes_the_earlier_request_back(cast, now):
    person, mother = a_family(cast.owner, now)
    first = asked(cast.owner, person, mother, now=now)
    own = asked(cast.owner, person, None, first.activity, now=now)
    second = asked(cast.owner, person, mother, first.activity, now=now)
    for request in (first, own, second):
        request.refresh_from_db()
    assert [first.state, own.state, second.state] == ["revoked", "sent", "sent"]
    assert verbs(first.ref)[-1] == "consent.request.revoked"


def test_the_same_form_lands_once(cast, now):
    person, mother = a_family(cast.owner, now)
    token = uuid.uuid4()
    first = asked(cast.owner, person, mother, now=now, client_token=token)
    assert asked(cast.owner, person, mother, first.activity, now=now, client_token=token) == first
    assert Message.objects.filter(kind="consent.asked").count() == 1
    values = ask(cast, now, person, mother, activity=first.activity, by=cast.dsl, client_token=token)
    refused("somebody else", ask_for_consent, **values)


def test_a_contact_that_is_no_longer_safe_stops_the_message_that_waits(cast, now):
    person, mother = a_family(cast.owner, now)
    asked(cast.owner, person, mother, now=now)
    change_contact(by=cast.owner, now=now, whom=mother, version=mother.version, changes={"safe_email": "no"})
    assert Message.objects.get(kind="consent.asked").state == "cancelled"


def test_taking_a_request_back(cast, now):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, mother, now=now)
    refused("Only those who work with them", revoke_request, by=cast.colleague, now=now, request=request)
    for _ in range(2):
        assert revoke_request(by=cast.dsl, now=now, request=request).state == RequestState.REVOKED
    assert verbs(request.ref).count("consent.request.revoked") == 1
    done = answered(asked(cast.owner, person, mother, request.activity, now=now), now)
    refused("answered already", revoke_request, by=cast.owner, now=now, request=done)


@pytest.mark.parametrize("flag", ["is_in_danger_at_home", "known_use_endangers", "has_known_violence"])
def test_under_a_flag_a_service_whose_name_tells_why_is_not_named_and_can_ask(cast, now, flag):
    type(cast.service).objects.filter(pk=cast.service.pk).update(name="Self-harm support")
    asked(cast.owner, *a_family(cast.owner, now, **{flag: True}), now=now)
    message = Message.objects.get(kind="consent.asked")
    assert "Self-harm" not in message.title + message.body
