"""The one thing that must never fail, walked: raised on a phone, told by real SMTP, acknowledged in two presses."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from incidents.models import Incident
from safeguard.demo.models import CaughtMessage
from tests.factories.incidents import raise_by
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
CANARIES = ("Quillfeather", "marmalade", "periwinkle", "Thistledown")
TYPED = {"about_whom": "Alba Quillfeather, 14", "how_soon": "now", "seen_and_done": "He wore a periwinkle scarf."}
WORDS = "“There is no marmalade left and I am not going home.”"
POLL = 20_000  # ms in which an open page has looked again, on a busy machine


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("walk", demo=True) as running:
        yield running


@pytest.mark.requirement("INC-01", "ESC-05", "SEC-07")
@pytest.mark.parametrize(
    ("width", "javascript"), [(390, True), (1280, True), (390, False)], ids=["phone", "desk", "no-scripts"]
)
def test_a_concern_reaches_a_human(site: Stack, visit: Visit, width: int, javascript: bool) -> None:
    raiser, lead = (visit(width=width, javascript=javascript) for _ in range(2))
    ref = _raise(raiser)
    link = _read_the_alert(site, ref)
    _acknowledge(lead, link, ref)
    _see_who(raiser)
    incident = Incident.objects.get(ref=ref)
    assert (incident.exact_words, incident.about_whom) == (WORDS, TYPED["about_whom"])


def _raise(raiser: Visitor) -> str:
    raiser.sign_in("practitioner")
    raiser.page.get_by_role("button", name="Raise a concern").last.click()
    expect(raiser.page.locator("h1")).to_have_text("Is anybody in danger right now?")
    raiser.main.get_by_role("button", name="No", exact=True).click()
    raiser.send()  # nothing filled in
    expect(raiser.page.locator(".govuk-error-summary")).to_be_visible()
    raiser.write(WORDS, **TYPED)
    raiser.send()
    ref = raiser.arrived()
    ring = raiser.page.locator(".sg-ring a[href^='tel:']").first
    expect(ring).to_be_in_viewport()  # whom to ring is there without scrolling, on a phone too
    expect(raiser.main).to_contain_text("Not yet acknowledged")
    return ref


def _read_the_alert(site: Stack, ref: str) -> str:
    """By both channels to officer and lead: reference, urgency and link, and nothing of what was typed."""
    caught = CaughtMessage.objects.filter(body__contains=ref)
    site.wait_for(lambda: caught.count() >= 4, what="two people told by two channels")
    people = {(one.channel, one.to) for one in caught}
    assert people == {
        ("email", "dso@harbour.example"), ("email", "dsl@harbour.example"),
        ("sms", "+447700900104"), ("sms", "+447700900106"),
    }  # fmt: skip
    for one in caught:
        text = f"{one.title}\n{one.body}"
        assert f"{ref}: somebody must act now. Answer by" in one.title
        assert f"{site.base_url}/incidents/{ref}/" in text
        for word in (*CANARIES, "Priya", "Shah", "Careers"):
            assert word not in text
    return re.findall(r"http://\S+", caught[0].body)[0]


def _acknowledge(lead: Visitor, link: str, ref: str) -> None:
    """From the link in the message: sign in, and two presses."""
    lead.go(link)
    lead.sign_in("dsl")
    assert lead.page.url == link
    expect(lead.main).to_contain_text("marmalade")
    lead.main.get_by_role("button", name="Acknowledge", exact=True).click()
    lead.main.get_by_role("button", name=re.compile("^Yes")).click()
    expect(lead.page.locator(".govuk-notification-banner")).to_contain_text("You have acknowledged it")
    expect(lead.main).to_contain_text("Dana Whitlock is dealing with it")
    lead.go("/demo/mail/?to=dsl")
    expect(lead.main).to_contain_text(ref)


def _see_who(raiser: Visitor) -> None:
    """The open page of whoever raised it says so by itself; without scripts, when it is looked at again."""
    if not raiser.javascript:
        raiser.page.get_by_role("link", name="Look again").click()
    expect(raiser.main).to_contain_text("Dana Whitlock acknowledged it", timeout=POLL)
    expect(raiser.main).not_to_contain_text("Not yet acknowledged")


def test_a_new_concern_announces_itself_on_an_open_dashboard_and_moves_nothing(site: Stack, visit: Visit) -> None:
    from safeguard.practitioners.models import User

    priya = User.objects.get(email="practitioner@harbour.example")
    service = priya.services.first()
    first = raise_by(priya, service=service)
    lead = visit()
    lead.sign_in("dsl")
    lead.go("/incidents/")
    row = lead.page.get_by_role("link", name=first.ref)
    expect(row).to_be_visible()
    before = row.bounding_box()
    second = raise_by(priya, service=service, how_soon="now")
    note = lead.page.locator("[data-live-note]")
    expect(note.get_by_role("button")).to_be_visible(timeout=POLL)
    assert note.get_attribute("aria-live") == "polite"
    assert row.bounding_box() == before
    expect(lead.page.get_by_role("link", name=second.ref)).to_have_count(0)
    assert lead.shut_out() == []
    note.get_by_role("button").click()
    lead.go("/incidents/")
    expect(lead.page.get_by_role("link", name=second.ref)).to_be_visible()
    shown = lead.page.locator("main tbody a").all_inner_texts()
    assert shown.index(second.ref) < shown.index(first.ref)  # what burns first is on top


def test_the_walk_in_danger_leads_past_999(site: Stack, visit: Visit) -> None:
    raiser = visit()
    raiser.sign_in("colleague")
    raiser.go("/raise/")
    raiser.main.get_by_role("button", name=re.compile("^Yes")).click()
    ring = raiser.main.get_by_role("link", name="Ring 999")
    expect(ring).to_be_in_viewport()
    assert ring.get_attribute("href") == "tel:999"
    raiser.main.get_by_role("button", name=re.compile("carry on")).click()
    expect(raiser.page.locator("[name=how_soon][value=now]")).to_be_checked()
    raiser.write("He is on the bridge.", how_soon="now")
    raiser.send()
    incident = Incident.objects.get(ref=raiser.arrived())
    assert (incident.is_danger, incident.urgency) == (True, "now")


def test_the_walk_with_the_keyboard_alone(site: Stack, visit: Visit) -> None:
    raiser = visit(width=1280)
    raiser.sign_in("practitioner")
    raiser.go("/raise/report/")
    page = raiser.page
    raiser.page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    for name in ("how_soon", "about_staff", "imagery"):
        page.locator(f"[name={name}]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.locator("[name=exact_words]").focus()
    page.keyboard.type("Typed with the keys.")
    for _tab in range(12):
        if page.evaluate("document.activeElement.matches('form[data-send-safely] button[type=submit]')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert Incident.objects.get(ref=raiser.arrived()).exact_words == "Typed with the keys."
