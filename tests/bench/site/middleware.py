"""What the bench puts in front of the product. Both cost the same for a floor and for a page."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware

from tests.bench.site import views

Respond = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Bench"  # statements;milliseconds until they were answered;milliseconds of processor time
# What a new Django project has: the floors go through this and not through the product's own.
PLAIN = (
    SecurityMiddleware,
    SessionMiddleware,
    CommonMiddleware,
    AuthenticationMiddleware,
    MessageMiddleware,
    XFrameOptionsMiddleware,
)


class Counter:
    """Counts statements and the time until each is answered."""

    def __init__(self) -> None:
        self.statements, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Run one statement."""
        began = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - began


def counting(get_response: Respond) -> Respond:
    """Say on every answer how many statements it took, and how much of a processor, here and in the database.

    The clock on the wall tells what somebody waits, and on a shared machine mostly what others were doing; processor
    time tells what the page itself costs.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        counter, spent = Counter(), time.thread_time()
        in_database = _processor_time_of_backend()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        spent = time.thread_time() - spent
        if in_database is not None:
            spent += (_processor_time_of_backend() or in_database) - in_database
        response[HEADER] = f"{counter.statements};{counter.seconds * 1000:.3f};{spent * 1000:.3f}"
        return response

    return respond


def _processor_time_of_backend() -> float | None:
    """Seconds that the database's process for this connection has run, as Linux counts them; None if unknown."""
    if connection.connection is None:
        return None
    try:
        with open(f"/proc/{connection.connection.info.backend_pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9
    except (OSError, ValueError):
        return None


def floors(get_response: Respond) -> Respond:
    """Answer the floors from here, in the product's process and in plain Django."""
    answers = {path: _in_plain_django(view) for path, view in views.FLOORS.items()}

    def respond(request: HttpRequest) -> HttpResponse:
        floor = answers.get(request.path_info)
        return floor(request) if floor else get_response(request)

    return respond


def _in_plain_django(view: Respond) -> Respond:
    wrapped: Respond = view
    for layer in reversed(PLAIN):
        wrapped = layer(wrapped)  # type: ignore[assignment]
    return wrapped
