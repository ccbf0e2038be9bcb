"""A version is communicated to every audience, its officer has the task, and sees how far it has come with each."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils.text import capfirst

from safeguard.lib import clock
from safeguard.lib.worktime import is_working_time
from safeguard.notifications.models import Message
from safeguard.people.actions import record_agreement
from safeguard.people.models import Involvement, Person
from safeguard.people.selectors import agreement_progress
from safeguard.policies.actions import record_guest, remind_of_policies
from safeguard.policies.enums import PolicyKind, Readers
from safeguard.policies.models import PolicyType, PolicyVersion
from safeguard.policies.selectors import thresholds_in_force, variants_in_force
from safeguard.practitioners.enums import PersonKind
from safeguard.practitioners.models import User
from tests.factories.people import an_adult, register
from tests.factories.policies import PolicyVersionFactory, SignatureFactory
from tests.factories.practitioners import UserFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db


def agree(cast: Any, now: Any, person: Person, version: PolicyVersion, **over: Any) -> None:
    said = {"adult": None, "answer": "agreed", "how": "together", "client_token": uuid.uuid4(), **over}
    today = now.astimezone(clock.LONDON).date()
    record_agreement(by=cast.owner, now=now, person=person, version=version, agreed_on=today, **said)


def lines(page: Any, name: str) -> Iterator[tuple[str, ...]]:
    for row in page.context[name]:
        yield tuple(str(cell["text"]) for cell in row)


@pytest.mark.requirement("ORG-36")
def test_delivered_and_acknowledged_are_counted_for_every_audience(cast: Any, now: Any) -> None:
    User.objects.exclude(pk__in=[cast.dso.pk, cast.owner.pk, cast.dsl.pk]).update(is_active=False)
    people = {
        kind: UserFactory(kind=kind) for kind in (PersonKind.VOLUNTEER, PersonKind.SUBCONTRACTOR, PersonKind.BOARD)
    }
    kind = PolicyType.objects.get(code="online-behaviour")
    hours = thresholds_in_force(now).hours
    at = next(then for ago in range(120) if is_working_time(then := now - timedelta(hours=ago), hours))
    about = {"policy__type": kind, "policy__owner": cast.dso, "issued_at": at - timedelta(minutes=1)}
    staff = PolicyVersionFactory(policy__title="How we behave online", **about)
    young = PolicyVersionFactory(policy__readers=Readers.CUSTOMER, **about)
    grown = PolicyVersionFactory(policy__readers=Readers.ADULT, **about)
    guests = PolicyVersionFactory(policy__readers=Readers.GUEST, **about)
    PolicyVersionFactory(policy__readers=Readers.CUSTOMER, policy__owner=cast.dso)  # of no type: none of it

    remind_of_policies(now=at)  # it is communicated: its audience is told
    told = Message.objects.filter(
        recipient__in=[cast.owner, *people.values()], subject_ref__startswith=staff.policy.ref
    )
    assert {one.recipient for one in told} == {cast.owner, *people.values()}
    told.exclude(recipient=people[PersonKind.BOARD]).update(state="sent", sent_at=now)
    for person in (cast.owner, people[PersonKind.VOLUNTEER]):
        SignatureFactory(version=staff, person=person)
    child = register(cast.owner, now, (an_adult(),))
    parent = child.adults.get()
    learner = register(cast.owner, now, full_name="Lena Learner")
    adult = register(cast.owner, now, full_name="Gus Grown")
    Person.objects.filter(pk=adult.pk).update(kind="adult_at_risk")
    agree(cast, now, child, young)
    agree(cast, now, child, young, adult=parent)
    agree(cast, now, learner, young, answer="given")
    agree(cast, now, adult, grown)

    page = browser(cast.dso).get(f"/policies/{staff.policy.ref}/progress/")
    counted = {row[0]: row[1:] for row in lines(page, "rows")}
    assert counted["Volunteer"] == ("1", "1", "1")
    assert counted["Subcontractor"] == ("1", "1", "0")
    assert [row for name, row in counted.items() if name.startswith("Board")] == [("1", "0", "0")]
    assert counted[capfirst(str(PersonKind.STAFF.label))][2] == "1"
    assert list(lines(page, "families")) == [
        ("Young people and learners", "2", "2", "1"),
        ("Adults who use the service", "1", "1", "1"),
        ("Parents, carers and others around them", "Not counted", "1", "1"),
    ]
    shown = page.content.decode()
    assert f"{cast.dso.full_name} answers for it." in shown
    assert not [one for one in (child, learner, adult) if one.full_name in shown]
    # Guests, who have no account: whoever answers for it writes down that they signed, and sees how many did.
    today = now.astimezone(clock.LONDON).date()
    paper = {"signed_on": today, "held_at": "Folder 3", "client_token": uuid.uuid4()}
    record_guest(by=cast.dso, now=now, version=guests, name="Toni Marsh", **paper)
    page = browser(cast.dso).get(f"/policies/{guests.policy.ref}/progress/")
    assert [(str(one["key"]), one["value"]) for one in page.context["counts"]] == [("Guests who signed", 1)]
    # The task is the named officer's, and nobody else's: they are reminded of who has not signed.
    week = at + timedelta(days=7)
    later = next(then for ahead in range(240) if is_working_time(then := week + timedelta(hours=ahead), hours))
    remind_of_policies(now=later)
    asked = Message.objects.filter(kind="policies.progress", subject_ref=staff.policy.ref)
    assert [one.recipient for one in asked] == [cast.dso]
    # A new version begins anew, for each.
    PolicyVersionFactory(policy=young.policy, number=2)
    again = list(lines(browser(cast.dso).get(f"/policies/{staff.policy.ref}/progress/"), "families"))
    assert again[0] == ("Young people and learners", "2", "0", "0")


def test_people_and_what_they_said_are_counted_of_the_same_people(cast: Any, now: Any) -> None:
    young = PolicyVersionFactory(policy__readers=Readers.CUSTOMER, issued_at=now - timedelta(minutes=1))
    child, learner = (
        register(cast.owner, now - timedelta(hours=1)),
        register(cast.owner, now - timedelta(hours=1), full_name="Lena Learner"),
    )
    for one in (child, learner):
        agree(cast, now, one, young)

    def counted() -> list[tuple[int | None, int, int]]:
        return [(row.people, row.told, row.agreed) for row in agreement_progress([young], now)]

    assert counted() == [(2, 2, 2)]
    Involvement.objects.filter(person=learner).update(to_at=now)  # who is worked with no more is on neither side
    assert counted() == [(1, 1, 1)]
    register(cast.other_team, now, full_name="Zed Vale")
    assert counted() == [(2, 1, 1)]
    young.for_services = [cast.other_service.pk]
    assert counted() == [(1, 0, 0)]
    young.for_services = [cast.service.pk]
    assert counted() == [(1, 1, 1)]


def test_the_variants_of_a_policy_are_those_of_its_type_or_of_acceptable_use(cast: Any, now: Any) -> None:
    aup = PolicyVersionFactory(policy__kind=PolicyKind.AUP)
    theirs = PolicyVersionFactory(policy__kind=PolicyKind.AUP, policy__readers=Readers.CUSTOMER)
    other = PolicyVersionFactory(policy__readers=Readers.ADULT)
    assert variants_in_force(aup.policy, [Readers.CUSTOMER, Readers.ADULT]) == [theirs]
    assert variants_in_force(other.policy, [Readers.CUSTOMER, Readers.ADULT]) == [other]
    assert [row.label for row in agreement_progress([other], now)] == ["Adults who use the service"]


def test_whoever_answers_for_one_variant_sees_no_counts_of_another(cast: Any) -> None:
    kind = PolicyType.objects.get(code="online-behaviour")
    staff = PolicyVersionFactory(policy__type=kind, policy__owner=cast.dso)
    PolicyVersionFactory(policy__type=kind, policy__readers=Readers.CUSTOMER, policy__owner=cast.other_dso)
    path = f"/policies/{staff.policy.ref}/progress/"
    assert browser(cast.dso).get(path).context["families"] == []
    assert len(browser(cast.dsl).get(path).context["families"]) == 1
    assert browser(cast.manager).get(path).context["families"] == []
