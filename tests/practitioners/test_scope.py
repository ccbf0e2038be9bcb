"""Policies, people, sessions and officers belong to one service, several, or all of a brand, region or contract."""

from datetime import date, timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import WorkingHours
from safeguard.people.access import visible_people
from safeguard.policies.selectors import audience_of, policies_to_sign
from safeguard.practitioners.actions import (
    close_account,
    cover_services,
    coverage,
    create_brand,
    create_service,
    describe_service,
    end_coverage,
    keep_contract,
)
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Coverage, User
from safeguard.practitioners.selectors import who_answers
from safeguard.practitioners.selectors.directory import services_in_scope
from sessions_app.access import visible_sessions
from tests.factories.live import a_live_session
from tests.factories.policies import PolicyVersionFactory
from tests.factories.practitioners import ServiceFactory, UserFactory, hold
from tests.pages import browser
from tests.threads import at_once


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
@pytest.mark.django_db
def test_one_officer_covers_all_of_a_brand_a_region_or_a_contract(cast, now, scopes, kind):
    both, third, brand, contract = scopes
    chosen = {"brand": brand.ref, "region": "North", "contract": contract.ref}[kind]
    sent = {"person": cast.colleague.ref, "part": "officer", kind: chosen}
    answer = browser(cast.admin).post("/set-up/posts/scope/", sent)
    assert answer.status_code == 302
    for one in (*both, third):
        found = who_answers([PostCode.DSO], service_id=one.pk, now=clock.now(), hours=WorkingHours())
        answering = found[PostCode.DSO]
        assert (answering is not None and answering.person == cast.colleague) is (one in both)


@pytest.mark.django_db
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


SCOPES = ["brand", "region", "contract"]


def _chosen(scopes, kind):
    _both, _third, brand, contract = scopes
    return {kind: {"brand": brand, "region": "North", "contract": contract}[kind]}


def _officer(service):
    found = who_answers([PostCode.DSO], service_id=service.pk, now=clock.now(), hours=WorkingHours())[PostCode.DSO]
    return found.person if found is not None and found.person.full_name != "Dele Adeyemi" else None


def _comes_to(cast, scopes, service, kind):
    """A service comes to the brand, the region or the contract later."""
    both, _third, brand, contract = scopes
    if kind == "contract":
        return keep_contract(
            by=cast.admin,
            now=clock.now(),
            title=contract.title,
            from_on=contract.from_on,
            to_on=None,
            services=[*both, service],
            contract=contract,
            version=contract.version,
        )
    over = {"brand": brand} if kind == "brand" else {"region": "North"}
    return describe_service(
        by=cast.admin, now=clock.now(), service=service, version=service.version, name=service.name, **over
    )


@pytest.mark.requirement("ORG-01")
@pytest.mark.parametrize("kind", SCOPES)
@pytest.mark.django_db
def test_policies_people_sessions_and_officers_are_for_all_of_a_brand_a_region_or_a_contract(cast, now, scopes, kind):
    both, third, *_rest = scopes
    chosen = _chosen(scopes, kind)
    worker, officer, elsewhere = UserFactory(roles=["service_manager"]), UserFactory(), UserFactory()
    elsewhere.services.set([third])
    cover_services(by=cast.admin, now=now, person=worker, as_officer=False, **chosen)
    cover_services(by=cast.admin, now=now, person=officer, as_officer=True, **chosen)
    place = {"brand": "for_brands", "region": "for_regions", "contract": "for_contracts"}[kind]
    which = chosen[kind]
    version = PolicyVersionFactory(**{place: [which if kind == "region" else which.pk]})
    session = a_live_session(cast.owner, state="planned")
    assert session.service in both
    looking = User.objects.get(pk=worker.pk)
    assert set(worker.services.all()) == set(both)
    assert worker in audience_of(version)
    assert elsewhere not in audience_of(version)
    assert visible_sessions(looking).filter(pk=session.pk).exists()
    assert [_officer(one) == officer for one in (*both, third)] == [True, True, False]
    _comes_to(cast, scopes, third, kind)
    assert third in worker.services.all()
    assert elsewhere in audience_of(version)
    assert _officer(third) == officer


@pytest.mark.parametrize("kind", SCOPES)
@pytest.mark.django_db
def test_service_that_is_made_later_is_covered(cast, now, scopes, kind):
    worker = UserFactory()
    cover_services(by=cast.admin, now=now, person=worker, as_officer=False, **_chosen(scopes, kind))
    made = create_service(by=cast.admin, now=clock.now(), name="Fourth", region="North")
    assert (made in worker.services.all()) is (kind == "region")


@pytest.mark.django_db
def test_officer_of_a_service_that_comes_later_keeps_their_post(cast, now, scopes):
    _both, third, *_rest = scopes
    hold(PostCode.DSO, cast.colleague, third)
    cover_services(by=cast.admin, now=now, person=UserFactory(), as_officer=True, region="North")
    clock.shift(timedelta(minutes=1))
    _comes_to(cast, scopes, third, "region")
    assert _officer(third) == cast.colleague


@pytest.mark.django_db
def test_what_has_ended_holds_for_no_service_to_come(cast, now, scopes):
    both, third, *_rest = scopes
    worker = UserFactory()
    covered = cover_services(by=cast.admin, now=now, person=worker, as_officer=False, region="North")
    assert end_coverage(by=cast.admin, now=now, coverage=covered)
    assert not end_coverage(by=cast.admin, now=now, coverage=covered)
    _comes_to(cast, scopes, third, "region")
    assert set(worker.services.all()) == set(both)


@pytest.mark.django_db
def test_form_about_somebody_opened_before_a_service_came_is_stale(cast, now, scopes):
    _both, third, *_rest = scopes
    worker = UserFactory()
    cover_services(by=cast.admin, now=now, person=worker, as_officer=False, region="North")
    before = User.objects.get(pk=worker.pk).version
    _comes_to(cast, scopes, third, "region")
    assert User.objects.get(pk=worker.pk).version == before + 1


@pytest.mark.django_db
def test_officer_who_cannot_be_named_holds_up_no_service(cast, now, scopes, caplog, monkeypatch):
    _both, third, *_rest = scopes
    cover_services(by=cast.admin, now=now, person=UserFactory(), as_officer=True, region="North")

    def refuse(**_said):
        raise Refused("a circle")

    monkeypatch.setattr(coverage, "appoint_holder", refuse)
    _comes_to(cast, scopes, third, "region")
    assert third.__class__.objects.get(pk=third.pk).region == "North"
    assert _officer(third) is None
    assert "could not be named: a circle" in caplog.text


def test_two_who_change_what_people_work_in_at_once_wait_for_each_other(committed_db, cast, now):
    """One covers a region while the other brings a service to it: neither stops the other, and nothing is missed."""
    first, second = ServiceFactory(name="First", region="North"), ServiceFactory(name="Second")
    worker, other = UserFactory(), UserFactory(roles=["administrator"])

    def cover():
        return cover_services(by=cast.admin, now=now, person=worker, as_officer=False, region="North")

    def bring():
        return describe_service(by=other, now=now, service=second, version=1, name="Second", region="North")

    answers = at_once(cover, bring)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert set(worker.services.all()) == {first, second}


@pytest.mark.django_db
def test_whoever_leaves_covers_nothing_to_come(cast, now, scopes):
    _both, third, *_rest = scopes
    worker = UserFactory()
    covered = cover_services(by=cast.admin, now=now, person=worker, as_officer=False, region="North")
    close_account(by=cast.admin, now=now, person=worker)
    covered.refresh_from_db()
    assert covered.to_at == now
    _comes_to(cast, scopes, third, "region")
    assert third not in worker.services.all()


@pytest.mark.django_db
def test_same_again_is_one(cast, now, scopes):
    said = {"person": cast.colleague, "as_officer": False, "region": "North"}
    first = cover_services(by=cast.admin, now=now, **said)
    assert cover_services(by=cast.admin, now=now, **said) == first
    assert Coverage.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "over", "words"),
    [
        ("dsl", {}, "administrator"),
        ("admin", {"region": ""}, "Choose a brand"),
        ("admin", {"region": "South"}, "No service has all"),
    ],
)
@pytest.mark.django_db
def test_refused_coverage_changes_nothing(cast, now, scopes, who, over, words):
    before = AuditEvent.objects.count()
    said = {"person": cast.colleague, "as_officer": False, "region": "North", **over}
    with pytest.raises(Refused, match=words):
        cover_services(by=cast[who], now=now, **said)
    assert not Coverage.objects.exists()
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
def test_nobody_lets_themselves_in(cast, now, scopes):
    _both, third, *_rest = scopes
    with pytest.raises(Refused):
        cover_services(by=cast.admin, now=now, person=cast.admin, as_officer=False, region="North")
    other = UserFactory(roles=["administrator"])
    cover_services(by=other, now=now, person=cast.admin, as_officer=False, region="North")
    _comes_to(cast, scopes, third, "region")
    assert third not in cast.admin.services.all()


@pytest.mark.django_db
def test_page_says_what_holds_and_ends_it(cast, now, scopes):
    client = browser(cast.admin)
    assert "Nobody covers more" in client.get("/set-up/posts/scope/").content.decode()
    client.post("/set-up/posts/scope/", {"person": cast.colleague.ref, "part": "works", "region": "North"})
    page = client.get("/set-up/posts/scope/").content.decode()
    assert "<strong>Callum Reid</strong>: North" in page
    covered = Coverage.objects.get()
    assert client.post(f"/set-up/posts/scope/{covered.ref}/end/").status_code == 302
    assert "Nobody covers more" in client.get("/set-up/posts/scope/").content.decode()
    forged = "/set-up/posts/scope/3f0c1c8e-7f0a-4b6e-9f0e-0a0a0a0a0a0a/end/"
    assert client.post(forged).status_code == 404
    assert browser(cast.dsl).get("/set-up/posts/scope/").status_code == 404


@pytest.mark.parametrize("missing", ["person", "part", "region"])
@pytest.mark.django_db
def test_what_is_missing_is_said(cast, scopes, missing):
    sent = {"person": cast.colleague.ref, "part": "works", "region": "North"}
    del sent[missing]
    answer = browser(cast.admin).post("/set-up/posts/scope/", sent)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert not Coverage.objects.exists()
