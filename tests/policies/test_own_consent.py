"""Whether a service takes a young person's own consent, and from which age by which policy (practice E45)."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from consent.enums import Decision, Party, Purpose
from consent.rules import Answer, Consents
from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.lib.findings import Whose
from safeguard.notifications.models import Message
from safeguard.policies.actions import set_own_consent
from safeguard.policies.models import OwnConsent
from safeguard.policies.rules import why_not_own_consent
from safeguard.policies.selectors import own_consent_of, own_consents
from safeguard.practitioners.models import RoleGrant
from sessions_app.models import Session
from sessions_app.rules.readiness import findings
from sessions_app.selectors.readiness import facts_of
from tests.factories.consent import a_statement, an_activity
from tests.factories.people import register
from tests.factories.sessions import TUESDAY, planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
POLICY = "Counselling policy, 4.2"


def say(cast, now, service=None, age=13, policy=POLICY, by=None, token=None):
    holds = own_consent_of((service or cast.service).pk)
    return set_own_consent(
        by=by or cast.dsl,
        now=now,
        service=service or cast.service,
        from_age=age,
        policy=policy,
        seen=holds.ref if holds else None,
        client_token=token or uuid.uuid4(),
    )


@pytest.mark.parametrize(
    ("age", "policy", "why"),
    [
        (None, "", ""),
        (11, POLICY, ""),
        (15, POLICY, ""),
        (10, POLICY, "Choose an age"),
        (16, POLICY, "Choose an age"),
        (13, " ", "which policy"),
    ],
)
def test_an_age_and_the_policy_that_says_so(cast, now, age, policy, why):
    assert why in str(why_not_own_consent(age, policy))
    assert bool(why_not_own_consent(age, policy)) == bool(why)
    if why:
        with pytest.raises(Refused, match=why):
            say(cast, now, age=age, policy=policy)
        assert not OwnConsent.objects.exists()


def test_the_latest_of_a_service_holds_and_a_double_press_lands_once(cast, now):
    token = uuid.uuid4()
    first = say(cast, now, token=token)
    assert say(cast, now, token=token) == first
    assert own_consent_of(cast.service.pk) == first
    assert own_consent_of(cast.other_service.pk) is None
    ended = say(cast, now, age=None, policy="")
    assert own_consents([cast.service.pk, cast.other_service.pk]) == {cast.service.pk: ended}
    assert AuditEvent.objects.filter(verb="policies.own_consent.set").count() == 2


def test_the_same_form_again_changes_nothing_and_changed_it_is_another_change(cast, now):
    token = uuid.uuid4()
    sent = {"by": cast.dsl, "now": now, "service": cast.service, "policy": POLICY, "seen": None, "client_token": token}
    set_own_consent(from_age=13, **sent)
    for _press in range(2):
        assert set_own_consent(from_age=14, **sent).from_age == 14
    assert [one.from_age for one in OwnConsent.objects.order_by("pk")] == [13, 14]
    for other in ({"by": cast.admin}, {"service": cast.other_service}):
        with pytest.raises(Refused, match="something else"):
            set_own_consent(from_age=13, **{**sent, **other})
    assert OwnConsent.objects.count() == 2


def test_the_lead_is_told_when_somebody_else_says_it(cast, now):
    say(cast, now)
    assert not Message.objects.filter(kind="policies.own_consent").exists()
    say(cast, now, age=11, by=cast.admin)
    told = Message.objects.get(kind="policies.own_consent")
    assert told.recipient == cast.dsl
    assert "/policies/own-consent/" in told.body
    assert not any(word in told.title + told.body for word in ("11", cast.service.name, cast.admin.full_name))
    RoleGrant.objects.filter(user=cast.dsl).delete()  # who only covers the post is led to a page they may open
    say(cast, now, age=12, by=cast.admin)
    assert "/policies/own-consent/" not in Message.objects.filter(kind="policies.own_consent").last().body


def test_of_two_who_say_it_at_once_the_slower_sees_both_and_loses_nothing(cast, now):
    client, path = browser(cast.dsl), f"/policies/own-consent/{cast.service.ref}/"
    meanwhile = say(cast, now, age=14, by=cast.admin)
    sent = {"from_age": "11", "policy": "Youth policy, 2", "seen": "", "client_token": str(uuid.uuid4())}
    stale = client.post(path, sent)
    html = stale.content.decode()
    assert stale.status_code == 422
    assert "Somebody has changed this meanwhile" in html
    assert f"From 14 on, by {POLICY}" in html
    assert "Youth policy, 2" in html
    assert own_consent_of(cast.service.pk) == meanwhile
    assert client.post(path, {**sent, "seen": stale.context["form"]["seen"].value()}).status_code == 302
    assert own_consent_of(cast.service.pk).from_age == 11


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "board", "ict"])
def test_only_whoever_issues_policies_says_it(cast, now, who):
    with pytest.raises(Refused, match="issues policies"):
        say(cast, now, by=cast[who])
    for path in ("/policies/own-consent/", f"/policies/own-consent/{cast.service.ref}/"):
        assert browser(cast[who]).get(path).status_code == 404


def without_parents(facts, now):
    """The same session, with nobody's consent but the young person's own."""
    young = Answer(Purpose.TAKE_PART, Party.YOUNG_PERSON, Decision.AGREED, now)
    return replace(facts, people=tuple(replace(one, consents=Consents((young,))) for one in facts.people))


@pytest.mark.parametrize(
    ("age", "whose"),
    [(None, Whose.MANAGER), (13, Whose.PRACTITIONER), (14, Whose.PRACTITIONER), (15, Whose.MANAGER)],
)
def test_the_worker_and_no_manager_says_why_where_the_policy_of_the_service_takes_their_consent(cast, age, whose):
    ground = ready_ground(cast, TUESDAY, born_on=TUESDAY.date() - timedelta(days=14 * 366))
    session = Session.objects.get(pk=planned(ground).pk)
    if age is not None:
        say(cast, TUESDAY, age=age)
    [found] = [one for one in findings(without_parents(facts_of(session, TUESDAY), TUESDAY)) if one.code == "CON-06"]
    assert found.whose == whose
    assert (POLICY in str(found.text)) == (whose == Whose.PRACTITIONER)


def test_what_a_parent_passed_on_is_not_agreeing_alone(cast):
    ground = ready_ground(cast, TUESDAY, born_on=TUESDAY.date() - timedelta(days=14 * 366))
    session = Session.objects.get(pk=planned(ground).pk)
    say(cast, TUESDAY, age=13)
    facts = facts_of(session, TUESDAY)
    passed_on = Answer(Purpose.TAKE_PART, Party.YOUNG_PERSON, Decision.AGREED, TUESDAY, by="AD-1")
    facts = replace(facts, people=tuple(replace(one, consents=Consents((passed_on,))) for one in facts.people))
    [found] = [one for one in findings(facts) if one.code == "CON-06"]
    assert found.whose == Whose.MANAGER


def test_a_service_elsewhere_and_an_end_change_nothing(cast):
    ground = ready_ground(cast, TUESDAY, born_on=TUESDAY.date() - timedelta(days=14 * 366))
    session = planned(ground)
    say(cast, TUESDAY, service=cast.other_service)
    say(cast, TUESDAY)
    say(cast, TUESDAY, age=None, policy="")
    [found] = [one for one in findings(without_parents(facts_of(session, TUESDAY), TUESDAY)) if one.code == "CON-06"]
    assert found.whose == Whose.MANAGER


def test_it_is_said_on_a_page_and_stands_where_consent_is_asked(cast, now):
    client, path = browser(cast.dsl), f"/policies/own-consent/{cast.service.ref}/"
    assert "always countersigns" in client.get("/policies/own-consent/").content.decode()
    sent = {"from_age": "13", "policy": "", "client_token": str(uuid.uuid4())}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Write which policy says so" in refused.content.decode()
    assert client.post(path, {"from_age": "x"}).status_code == 422
    assert client.post(path, {**sent, "policy": POLICY}).status_code == 302
    assert "From 13 on, by Counselling policy, 4.2" in client.get("/policies/own-consent/").content.decode()
    assert POLICY in client.get(path).content.decode()
    assert client.get(f"/policies/own-consent/{uuid.uuid4()}/").status_code == 404
    a_statement(now)
    an_activity(cast.owner, now)
    for years, is_there in ((14, True), (12, False), (17, False)):
        born = now.date() - timedelta(days=years * 366)
        person = register(cast.owner, now, born_on=born, email="a@young.example", safe_email="yes")
        html = browser(cast.owner).get(f"/consent/{person.ref}/ask/").content.decode()
        assert ("may agree alone here" in html) == is_there
    seen = str(own_consent_of(cast.service.pk).ref)
    assert f'value="{seen}"' in client.get(path).content.decode()
    ends = {"from_age": "never", "seen": seen, "client_token": str(uuid.uuid4())}
    assert client.post(path, ends).status_code == 302
    assert own_consent_of(cast.service.pk).from_age is None
