"""The pages for when something is wrong. Each says in plain words what to do next, and how to get help at once."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.urls import resolve

_FAULT_PAGE = Path(settings.BASE_DIR) / "templates" / "500.html"


def _fault_text() -> str:
    """The 500 page, made once: when it is needed, the database or the templates may be what is broken."""
    template = Engine().from_string(_FAULT_PAGE.read_text(encoding="utf-8"))
    return str(template.render(Context({"phone": getattr(settings, "DSL_PHONE", "")})))


_FAULT = _fault_text()


def bad_request(request: HttpRequest, exception: Exception | None = None, *, reason: str = "") -> HttpResponse:
    """400: what was sent cannot be read (control characters, a file where only words are taken, a broken form)."""
    return render(request, "400.html", {"reason": reason}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed here."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: mostly a page that was open while its person signed in again.

    A view that keeps typing shows its form again, filled, to be sent once more: nothing typed is lost, and
    nothing is written for a form that may have been forged.
    """
    match = resolve(request.path_info)
    show_again = getattr(match.func, "show_again", None)
    if show_again is not None and getattr(request, "user", None) is not None and request.user.is_authenticated:
        answer: HttpResponse = show_again(request, *match.args, **match.kwargs)
        return answer
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this person may see; the page does not say which."""
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries in a short time."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: from memory alone, with 999 and the safeguarding lead's number."""
    return HttpResponse(_FAULT, status=500)
