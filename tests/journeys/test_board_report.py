"""A quarter is counted by the worker while its page is open, and the board reads it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect
from pytest_django import DjangoDbBlocker

from safeguard.lib import clock
from safeguard.practitioners.models import User
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import quarter_of
from tests.factories.happened import a_session
from tests.factories.live import a_person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
POLL = 30_000  # ms in which the worker has counted and the open page has looked again, on a busy machine


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with sessions of the quarter that has ended."""
    with django_db_blocker.unblock(), run_stack("board", demo=True) as running:
        worker = User.objects.get(email="practitioner@harbour.example")
        begins = quarter_of(clock.now()).previous().starts_at
        person = a_person(worker, full_name="Alba Quillfeather", known_as="Alba")
        for day in range(32):
            a_session(person, worker, begins + timedelta(days=day, hours=10), minutes=[30, 60][day % 4 == 0])
        yield running


@pytest.mark.parametrize(
    ("width", "javascript"), [(390, True), (1280, True), (390, False)], ids=["phone", "desk", "no-scripts"]
)
def test_figures_are_counted_written_beside_and_issued(site: Stack, visit: Visit, width: int, javascript: bool) -> None:
    lead = visit(width=width, javascript=javascript)
    _count(lead)
    _write(lead)
    ref = _issue(lead)
    board = visit(width=width, javascript=javascript)
    board.sign_in("board")
    board.go(f"/reports/board/{ref}/")
    expect(board.main).to_contain_text("Sessions are steady.")
    row = board.page.get_by_role("row", name=re.compile("^All sessions"))
    expect(row.get_by_role("cell").first).to_have_text(re.compile(r"^\d*[05]\b"))
    assert "Quillfeather" not in board.main.inner_text()
    _is_open_to_everybody(board)
    with board.page.expect_download() as waiting:
        board.main.get_by_role("link", name="Download as PDF").click()
    assert waiting.value.suggested_filename == f"{ref}.pdf"


def _count(lead: Visitor) -> None:
    lead.sign_in("dsl")
    lead.go("/reports/board/")
    _is_open_to_everybody(lead)
    lead.main.get_by_role("link", name="Count the figures of a quarter now").click()
    expect(lead.page.locator("[name=quarter]").nth(1)).to_be_checked()  # the quarter that ended last
    _is_open_to_everybody(lead)
    lead.main.get_by_role("button", name="Count the figures").click()
    ready = lead.main.get_by_role("link", name="Download as PDF")
    if lead.javascript:
        expect(ready).to_be_visible(timeout=POLL)  # the page looks again by itself
        _is_open_to_everybody(lead)
    _look_again_until(lead, ready)
    if "Look at the report" in lead.main.inner_text():
        lead.main.get_by_role("link", name="Look at the report").click()


def _write(lead: Visitor) -> None:
    lead.main.get_by_role("button", name="Write in the report").click()
    lead.page.get_by_label("What matters most").fill("Alba Quillfeather is well.")
    lead.main.get_by_role("button", name="Save in the report").click()
    expect(lead.page.locator(".govuk-error-summary")).to_contain_text("names nobody")
    _is_open_to_everybody(lead)
    lead.page.get_by_label("What matters most").fill("Sessions are steady.")
    lead.main.get_by_role("button", name="Save in the report").click()
    expect(lead.main).to_contain_text("Your words are in the report.")


def _issue(lead: Visitor) -> str:
    lead.main.get_by_role("link", name="Issue it to the board").click()
    _is_open_to_everybody(lead)
    lead.main.get_by_role("button", name="Yes, issue it").click()
    expect(lead.main).to_contain_text("The board has been told.")
    ready = lead.main.get_by_role("link", name="Download as PDF")
    if lead.javascript:
        expect(ready).to_be_visible(timeout=POLL)
    _look_again_until(lead, ready)
    ref = lead.page.url.rstrip("/").rpartition("/")[2]
    assert BoardReport.objects.get(ref=ref).is_issued
    return ref


def _look_again_until(lead: Visitor, there: Locator) -> None:
    """As somebody does whose browser runs no scripts."""
    for _ in range(100):
        if there.is_visible():
            return
        lead.page.wait_for_timeout(300)
        lead.page.reload()
    raise AssertionError(f"{there} never came")


def _is_open_to_everybody(visitor: Visitor) -> None:
    if visitor.javascript:  # axe is a script
        assert visitor.judged() == []
