"""What the page's own scripts promise, in a real browser: no word is lost, and nobody is shut out by the look."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.plugins.stack import Stack, run_stack

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(390, 844), (1280, 900)]
SEND = "form[data-send-safely] button[type=submit]"
LATE_SAVE = """async body => (await fetch('/drafts/concern/', {method: 'POST', body, headers: {
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-CSRFToken': document.cookie.match(/csrftoken=([^;]+)/)[1]}})).status"""


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    with django_db_blocker.unblock(), run_stack("scripts", demo=True) as running:
        yield running


@pytest.fixture
def page(chromium: Browser, site: Stack) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=site.base_url)
    yield context.new_page()
    context.close()


def sign_in(page: Page, who: str = "practitioner") -> None:
    page.goto("/account/login/")
    page.locator(f"[data-demo-email='{who}@harbour.example']").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def write(page: Page, words: str) -> None:
    page.goto("/raise/report/")
    page.locator("[name=how_soon][value=today]").check()
    page.locator("[name=about_staff][value=no]").check()
    page.locator("[name=imagery][value=no]").check()
    page.locator("[name=exact_words]").fill(words)


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def test_words_stay_and_are_sent_again_when_the_connection_is_back(page):
    sign_in(page)
    write(page, "He said he would come back tonight.")
    page.context.set_offline(True)
    page.locator(SEND).click()

    expect(page.locator("[data-unsent]")).to_be_visible()
    expect(page.locator("[data-unsent]")).to_contain_text("NOT SENT")
    expect(page.locator("[name=exact_words]")).to_have_value("He said he would come back tonight.")

    page.context.set_offline(False)
    page.wait_for_url("**/reports/**", timeout=20_000)
    expect(page.locator("main")).to_contain_text("He said he would come back tonight.")


def test_words_stay_when_the_server_fails_and_the_number_to_ring_is_in_the_page(page):
    sign_in(page)
    write(page, "The server failed.")
    page.clock.install()
    page.route("**/raise/report/", lambda route: route.fulfill(status=503))
    page.locator(SEND).click()
    expect(page.locator("[data-unsent]")).to_be_visible()
    expect(page.locator("[data-unsent-ring]")).to_be_hidden()

    page.clock.run_for(61_000)

    expect(page.locator("[data-unsent-ring] a")).to_be_visible()
    assert page.locator("[data-unsent-ring] a").first.get_attribute("href").startswith("tel:")
    expect(page.locator("[name=exact_words]")).to_have_value("The server failed.")


def test_words_stay_when_the_session_has_ended_and_go_after_signing_in_again(page):
    sign_in(page)
    write(page, "Signed out while typing.")
    page.context.clear_cookies()
    page.locator(SEND).click()
    expect(page.locator("[data-unsent]").get_by_text("You have been signed out")).to_be_visible()

    again = page.context.new_page()
    sign_in(again)
    page.locator("[data-unsent-again]").click()

    page.wait_for_url("**/reports/**", timeout=20_000)
    expect(page.locator("main")).to_contain_text("Signed out while typing.")


def test_a_form_that_comes_back_with_errors_keeps_the_words_and_takes_the_focus(page):
    sign_in(page)
    page.goto("/raise/report/")
    page.locator("[name=exact_words]").fill("Only the words.")
    page.locator(SEND).click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("[name=exact_words]")).to_have_value("Only the words.")
    assert page.title().startswith("Error: ")
    for link in page.locator(".govuk-error-summary a").all():
        link.click()
        assert "#" + page.evaluate("document.activeElement.id") == link.get_attribute("href")


def test_what_is_typed_is_saved_as_a_draft_and_is_there_again(page):
    sign_in(page, "colleague")
    write(page, "Half a sentence")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved", timeout=10_000)

    page.goto("/raise/report/")

    expect(page.locator("[name=exact_words]")).to_have_value("Half a sentence")


def test_words_written_while_the_first_sending_is_under_way_go_after_it(page):
    sign_in(page)
    write(page, "I pressed Send.")
    held = []
    page.route("**/raise/report/", lambda route: held.append(route) if not held else route.continue_())
    page.locator(SEND).click()
    expect(page.locator(SEND)).to_contain_text("Sending")
    page.locator("[name=exact_words]").press("End")
    page.locator("[name=exact_words]").press_sequentially(" Then he came back.")
    held[0].continue_()

    page.wait_for_url("**/reports/**", timeout=20_000)
    expect(page.locator("main")).to_contain_text("I pressed Send. Then he came back.")
    expect(page.locator("main")).to_contain_text("What you have added")


def test_a_save_that_is_late_does_not_bring_back_what_was_sent(page):
    sign_in(page)
    write(page, "Sent while a save was on its way.")
    held = []
    page.route("**/drafts/concern/", lambda route: held.append(route))
    page.locator("[name=who_knows]").evaluate("field => field.closest('details').open = true")
    page.locator("[name=who_knows]").fill("nobody")
    while not held:
        page.wait_for_timeout(100)
    fields = held[0].request.post_data
    page.locator(SEND).click()
    page.wait_for_url("**/reports/**", timeout=20_000)
    page.unroute("**/drafts/concern/")
    assert page.evaluate(LATE_SAVE, fields) == 410
    page.goto("/raise/report/")
    expect(page.locator("[name=exact_words]")).not_to_have_value("Sent while a save was on its way.")


def test_the_words_of_one_are_neither_saved_nor_sent_as_the_next_at_the_machine(page):
    sign_in(page)
    write(page, "Only Priya may send this.")
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.locator("main form button[type=submit]").click()
    sign_in(other, "manager")

    page.locator("[name=exact_words]").press_sequentially(" More.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved", timeout=10_000)
    page.locator(SEND).click()
    expect(page.locator("[data-unsent]").get_by_text("You have been signed out")).to_be_visible()
    expect(page.locator("[name=exact_words]")).to_have_value("Only Priya may send this. More.")
    other.goto("/raise/report/")
    expect(other.locator("[name=exact_words]")).not_to_have_value(re.compile("Priya"))

    other.goto("/account/logout/")
    other.locator("main form button[type=submit]").click()
    sign_in(other)
    page.locator("[data-unsent-again]").click()
    page.wait_for_url("**/reports/**", timeout=20_000)
    expect(page.locator("main")).to_contain_text("Only Priya may send this. More.")


def test_two_tabs_keep_both_their_words(page):
    sign_in(page, "manager")
    page.goto("/raise/report/")
    second = page.context.new_page()
    second.goto("/raise/report/")
    for tab, words in ((page, "The first tab."), (second, "The second tab.")):
        tab.locator("[name=exact_words]").fill(words)
        expect(tab.locator("[data-draft-status]")).to_contain_text("Saved", timeout=10_000)

    page.goto("/raise/")
    expect(page.locator("main")).to_contain_text("You began 2 concerns")
    page.get_by_role("link", name="Carry on with it").nth(1).click()
    expect(page.locator("[name=exact_words]")).to_have_value("The first tab.")


def test_what_is_typed_on_one_s_own_report_is_there_again(page):
    sign_in(page)
    write(page, "A report to add to.")
    page.locator(SEND).click()
    page.wait_for_url("**/reports/**", timeout=20_000)
    page.locator("#rung summary").first.click()
    page.locator("#rung textarea").fill("They said they would ring back.")
    expect(page.locator("#rung [data-draft-status]")).to_contain_text("Saved", timeout=10_000)

    page.reload()

    expect(page.locator("#rung textarea")).to_be_visible()
    expect(page.locator("#rung textarea")).to_have_value("They said they would ring back.")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(
    "address",
    [
        "/account/login/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/inactive/",
        "/account/signup/",
    ],
)
def test_the_way_in_shuts_nobody_out(page, address, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)

    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_parts_of_a_page_shut_nobody_out(page, width, height):
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    sign_in(page)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/demo/components/")
    before = violations(page)
    page.locator("#id_staff_0").check()
    page.locator(".sg-filters summary").click()

    assert before == violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert refused == []


@pytest.mark.parametrize(
    "address", ["/account/2fa/", "/account/password/change/", "/account/logout/", "/account/reauthenticate/"]
)
def test_the_pages_of_one_s_account_shut_nobody_out(page, address):
    sign_in(page, "admin")
    page.goto(address)

    assert violations(page) == []
