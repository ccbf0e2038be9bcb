"""One browser for all journeys, and people who use it."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import MISSING, find_chromium

if TYPE_CHECKING:
    from tests.journeys.visitor import Visitor

Visit = Callable[..., "Visitor"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium. CI has one; elsewhere the journeys are skipped without."""
    path = find_chromium()
    if path is None:
        pytest.fail(MISSING) if os.environ.get("CI") else pytest.skip(MISSING)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps a loop in this thread, which Django takes for an asynchronous program.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def own_connection() -> Iterator[None]:
    """Close what a journey has opened: while the browser is driven, Django keeps another connection than before and
    after it, and that one would outlive the database of the module."""
    yield
    from django.db import connections

    connections.close_all()


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """``visit(width=390, javascript=True)``: somebody with a browser of their own, at the module's ``site``."""
    from tests.journeys.visitor import Visitor

    site, visitors = request.getfixturevalue("site"), []

    def arrive(*, width: int = 390, javascript: bool = True) -> Visitor:
        context = chromium.new_context(
            base_url=site.base_url, viewport={"width": width, "height": 844}, java_script_enabled=javascript
        )
        context.set_default_timeout(15_000)
        visitors.append(Visitor(context, javascript=javascript))
        return visitors[-1]

    yield arrive
    problems = [problem for visitor in visitors for problem in visitor.problems]
    for visitor in visitors:
        visitor.leave()
    assert problems == []
