"""The live page in a browser: pressed at once, without a signal, by two workers, by keyboard, and shut out nobody."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from safeguard.demo.people import PASSWORD
from safeguard.practitioners.models import User
from sessions_app.models import LiveEvent, Session
from tests.factories.cast import Cast, assemble
from tests.factories.live import a_live_session, a_person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running."""
    with django_db_blocker.unblock(), run_stack("live") as running:
        yield running


@pytest.fixture(scope="module")
def people(site: Stack) -> Cast:
    """The cast, who can sign in."""
    cast = assemble()
    User.objects.update(password=make_password(PASSWORD))
    return cast


@pytest.fixture
def session(people: Cast) -> Iterator[Session]:
    """A first session that has just begun, of two workers."""
    owner = User.objects.get(pk=people.owner.pk)
    session = a_live_session(owner, phase="introductory", second_worker=people.colleague)
    yield session
    Session.objects.filter(pk=session.pk, state="live").update(
        state="ended", ended_at=session.started_at, ended_by=owner, ended_how="did_not_come"
    )
    session.bookings.update(is_free=True)


def live(visit: Visit, session: Session, who: str = "owner", **over: Any) -> Visitor:
    """Somebody with the live page open."""
    visitor = visit(**over)
    visitor.sign_in(who)
    visitor.go(f"/sessions/{session.ref}/live/")
    return visitor


def kinds(session: Session) -> list[str]:
    """What has arrived, in the order in which it was pressed."""
    return [event.kind for event in LiveEvent.objects.filter(session=session).order_by("at", "id")][1:]


def shut_out(visitor: Visitor) -> list[str]:
    """What shuts somebody out, seen from the end of the page: there nothing lies under the bar that stays in sight."""
    visitor.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    return visitor.shut_out()


def identify(page: Page) -> None:
    """Say that both match, and save."""
    page.locator("[name=match][value=yes]").check()
    page.locator(".sg-step[open] button[type=submit]").first.click()


def test_a_press_is_saved_without_leaving_the_page_and_the_next_line_opens(visit: Visit, session: Session) -> None:
    visitor = live(visit, session)
    page = visitor.page
    page.locator("#note textarea").fill("Half a thought")
    identify(page)
    expect(page.locator(".sg-step--done")).to_have_count(1)
    expect(page.locator("[data-live-said]")).to_contain_text("Saved")
    expect(page.locator(".sg-step[open]")).to_contain_text("Who else is there")
    expect(page.locator("#note textarea")).to_have_value("Half a thought")
    page.locator("#note button").click()
    expect(page.locator("#note textarea")).to_have_value("")
    page.locator(".sg-step[open] button[type=submit]").click()  # nothing was answered
    expect(page.locator(".sg-step[open] .govuk-error-message").first).to_contain_text(
        "Say whether anybody else is there"
    )
    assert kinds(session) == ["identity", "note"]


def test_without_a_signal_it_says_not_sent_and_each_press_arrives_once_with_its_time(
    visit: Visit, session: Session
) -> None:
    visitor = live(visit, session)
    page = visitor.page
    visitor.context.set_offline(True)
    page.get_by_role("button", name="Connection lost").click()
    expect(page.get_by_role("heading", name="NOT SENT")).to_be_visible()
    expect(page.locator("[data-countdown-clock]").first).to_contain_text("4:")
    expect(page.locator(".sg-lost__number")).to_be_visible()  # the number was in the page all the time
    page.locator("#note textarea").fill("She said she would ring")
    page.locator("#note button").click()
    page.locator("a[data-opens=crisis]").click()
    expect(page.locator(".sg-crisis__address")).to_contain_text("4 Quay Street")
    page.wait_for_timeout(3000)
    assert kinds(session) == []
    visitor.context.set_offline(False)
    expect(page.get_by_role("heading", name="NOT SENT")).to_be_hidden(timeout=20_000)
    expect(page.locator("#state")).to_contain_text("Connection lost at")
    assert kinds(session) == ["connection_lost", "note", "crisis"]
    lost = session.events.get(kind="connection_lost")
    first_arrived = session.events.order_by("id")[1]
    assert lost == first_arrived
    assert (session.events.get(kind="crisis").at - lost.at).total_seconds() < 10


def test_the_safe_word_in_two_presses_tells_what_to_do_now(visit: Visit, session: Session) -> None:
    page = live(visit, session).page
    page.locator(".sg-reach summary").click()
    page.get_by_role("button", name="Yes, danger now").click()
    expect(page.locator("#state")).to_contain_text("the officer on duty and the lead have been told")
    expect(page.locator("#state")).to_be_focused()
    call = session.welfare_calls.get()
    assert call.is_danger
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Raise a concern (opens").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("danger right now")
    expect(page.locator("#state")).to_be_visible()


def test_a_press_the_server_cannot_take_keeps_no_safe_word_waiting(visit: Visit, session: Session) -> None:
    page = live(visit, session).page
    page.route("**/live/press/", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_role("button", name="Connection lost").click()
    expect(page.get_by_role("heading", name="NOT SENT")).to_be_visible()
    page.locator(".sg-reach summary").click()
    page.get_by_role("button", name="Yes, danger now").click()
    expect(page.locator("#state")).to_contain_text("the officer on duty and the lead have been told")
    assert kinds(session) == ["safe_word_used"]
    expect(page.get_by_role("heading", name="NOT SENT")).to_be_visible()  # the first one still waits
    page.unroute("**/live/press/")
    expect(page.get_by_role("heading", name="NOT SENT")).to_be_hidden(timeout=20_000)
    assert sorted(kinds(session)) == ["connection_lost", "safe_word_used"]


def test_what_the_other_worker_presses_comes_and_takes_no_typing_away(visit: Visit, session: Session) -> None:
    first, second = live(visit, session), live(visit, session, "colleague")
    first.page.locator("#note textarea").fill("Being typed")
    identify(second.page)
    expect(second.page.locator(".sg-step--done")).to_have_count(1)
    expect(first.page.locator(".sg-step--done")).to_have_count(1, timeout=25_000)
    expect(first.page.locator("#note textarea")).to_have_value("Being typed")
    first.page.locator("#note button").click()  # nothing is left that would be lost
    expect(first.page.locator("#note textarea")).to_have_value("")


def test_without_a_script_every_press_lands_at_its_line(visit: Visit, session: Session) -> None:
    visitor = live(visit, session, javascript=False)
    page = visitor.page
    identify(page)
    participant = session.participants.get()
    assert page.url.endswith(f"/live/#identity-{participant.ref}")
    expect(page.locator(".sg-step--done")).to_have_count(1)
    page.get_by_role("button", name="Connection lost").click()
    expect(page.locator("#state")).to_contain_text("Ring back by")
    page.locator("#crisis > summary").click()
    expect(page.locator(".sg-crisis__address")).to_be_visible()
    page.get_by_role("link", name="It does not come back").click()
    page.locator("[name=worry][value=no]").check()
    page.get_by_role("button", name="End it now").click()
    page.wait_for_url("**/record/")
    assert kinds(session) == ["identity", "connection_lost", "ended"]


@pytest.mark.parametrize("width", WIDTHS)
def test_nobody_is_shut_out(visit: Visit, session: Session, width: int) -> None:
    visitor = live(visit, session, width=width)
    page = visitor.page
    faults = shut_out(visitor) + visitor.cut_off()
    identify(page)
    expect(page.locator(".sg-step--done")).to_have_count(1)
    page.locator(".sg-step[open] button[type=submit]").click()
    expect(page.locator(".govuk-error-message").first).to_be_visible()
    page.get_by_role("button", name="Connection lost").click()
    expect(page.locator("#lost")).to_be_visible()
    page.locator(".sg-reach summary").click()
    faults += shut_out(visitor)
    page.get_by_role("button", name="No danger that I know of").click()
    expect(page.locator(".sg-call-due")).to_be_visible()
    page.locator("a[data-opens=crisis]").click()
    expect(page.locator(".sg-crisis__address")).to_be_visible()
    faults += shut_out(visitor) + visitor.cut_off()
    call = session.welfare_calls.get()
    for path in (f"/sessions/{session.ref}/crisis/", f"/sessions/{session.ref}/live/end/", call.get_absolute_url()):
        visitor.go(path)
        faults += shut_out(visitor) + visitor.cut_off()
    visitor.go(f"/sessions/{session.ref}/live/end/")
    page.get_by_role("button", name="End it now").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    faults += shut_out(visitor)
    page.locator("[value=connection_lost]").check()
    page.locator("[name=worry][value=no]").check()
    page.get_by_role("button", name="End it now").click()
    page.wait_for_url("**/record/")
    faults += shut_out(visitor) + visitor.cut_off()
    page.locator("[name=summary]").fill("We talked.")
    page.locator("[name=no_actions]").check()
    page.get_by_role("button", name="Write and lock").click()
    expect(page.locator(".sg-page")).to_contain_text("wrote it")
    faults += shut_out(visitor) + visitor.cut_off()
    assert faults == []


def test_in_a_group_each_line_is_a_person_s(visit: Visit, people: Cast) -> None:
    worker = User.objects.get(pk=people.other_team.pk)
    both = [a_person(worker), a_person(worker, known_as="Sol", full_name="Sol Reed")]
    group = a_live_session(worker, people=both)
    visitor = live(visit, group, "other_team")
    assert shut_out(visitor) + visitor.cut_off() == []
