"""The pages for when something is wrong. Each says in plain words what to do next, and how to get help at once."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import Context, Engine
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.sign_ins import sign_in_time_left
from safeguard.storage.requests import KeptForm, page_again, public_again, typed

_FAULT_PAGE = Path(settings.BASE_DIR) / "templates" / "500.html"


def _fault_text() -> str:
    """The 500 page, made once: when it is needed, the database or the templates may be what is broken."""
    template = Engine().from_string(_FAULT_PAGE.read_text(encoding="utf-8"))
    return str(template.render(Context({"phone": getattr(settings, "DSL_PHONE", "")})))


_FAULT = _fault_text()


@require_http_methods(["GET", "POST"])
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """How long the sign-in lasts, asked by a script; a press on "Stay signed in" makes it last longer."""
    left = sign_in_time_left(request)
    seconds = 0 if left is None else max(0, int(left.total_seconds()))
    if request.method == "POST" and "application/json" not in request.headers.get("Accept", ""):
        return redirect("desk:home")
    return JsonResponse({"seconds": seconds})


def bad_request(request: HttpRequest, exception: Exception | None = None, *, reason: str = "") -> HttpResponse:
    """400: what was sent cannot be read (control characters, a file where only words are taken, a broken form)."""
    return render(request, "400.html", {"reason": reason}, status=400)


def words_only(
    request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> HttpResponse:
    """400: a picture or another file was sent where only words are taken (INC-03). It is kept nowhere; the words that
    came with it are shown: on a public form in their places, else by themselves, for nobody has been let in yet."""
    words = [text for texts in typed(request.POST).values() for text in texts if text]
    again = public_again(view)
    if again is not None:
        error = _("The file was not taken: words only, never pictures, videos or documents. Your words are still here.")
        with suppress(Http404):
            return again(request, *args, error=error, status=400, **kwargs)
    return render(request, "400.html", {"reason": "files", "words": words}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed here."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: mostly a page that was open while its person signed in again.

    A view that keeps typing shows its form again, filled, to be sent once more: nothing typed is lost, and
    nothing is written for a form that may have been forged.
    """
    match = resolve(request.path_info)
    again = page_again(match.func, request)
    if again is not None:
        error = (
            _("You had signed in again since this page was opened. Nothing is lost: send it again.")
            if request.user.is_authenticated
            else _("It has not been sent yet. Your words are still here: press the button again.")
        )
        return again(request, *match.args, error=error, status=422, **match.kwargs)
    return render(request, "403_csrf.html", status=403)


def somebody_elses(
    request: HttpRequest, form: KeptForm | None, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> HttpResponse:
    """A form that was open when somebody else signed in: 401 for a script, which keeps its words on the page.

    Otherwise 409: the page with the words, or the words alone where the person signed in now may not see the page.
    """
    if form is None or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"sign_in": reverse(settings.LOGIN_URL), "kept": False}, status=401)
    name = getattr(request.user, "full_name", "")
    error = _(
        "This form is not %(name)s’s: somebody else opened it, and %(name)s has signed in since. Nothing has been "
        "sent or kept. Whoever wrote it signs in in another tab, then sends it again from here."
    ) % {"name": name}
    try:
        return form.show_again(request, *args, error=error, status=409, **kwargs)
    except Http404:
        words = [text for texts in typed(request.POST).values() for text in texts if text]
        return render(request, "409.html", {"error": error, "words": words}, status=409)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this person may see; the page does not say which."""
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries in a short time."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: from memory alone, with 999 and the safeguarding lead's number."""
    return HttpResponse(_FAULT, status=500)
