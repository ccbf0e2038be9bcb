"""Consent, asked for by email and answered on a phone: real server, worker, SMTP and Chromium."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from consent.enums import Purpose
from consent.models import ConsentDecision, ConsentRequest
from safeguard.demo.models import CaughtMessage
from safeguard.demo.people import PASSWORD
from safeguard.escalation.models import Ladder
from safeguard.practitioners.models import User
from tests.factories.cast import Cast, assemble
from tests.factories.consent import a_family, a_statement, an_activity
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
PURPOSES = (Purpose.TAKE_PART, Purpose.MESSAGES)


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the cast."""
    with django_db_blocker.unblock(), run_stack("consent") as running:
        yield running


@pytest.fixture(scope="module")
def people(site: Stack) -> Cast:
    """The cast, who sign in with the demonstration's password."""
    cast = assemble()
    User.objects.update(password=make_password(PASSWORD))
    a_statement()
    an_activity(cast.owner, purposes=PURPOSES)
    return cast


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "no-scripts"])
def test_a_mother_answers_on_her_phone(site: Stack, people: Cast, visit: Visit, javascript: bool) -> None:
    person, mother = a_family(people.owner)
    worker, family = visit(width=1280), visit(width=390, javascript=javascript)
    ref = _ask(worker, person.ref, "Sana Khan")
    link = _read_the_mail(site, ref, "sana@family.example")
    family.go(link)
    assert re.fullmatch(r"http://[^/]+/answer/consent/", family.page.url)  # the token is gone from the address
    assert _judged(family) == []
    _give_birthday(family, "28")
    expect(family.main).to_contain_text("This is not the date of birth that we have")
    _give_birthday(family, "27")
    expect(family.page.locator("h1")).to_contain_text("Amira")
    assert family.main.locator("input:checked").count() == 0
    assert _judged(family) == []
    family.main.get_by_role("button", name="Check my answers").click()
    expect(family.page.locator(".govuk-error-summary")).to_be_visible()
    assert _judged(family) == []
    for purpose in PURPOSES:
        family.page.locator(f"[name=answer_{purpose}][value=agreed]").check()
        family.page.locator(f"[name=young_{purpose}][value=agreed]").check()
    family.page.locator("[name=name]").fill("Sana Khan")
    family.main.get_by_role("button", name="Check my answers").click()
    expect(family.page.locator("h1")).to_have_text("Check your answers")
    assert _judged(family) == []
    family.main.get_by_role("button", name="Send my answers").click()
    expect(family.page.locator("h1")).to_contain_text("We have your answer")
    assert _judged(family) == []
    request = ConsentRequest.objects.get(ref=ref)
    assert (request.state, request.answer_name, request.adult) == ("answered", "Sana Khan", mother)
    assert ConsentDecision.objects.filter(request=request, decision="agreed").count() == 4
    receipts = CaughtMessage.objects.filter(to="sana@family.example", body__contains=ref)
    site.wait_for(receipts.exists, what="the receipt")
    assert "Amira" not in receipts.get().body
    family.go(link)
    expect(family.page.locator("h1")).to_have_text("This link does not work any more")
    assert _judged(family) == []
    worker.go(f"/consent/requests/{ref}/")
    expect(worker.main).to_contain_text("Agreed")
    assert _judged(worker) == []


def test_the_young_person_says_that_somebody_is_unsafe_and_leaves_at_once(
    site: Stack, people: Cast, visit: Visit
) -> None:
    person, _mother = a_family(people.owner, full_name="Zara Quinn", email="zara@young.example")
    worker, family, lead = visit(width=1280), visit(), visit()
    ref = _ask(worker, person.ref, "Zara,")
    family.go(_read_the_mail(site, ref, "zara@young.example"))
    _give_birthday(family, "27")
    family.page.locator("[name=note]").fill("He is outside.")
    family.page.locator("[name=is_unsafe][value=yes]").check()
    family.page.locator("[name=is_about_us][value=no]").check()
    family.main.get_by_role("button", name="Check my answers").click()  # though nothing else is answered
    expect(family.main).to_contain_text("Our safeguarding team has been told")
    assert Ladder.objects.get(subject_ref=ref).urgency == "now"
    alerts = CaughtMessage.objects.filter(to=people.dsl.email, body__contains=ref)
    site.wait_for(alerts.exists, what="the alert")
    family.page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Sunny"))
    family.page.get_by_role("button", name="Exit this page").click()
    family.page.wait_for_url("https://www.bbc.co.uk/weather")
    lead.page.goto("/account/login/")
    lead.sign_in("dsl")
    lead.go(re.findall(r"http://\S+", alerts[0].body)[0])
    expect(lead.main).to_contain_text("He is outside.")
    assert _judged(lead) == []
    lead.main.get_by_role("button", name="Acknowledge").click()
    lead.main.get_by_role("button", name="Yes, I am dealing with it").click()
    expect(lead.main).to_contain_text("is dealing with it since")


def _ask(worker: Visitor, person: str, whom: str) -> str:
    worker.sign_in("owner")
    worker.go(f"/consent/{person}/ask/")
    worker.page.get_by_label("Weekly music sessions").check()
    worker.page.get_by_label(whom).check()
    worker.main.get_by_role("button", name="Send the link").click()
    worker.page.wait_for_url("**/consent/requests/CR-*/")
    return worker.page.url.rstrip("/").rpartition("/")[2]


def _read_the_mail(site: Stack, ref: str, to: str) -> str:
    """The link in the message, made whole on its way out and nowhere else."""
    link_id = ConsentRequest.objects.get(ref=ref).link_id
    mail = CaughtMessage.objects.filter(to=to, body__contains=str(link_id))
    site.wait_for(mail.exists, what="the message with the link")
    (link,) = re.findall(r"http://\S+", mail.get().body)
    assert link.startswith(f"{site.base_url}/l/consent/{link_id}/")
    return str(link)


def _give_birthday(family: Visitor, day: str) -> None:
    for part, typed in (("day", day), ("month", "3"), ("year", "2011")):
        family.page.locator(f"[name=born_on_{part}]").fill(typed)
    family.main.get_by_role("button", name="Continue").click()


def _judged(visitor: Visitor) -> list[str]:
    """What shuts somebody out of the open page, by axe and on the narrowest screen. Axe itself needs scripts."""
    return [*(visitor.shut_out() if visitor.javascript else []), *visitor.cut_off()]
