"""Each plan says that it fits the policies in force, and every page of the work leads to them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.policies.models import PolicyType
from sessions_app.actions import Plan, change_plan, give_reason, start_session
from sessions_app.enums import DeclaredAt, Promotion
from sessions_app.models import Declaration, Session
from sessions_app.selectors.readiness import readiness_of
from tests.factories.live import a_live_session
from tests.factories.policies import PolicyVersionFactory, SignatureFactory
from tests.factories.sessions import a_plan, one_to_one, planned, ready_ground, told
from tests.pages import browser

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ground(cast, now):
    return ready_ground(cast, now)


@pytest.fixture
def safeguarding(ground):
    kind = PolicyType.objects.get(code="safeguarding")
    return PolicyVersionFactory(policy__title="Keeping people safe", policy__type=kind, must_sign=False)


@pytest.mark.requirement("ORG-05")
def test_the_worker_declares_that_it_fits_and_the_versions_of_that_day_stay_with_it(ground, safeguarding, cast, now):
    with pytest.raises(Refused, match="say that this contact fits them"):
        planned(ground, a_plan(ground, fits_policies=False))
    assert not Session.objects.exists()
    page = browser(cast.owner).get("/sessions/new/").content.decode()
    assert "This contact fits our policies on acceptable use and safeguarding" in page
    session = planned(ground, a_plan(ground, starts_at=now + timedelta(minutes=1)))
    said = session.declarations.get()
    assert (said.acceptable_use.policy.code, said.acceptable_use.number) == ("aup", 1)
    assert (said.safeguarding, said.by, said.moment) == (safeguarding, cast.owner, DeclaredAt.PLAN)
    newer = PolicyVersionFactory(policy=safeguarding.policy, number=2, must_sign=False, issued_at=now)
    said.refresh_from_db()
    assert said.safeguarding == safeguarding
    plan = replace(Plan.of(session), purpose="To talk about work")
    change_plan(by=cast.owner, now=now, session=session, version=session.version, plan=plan)
    assert [one.safeguarding for one in session.declarations.order_by("pk")] == [safeguarding, newer]
    shown = browser(cast.owner).get(f"/sessions/{session.ref}/").content.decode()
    assert "Keeping people safe, version 1" in shown
    assert "Keeping people safe, version 2" in shown
    assert AuditEvent.objects.filter(verb="sessions_app.declaration.made").count() == 2


def test_what_is_in_force_at_the_start_is_kept_without_asking_again(ground, safeguarding, cast, now):
    session = told(ground, planned(ground, a_plan(ground, starts_at=now + timedelta(minutes=1))))
    PolicyVersionFactory(policy=safeguarding.policy, number=2, must_sign=False, issued_at=now)
    _start(ground, session)
    started = Declaration.objects.filter(session=session, moment=DeclaredAt.START).get()
    assert (started.safeguarding.number, started.promotion) == (2, "")
    assert "In force when it began" in browser(cast.owner).get(f"/sessions/{session.ref}/").content.decode()


def _start(ground, session):
    """Start it, with a reason for whatever asks for one at this hour."""
    for finding in readiness_of(session, ground.now).open:
        give_reason(by=ground.cast.manager, now=ground.now, session=session, key=finding.key, reason="It is agreed")
    return start_session(by=ground.worker, now=ground.now, session=session)


def test_without_policies_it_is_kept_that_there_were_none(ground, now):
    assert planned(ground).declarations.get().safeguarding is None


@pytest.mark.requirement("ORG-17")
def test_a_group_or_an_event_is_advertised_only_once_the_policy_on_that_was_checked(ground, cast, now):
    for kind in ("group", "webinar"):
        with pytest.raises(Refused, match="policy on promoting events"):
            planned(ground, a_plan(ground, kind=kind, promotion=""))
    assert not Session.objects.exists()
    page = browser(cast.owner).get("/sessions/new/").content.decode()
    assert "It is advertised, and I have checked our policy on promoting events" in page
    session = planned(ground, a_plan(ground, kind="webinar", promotion=Promotion.CHECKED))
    assert session.declarations.get().promotion == Promotion.CHECKED
    assert (
        "I have checked our policy on promoting events"
        in browser(cast.owner).get(f"/sessions/{session.ref}/").content.decode()
    )
    same = replace(Plan.of(session), promotion=Promotion.NONE)
    change_plan(by=cast.owner, now=now, session=session, version=session.version, plan=same)
    assert Plan.of(session).promotion == Promotion.NONE


def test_a_one_to_one_is_never_asked_about_it(ground):
    session = planned(ground, one_to_one(ground, promotion=Promotion.CHECKED))
    assert session.declarations.get().promotion == ""


@pytest.mark.requirement("ORG-04")
def test_every_page_of_planning_meeting_and_concerns_leads_to_the_two_policies(
    ground, safeguarding, cast, now, raise_a_concern, django_assert_num_queries
):
    session, concern = planned(ground), raise_a_concern()
    pages = {
        cast.owner: ["/sessions/", "/sessions/new/", f"/sessions/{session.ref}/", f"/sessions/{session.ref}/assess/"],
        cast.dsl: ["/incidents/", f"/incidents/{concern.ref}/"],
    }
    pages[cast.owner] += ["/raise/", "/raise/report/", f"/reports/{concern.ref}/"]
    for person, paths in pages.items():
        client = browser(person)
        for path in paths:
            page = client.get(path, follow=True).content.decode()
            assert 'href="/policies/aup/"' in page, path
            assert f'href="/policies/{safeguarding.policy.code}/"' in page, path
    live = a_live_session(cast.owner)
    assert 'href="/policies/aup/"' in browser(cast.owner).get(f"/sessions/{live.ref}/live/").content.decode()
    assert 'href="/policies/aup/"' not in browser(cast.owner).get("/policies/thresholds/").content.decode()


def test_the_links_cost_no_query_and_show_what_is_issued_at_once(ground, safeguarding, cast, django_assert_num_queries):
    client = browser(cast.owner)
    client.get("/raise/")
    with django_assert_num_queries(QUERIES):
        client.get("/raise/")
    PolicyVersionFactory(policy__title="Another", policy__type=safeguarding.policy.type, policy__code="another")
    assert "/policies/another/" in client.get("/raise/").content.decode()
    with django_assert_num_queries(QUERIES):
        client.get("/raise/")


QUERIES = 5


def test_a_version_that_is_to_come_is_not_led_to(ground, cast, now):
    kind = PolicyType.objects.get(code="safeguarding")
    PolicyVersionFactory(policy__code="to-come", policy__type=kind, effective_at=now + DAY)
    assert "/policies/to-come/" not in browser(cast.owner).get("/raise/").content.decode()


def test_a_worker_whose_signature_is_stale_starts_only_with_a_reason(ground, cast, now):
    """The gate at the start (ORG-07): a reason, because a version of this morning stops nobody (practice E43)."""
    session = told(ground, planned(ground, a_plan(ground, starts_at=now + timedelta(minutes=1))))
    acceptable = session.declarations.get().acceptable_use
    newer = PolicyVersionFactory(policy=acceptable.policy, number=2, issued_at=now)
    with pytest.raises(Refused, match="signed an earlier version"):
        start_session(by=cast.owner, now=now, session=session)
    SignatureFactory(version=newer, person=cast.owner, signed_at=now)
    _start(ground, session)
    assert session.declarations.get(moment=DeclaredAt.START).acceptable_use == newer
