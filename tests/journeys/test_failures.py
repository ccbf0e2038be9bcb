"""What goes wrong at the moment of sending: nothing typed is ever lost, nothing is sent twice, nothing says "sent"."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect
from pytest_django import DjangoDbBlocker

from incidents.models import Incident
from safeguard.practitioners.models import SignIn
from safeguard.storage.models import Draft
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
BANNER, RING, WORDS = "[data-unsent]", "[data-unsent-ring]", "[name=exact_words]"


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("failures", demo=True) as running:
        yield running


def _typing(visit: Visit, words: str, *, javascript: bool = True) -> Visitor:
    """Somebody who has filled in the form and has not pressed Send."""
    raiser = visit(javascript=javascript)
    raiser.sign_in("practitioner")
    raiser.go("/raise/report/")
    raiser.write(words)
    return raiser


def _raised(words: str) -> int:
    return Incident.objects.filter(exact_words=words).count()


def _says(raiser: Visitor, text: str) -> None:
    """The banner stands there with these words; all of its words are always in the page, hidden."""
    expect(raiser.page.locator(BANNER).get_by_text(text).first).to_be_visible()


def test_the_server_is_gone_at_the_moment_of_sending(site: Stack, visit: Visit) -> None:
    words = "The server was gone."
    raiser = _typing(visit, words)
    site.stop("web")
    raiser.send()
    _says(raiser, "NOT SENT")
    expect(raiser.page.locator(WORDS)).to_have_value(words)
    expect(raiser.page.locator(BANNER)).to_be_in_viewport()
    assert "has been sent" not in raiser.main.inner_text()
    site.start("web")
    site.wait_for(site.answers, what="the web again")
    raiser.arrived()
    assert _raised(words) == 1


def test_the_answer_is_lost_on_its_way_and_the_concern_is_sent_once(site: Stack, visit: Visit) -> None:
    words = "It had arrived."
    raiser, lost = _typing(visit, words), []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)  # the server takes it
            route.abort()  # and nobody hears that it has
        else:
            route.continue_()

    raiser.page.route("**/raise/report/", lose)
    raiser.send()
    ref = raiser.arrived()
    assert lost == [200]
    assert _raised(words) == 1
    assert Incident.objects.get(ref=ref).exact_words == words


def test_a_double_press_sends_once(site: Stack, visit: Visit) -> None:
    for javascript in (True, False):  # without scripts the server alone must see that it is one
        words = f"Pressed twice, scripts {javascript}."
        raiser = _typing(visit, words, javascript=javascript)
        raiser.page.locator("form[data-send-safely] button[type=submit]").dblclick()
        raiser.arrived()
        assert _raised(words) == 1


def test_offline_for_over_a_minute_the_number_to_ring_is_there(site: Stack, visit: Visit) -> None:
    words = "No signal up here."
    raiser = _typing(visit, words)
    raiser.page.clock.install()
    raiser.context.set_offline(True)
    raiser.send()
    _says(raiser, "NOT SENT")
    expect(raiser.page.locator(RING)).to_be_hidden()
    raiser.page.clock.run_for(61_000)
    ring = raiser.page.locator(f"{RING} a[href^='tel:']").first
    expect(ring).to_be_visible()
    assert ring.get_attribute("href") == "tel:+447700900104"  # the officer on duty, already in the page
    expect(raiser.page.locator(WORDS)).to_have_value(words)
    assert raiser.shut_out() == []
    raiser.context.set_offline(False)
    raiser.page.clock.run_for(20_000)
    raiser.arrived()
    assert _raised(words) == 1


def test_the_session_ends_while_somebody_types(site: Stack, visit: Visit) -> None:
    words = "Half a sentence, then a long silence."
    raiser = _typing(visit, words)
    SignIn.objects.all().delete()
    raiser.send()
    _says(raiser, "You have been signed out")
    expect(raiser.page.locator(WORDS)).to_have_value(words)
    kept = Draft.objects.filter(closed_at=None, content__exact_words=[words])
    assert kept.get().user.email == "practitioner@harbour.example"
    with raiser.context.expect_page() as opened:
        raiser.page.locator(BANNER).get_by_role("link").first.click()
    raiser.sign_in("practitioner", opened.value)
    raiser.page.locator("[data-unsent-again]").click()
    raiser.arrived()
    assert _raised(words) == 1
    assert not kept.all().exists()


def test_without_scripts_the_words_are_there_again_after_signing_in(site: Stack, visit: Visit) -> None:
    words = "Typed without scripts, and timed out."
    raiser = _typing(visit, words, javascript=False)
    SignIn.objects.all().delete()
    raiser.send()
    expect(raiser.main).to_contain_text("what you typed has been kept")
    raiser.sign_in("practitioner")
    expect(raiser.page.locator(WORDS)).to_have_value(words)
    raiser.send()
    raiser.arrived()
    assert _raised(words) == 1


def test_two_tabs_keep_two_concerns_apart(site: Stack, visit: Visit) -> None:
    raiser = _typing(visit, "The first tab.")
    first, second = raiser.page, raiser.new_page()
    second.goto("/raise/report/")
    raiser.page = second
    raiser.write("The second tab.")
    raiser.send()
    two = raiser.arrived()
    raiser.page = first
    expect(first.locator(WORDS)).to_have_value("The first tab.")
    raiser.send()
    one = raiser.arrived()
    words = dict(Incident.objects.filter(ref__in=[one, two]).values_list("ref", "exact_words"))
    assert words == {one: "The first tab.", two: "The second tab."}
