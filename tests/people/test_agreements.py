"""What young people, adults and those around them have agreed to keep to."""

import uuid
from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.people.actions import record_agreement
from safeguard.people.models import Agreement
from safeguard.people.selectors import agreement_counts, agreement_lines
from safeguard.policies.enums import PolicyKind, Readers
from tests.factories.people import an_adult, register
from tests.factories.policies import PolicyVersionFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def person(cast, now):
    return register(cast.owner, now, (an_adult(),))


@pytest.fixture
def rules_online(cast):
    return PolicyVersionFactory(
        policy__title="Using our tablets", policy__kind=PolicyKind.AUP, policy__readers=Readers.CUSTOMER
    )


def agree(cast, now, person, version, **over):
    asked = {"adult": None, "answer": "agreed", "how": "together", "client_token": uuid.uuid4(), **over}
    day = asked.pop("agreed_on", now.astimezone(clock.LONDON).date())
    return record_agreement(**{"by": cast.owner, "now": now, **asked}, person=person, version=version, agreed_on=day)


@pytest.mark.requirement("ORG-08")
def test_a_young_person_signs_the_rules_for_our_equipment_and_their_page_says_so(cast, now, person, rules_online):
    client = browser(cast.owner)
    assert "Not agreed yet" in client.get(f"/people/{person.ref}/").content.decode()
    address, today = f"/people/{person.ref}/agreement/", now.astimezone(clock.LONDON).date()
    assert "Using our tablets, version 1" in client.get(address).content.decode()
    answers = {
        "client_token": str(uuid.uuid4()),
        "version": str(rules_online.ref),
        "who": "self",
        "answer": "agreed",
        "how": "paper",
        "held_at": "Cabinet 4",
        "agreed_on_day": today.day,
        "agreed_on_month": today.month,
        "agreed_on_year": today.year,
    }
    for _press in range(2):
        assert client.post(address, answers).status_code == 302
    kept = Agreement.objects.get()
    assert (kept.person, kept.version, kept.adult, kept.agreed_on) == (person, rules_online, None, today)
    assert (kept.read_with, kept.how, kept.held_at) == (cast.owner, "paper", "Cabinet 4")
    assert AuditEvent.objects.filter(verb="people.agreement.recorded").count() == 1
    page = client.get(f"/people/{person.ref}/").content.decode()
    assert "Cabinet 4" in page
    assert "Not agreed yet" not in page


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"version": "x"}, "Answer “What did you go through?”"),
        ({"version": ""}, "Choose what you went through"),
        ({"who": "AD-00000-00000"}, "Answer “With whom?”"),
        ({"how": "paper", "held_at": ""}, "where the paper is held"),
        ({"agreed_on_year": "9999"}, "year"),
        ({"agreed_on_day": ""}, "Enter the day"),
    ],
)
def test_a_wrong_agreement_comes_back(cast, now, person, rules_online, over, words):
    answers = {
        "client_token": str(uuid.uuid4()),
        "version": str(rules_online.ref),
        "who": "self",
        "answer": "agreed",
        "how": "call",
        "agreed_on_day": "3",
        "agreed_on_month": "2",
        "agreed_on_year": "2026",
        **over,
    }
    answer = browser(cast.owner).post(f"/people/{person.ref}/agreement/", answers)
    assert (answer.status_code, Agreement.objects.count()) == (422, 0)
    assert words in answer.content.decode()


@pytest.mark.requirement("ORG-10")
def test_online_safety_agreements_stand_apart_from_consent_for_staff_young_people_with_parents_and_adults(
    cast, now, person
):
    """Issued to each, in versions, with the day on which it was agreed; staff sign theirs (tests/policies)."""
    young = PolicyVersionFactory(policy__title="Online together", policy__readers=Readers.CUSTOMER)
    grown = PolicyVersionFactory(policy__title="Online with us", policy__readers=Readers.ADULT)
    staff = PolicyVersionFactory(policy__title="Online at work", policy__readers=Readers.STAFF)
    parent = person.adults.get()
    agree(cast, now, person, young)
    agree(cast, now, person, young, adult=parent)
    agree(cast, now, person, grown, answer="given")
    lines = {line.version: line for line in agreement_lines(person)}
    assert set(lines) == {young, grown}
    assert {one.adult for one in lines[young].given} == {None, parent}
    assert lines[young].is_agreed
    assert not lines[grown].is_agreed
    with pytest.raises(Refused, match="for somebody else"):
        agree(cast, now, person, staff)
    newer = PolicyVersionFactory(policy=young.policy, number=2)
    line = next(one for one in agreement_lines(person) if one.version == newer)
    assert not line.is_agreed
    assert len(line.given) == 2  # to the version before
    assert agreement_counts(young) == {"told": 1, "agreed": 1}
    assert agreement_counts(grown) == {"told": 1, "agreed": 0}
    page = browser(cast.dsl).get(f"/policies/{young.policy.ref}/progress/").content.decode()
    assert "People who agreed" in page
    assert person.full_name not in page


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"by": "other_team"}, "Only those who work with them"),
        ({"how": "paper"}, "where the paper is held"),
        ({"days": 1}, "today or earlier"),
        ({"days": -20000}, "issued after that day"),
        ({"adult": "other"}, "belongs to somebody else"),
    ],
)
def test_an_agreement_that_cannot_be(cast, now, person, rules_online, over, words):
    over = dict(over)
    if "adult" in over:
        over["adult"] = register(cast.owner, now, (an_adult(),), full_name="Sam Hill").adults.get()
    if "by" in over:
        over["by"] = cast[over["by"]]
    day = now.astimezone(clock.LONDON).date() + over.pop("days", 0) * DAY
    with pytest.raises(Refused, match=words):
        agree(cast, now, person, rules_online, agreed_on=day, **over)
    assert not Agreement.objects.exists()


def test_a_form_is_used_for_one_person(cast, now, person, rules_online):
    token = uuid.uuid4()
    agree(cast, now, person, rules_online, client_token=token)
    other = register(cast.owner, now, full_name="Sam Hill")
    with pytest.raises(Refused, match="something else"):
        agree(cast, now, other, rules_online, client_token=token)


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("manager", 200), ("other_team", 404), ("board", 404)])
def test_who_opens_the_page(cast, person, who, status):
    page = browser(cast[who]).get(f"/people/{person.ref}/agreement/")
    assert page.status_code == status
    if status == 200:
        assert "nothing to agree to yet" in page.content.decode()
