"""Policies, people, sessions and officers belong to one service, several, or all of a brand, region or contract."""

from datetime import date

import pytest

from safeguard.lib import clock
from safeguard.lib.worktime import WorkingHours
from safeguard.people.access import visible_people
from safeguard.policies.selectors import audience_of, policies_to_sign
from safeguard.practitioners.actions import create_brand, describe_service, keep_contract
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import who_answers
from safeguard.practitioners.selectors.directory import services_in_scope
from sessions_app.access import visible_sessions
from tests.factories.live import a_live_session
from tests.factories.policies import PolicyVersionFactory
from tests.factories.practitioners import ServiceFactory, UserFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def scopes(cast, now):
    """Two services of one brand, region and contract, and a third of none: each way of choosing finds the two."""
    brand = create_brand(by=cast.admin, now=now, name="Harbour North")
    both = [cast.service, cast.other_service]
    for one in both:
        describe_service(by=cast.admin, now=now, service=one, version=1, name=one.name, region="North", brand=brand)
    contract = keep_contract(
        by=cast.admin, now=now, title="Lottery 26", from_on=date(2020, 1, 1), to_on=None, services=both
    )
    third = ServiceFactory(name="Third")
    nothing = {"brands": [], "regions": [], "contracts": []}
    chosen = [{"brands": [str(brand.ref)]}, {"regions": ["North"]}, {"contracts": [str(contract.ref)]}]
    for one in chosen:
        assert set(services_in_scope(**{**nothing, **one})) == set(both)
    return both, third, brand, contract


@pytest.mark.parametrize("kind", ["brand", "region", "contract"])
def test_one_officer_covers_all_of_a_brand_a_region_or_a_contract(cast, now, scopes, kind):
    both, third, brand, contract = scopes
    chosen = {"brand": brand.ref, "region": "North", "contract": contract.ref}[kind]
    answer = browser(cast.admin).post("/set-up/posts/scope/", {"person": cast.colleague.ref, kind: chosen})
    assert answer.status_code == 302
    for one in (*both, third):
        found = who_answers([PostCode.DSO], service_id=one.pk, now=clock.now(), hours=WorkingHours())
        answering = found[PostCode.DSO]
        assert (answering is not None and answering.person == cast.colleague) is (one in both)


def test_a_policy_people_and_sessions_keep_to_their_services(cast, now, scopes):
    both, third, *_rest = scopes
    here, there = UserFactory(), UserFactory()
    here.services.set(both)
    there.services.set([third])
    version = PolicyVersionFactory(for_services=[one.pk for one in both])
    assert here in audience_of(version)
    assert there not in audience_of(version)
    assert (policies_to_sign(here).exists(), policies_to_sign(there).exists()) == (True, False)
    session = a_live_session(cast.owner, state="planned")
    assert session.service in both
    of_service = UserFactory(roles=["service_manager"])
    for services, sees in ((both, True), ([third], False), ([third, *both], True)):
        of_service.services.set(services)
        looking = User.objects.get(pk=of_service.pk)
        assert visible_sessions(looking).filter(pk=session.pk).exists() is sees
        assert visible_people(looking).filter(sessions__session=session).exists() is sees
