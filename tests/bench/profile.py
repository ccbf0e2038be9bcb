"""What one page spends its time on: every statement with its milliseconds, then Python's own profile."""

import cProfile
import io
import pstats
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from tests.bench.pages import Page
from tests.bench.pools import Pools

WARM = 3
PROFILED = 20  # requests under Python's profile
SHOWN = 40  # functions
LONGEST = 1_500  # characters of a statement


class Log:
    """Statements as they were sent, each with how long its answer took (ms)."""

    def __init__(self) -> None:
        self.statements: list[tuple[float, str]] = []

    def __call__(self, execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        """Run one."""
        began = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            self.statements.append(((time.perf_counter() - began) * 1000, statement))


def profiled(page: Page, pools: Pools) -> list[str]:
    """The page asked for in this process, as whom it is measured."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(pools.users[page.role])

    def send() -> Any:
        path, form = pools.request(page)
        return browser.get(path) if form is None else browser.post(path, form)

    for _ in range(WARM):
        answer = send()
    log = Log()
    with connection.execute_wrapper(log):
        began = time.perf_counter()
        send()
        took = (time.perf_counter() - began) * 1000
    in_database = sum(spent for spent, _ in log.statements)
    lines = [f"{page.name} ({page.role}): answers {answer.status_code} in {took:.1f} ms, "
             f"{len(log.statements)} statements in {in_database:.1f} ms"]  # fmt: skip
    for number, (spent, statement) in enumerate(log.statements, 1):
        lines.append(f"{number:3} {spent:8.2f} ms  {statement[:LONGEST]}")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(PROFILED):
        send()
    profile.disable()
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("cumulative").print_stats(SHOWN)
    return [
        *lines,
        f"\nPython's profile of {PROFILED} requests (it more than doubles what they take):",
        text.getvalue(),
    ]
