"""After a restore: the lead sees on the first page that alerts stand still, reads what to do first, and releases it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from safeguard.desk.actions import hold_everything
from safeguard.lib import clock
from safeguard.notifications.selectors import restoration
from tests.journeys.conftest import Visit
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("held", demo=True) as running:
        yield running


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (390, False)])
def test_what_is_held_is_seen_and_released(site: Stack, visit: Visit, width: int, javascript: bool) -> None:
    hold_everything(now=clock.now(), taken_at=clock.now() - timedelta(hours=3))
    lead = visit(width=width, javascript=javascript)
    lead.sign_in("dsl")
    for path in ("/", "/incidents/"):
        lead.go(path)
        expect(lead.main).to_contain_text("the alerts that waited in it stand still")
        assert not javascript or lead.judged() == []
    lead.follow("See what is held, and release it")
    lead.reads("Held since a restore", "What is raised now is alerted as ever.", "Before you release it")
    assert not javascript or lead.judged() == []
    lead.press("Release it")
    lead.reads("Released. Whoever has to answer is being told now.", "Nothing is held")
    assert not javascript or lead.judged() == []
    assert restoration() is None
