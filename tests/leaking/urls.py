"""Addresses that fail with somebody's words in the error, each in another way."""

import logging
import threading
import warnings

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from safeguard.lib import clock
from safeguard.practitioners.models import User
from safeguard.urls import *  # noqa: F403
from safeguard.urls import urlpatterns


def _row(words: str) -> None:
    """A constraint is broken; PostgreSQL writes the whole row into the error's text."""
    User.objects.create(email="Upper.Case@harbour.example", full_name=words, joined_at=clock.now())


def _statement(words: str) -> None:
    """A value that is none: its text is the error's text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::integer", [words])


def _thread(words: str) -> None:
    """Nobody catches it."""

    def fail() -> None:
        raise RuntimeError(words)

    thread = threading.Thread(target=fail, name=words)
    thread.start()
    thread.join()


def _raise(kind: type[Exception]) -> object:
    def fail(words: str) -> None:
        raise kind(words)

    return fail


def _library(words: str) -> None:
    for text, values in (("it reads %s", (words,)), (f"it reads {words}", ()), ("%(words)s", ({"words": words},))):
        logging.getLogger("some.library").error(text, *values)


WAYS = {
    "row": _row,
    "statement": _statement,
    "thread": _thread,
    "error": _raise(ValueError),
    "suspicious": _raise(SuspiciousOperation),
    "host": _raise(DisallowedHost),
    "missing": _raise(Http404),
    "warning": lambda words: warnings.warn(words, stacklevel=1),
    "library": _library,
    "naive": lambda words: User.objects.filter(last_login=timezone.make_naive(timezone.now())).exists(),
    "task": lambda words: current_app.send_task("tests.leak", [words], {"more": words}, queue="alerts", retry=False),
}


@csrf_exempt
@login_not_required
def leak(request: HttpRequest, way: str) -> HttpResponse:
    """Fail in one way with the words that were sent."""
    WAYS[way](request.POST["words"])  # type: ignore[operator]
    return HttpResponse("nothing failed\n")


urlpatterns = [path("leak/<str:way>/", leak, name="leak"), *urlpatterns]
