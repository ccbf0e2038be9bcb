"""A policy for all services of a brand, a region or a contract: also for those that come to it later (ORG-01)."""

from datetime import date
from typing import Any

import pytest

from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib import clock
from safeguard.policies.actions import VersionFacts, issue_policy
from safeguard.policies.enums import PolicyKind
from safeguard.policies.models import PolicyVersion
from safeguard.policies.rules import Audience
from safeguard.policies.selectors import audience_of, policies_to_sign
from safeguard.practitioners.actions import create_brand, describe_service, keep_contract
from safeguard.practitioners.models import Service, User
from tests.factories.practitioners import ServiceFactory, UserFactory
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db


def belongs(cast: Any, service: Service, **over: Any) -> None:
    facts = {"name": service.name, "region": service.region, "brand": service.brand, **over}
    describe_service(by=cast.admin, now=clock.now(), service=service, version=service.version, **facts)
    service.refresh_from_db()


def reads(person: User, version: PolicyVersion) -> bool:
    """Asked both ways: of the version, and of the person."""
    asked_of_version = audience_of(version).filter(pk=person.pk).exists()
    assert policies_to_sign(person).filter(pk=version.pk).exists() is asked_of_version
    return asked_of_version


@pytest.mark.parametrize("kind", ["brand", "region", "contract"])
def test_it_is_for_whoever_works_there_also_in_a_service_that_is_added_later(cast: Any, now: Any, kind: str) -> None:
    brand = create_brand(by=cast.admin, now=now, name="Harbour North")
    early, late, never = (ServiceFactory(name=name) for name in ("Early", "Late", "Never"))
    people = {one: UserFactory() for one in (early, late, never)}
    for service, person in people.items():
        person.services.set([service])
    days = {"from_on": date(2020, 1, 1), "to_on": None}
    contract = keep_contract(by=cast.admin, now=now, title="Lottery 26", services=[early], **days)
    belongs(cast, early, region="North", brand=brand)
    place = {
        "brand": {"brands": (brand.pk,)},
        "region": {"regions": ("North",)},
        "contract": {"contracts": (contract.pk,)},
    }
    version = issue_policy(
        by=cast.dsl, now=now, code="lone", title="Lone", text="x", kind=PolicyKind.OTHER, must_sign=True,
        facts=VersionFacts(audience=Audience(**place[kind])),
    )  # fmt: skip
    assert agrees_with_trail(version)
    assert [reads(person, version) for person in people.values()] == [True, False, False]
    belongs(cast, late, region="North", brand=brand)
    contract.services.add(late)
    assert [reads(person, version) for person in people.values()] == [True, True, False]


def test_places_are_chosen_on_the_page_and_stay_with_the_next_version(cast: Any, now: Any) -> None:
    brand = create_brand(by=cast.admin, now=now, name="Harbour North")
    belongs(cast, cast.service, region="North", brand=brand)
    answers = {"title": "Lone working", "type": "other", "owner": str(cast.deputy.ref), "text": "Ring in.",
               "must_sign": "yes", "starts": "now", "marking": "official"}  # fmt: skip
    client = browser(cast.dsl)
    for forged in ({"for_regions": ["South"]}, {"for_brands": ["x"]}):
        assert client.post("/policies/add/", {**answers, **forged}).status_code == 422
    sent = {**answers, "for_regions": ["North"], "for_brands": [str(brand.ref)], "for_services": []}
    assert client.post("/policies/add/", sent).status_code == 302
    version = PolicyVersion.objects.get()
    assert (version.for_regions, version.for_brands, version.for_services) == (["North"], [brand.pk], [])
    issue = client.get(f"/policies/{version.policy.ref}/issue/")
    assert {("for_regions", "North"), ("for_brands", str(brand.ref))} <= chosen(issue)
    belongs(cast, cast.service, region="")
    issue = client.get(f"/policies/{version.policy.ref}/issue/")
    assert ("for_regions", "North") in chosen(issue), "a region that no service has any more widens nothing unseen"
    next_one = {**fields(issue), **sent, "text": "Ring in, and out.", "for_brands": []}
    assert client.post(f"/policies/{version.policy.ref}/issue/", next_one).status_code == 302
    assert PolicyVersion.objects.get(number=2).for_regions == ["North"]
