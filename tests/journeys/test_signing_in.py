"""At night, on a phone: in by passkey and the alert acknowledged; and what happens when nothing is pressed for long."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from incidents.models import Incident
from safeguard.demo.people import PASSWORD
from safeguard.practitioners.models import SignIn, User
from tests.factories.incidents import raise_by
from tests.journeys.conftest import Visit
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
PASSWORD_FIELD = "input[name=password]"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WAKE = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("signing-in", demo=True) as running:
        yield running


def plug_in_a_key(page: Page) -> None:
    """A fingerprint reader that says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_in_by_passkey_and_the_alert_is_acknowledged_within_half_a_minute(site: Stack, visit: Visit) -> None:
    lead = visit(width=390)
    plug_in_a_key(lead.page)
    lead.sign_in("dsl")
    lead.go("/account/2fa/webauthn/add/")
    if lead.page.locator(PASSWORD_FIELD).count():
        lead.page.locator(PASSWORD_FIELD).fill(PASSWORD)
        lead.press("Confirm")
    assert lead.judged() == []
    lead.page.locator("[name=name]").fill("This phone")
    lead.page.locator("[name=passwordless]").check()
    lead.press("Add it")
    lead.page.wait_for_url("**/account/2fa/**")
    lead.page.get_by_role("button", name="Sign out").first.click()
    expect(lead.page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    incident = raise_by(User.objects.get(email="practitioner@harbour.example"))
    began = time.monotonic()
    lead.go(f"/incidents/{incident.ref}/")
    lead.press("Sign in with a passkey")
    lead.page.wait_for_url(f"**/incidents/{incident.ref}/")
    lead.press("Acknowledge")
    lead.press("Yes, I am dealing with it")
    expect(lead.main).to_contain_text("Acknowledged")
    took = time.monotonic() - began
    assert Incident.objects.get(pk=incident.pk).acknowledged_at is not None
    assert took < 30, f"{took:.1f} s, of which nobody spent any reading"


@pytest.mark.parametrize("width", [390, 1280])
def test_before_it_ends_the_page_says_so_and_takes_no_focus(site: Stack, visit: Visit, width: int) -> None:
    lead = visit(width=width)
    lead.sign_in("dso")
    lead.go("/search/")
    words = lead.page.locator("[name=words]")
    words.fill("Half a name")
    row = SignIn.objects.filter(user__email="dso@harbour.example").latest("began_at")
    SignIn.objects.filter(pk=row.pk).update(seen_at=row.seen_at - timedelta(minutes=28, seconds=30))
    lead.page.evaluate(WAKE)
    said = lead.page.locator("[data-idle-text]")
    expect(said).to_contain_text("You will be signed out in 2 minutes")
    expect(words).to_be_focused()
    expect(lead.page.locator("[data-idle-sign-in]")).to_be_hidden()
    assert lead.judged() == []
    lead.page.get_by_role("button", name="Stay signed in").click()
    expect(said).to_be_hidden()
    SignIn.objects.filter(pk=row.pk).delete()
    lead.page.evaluate(WAKE)
    expect(said).to_contain_text("You have been signed out")
    expect(words).to_have_value("Half a name")
    expect(lead.page.locator("[data-idle-sign-in]")).to_have_attribute("href", "/account/login/?next=%2Fsearch%2F")
    assert lead.judged() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_sign_ins_shut_nobody_out(site: Stack, visit: Visit, width: int) -> None:
    person = User.objects.get(email="practitioner@harbour.example")
    visit(width=width).sign_in("practitioner")
    here = visit(width=width)
    here.sign_in("practitioner")
    here.go("/team/sign-ins/yours/")
    here.reads("This browser", "Sign out everywhere else")
    assert here.judged() == []
    admin = visit(width=width)
    admin.sign_in("admin")
    for path in ("/team/sign-ins/", f"/team/{person.ref}/sign-ins/"):
        admin.go(path)
        assert admin.judged() == []
