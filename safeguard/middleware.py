"""What holds for every request, before any view is asked."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from safeguard import views
from safeguard.lib import clock, context
from safeguard.lib.logs import about
from safeguard.lib.tables import MOST_BYTES
from safeguard.practitioners.adapters import SECOND_FACTOR_ELSEWHERE
from safeguard.practitioners.models import User
from safeguard.practitioners.rules import device_of
from safeguard.practitioners.selectors import has_second_factor, needs_second_factor
from safeguard.sign_ins import sign_in_time_left, still_here
from safeguard.storage.actions import save_beside_draft
from safeguard.storage.requests import KeptForm, author_named, is_somebody_elses, kept_form, token_in, typed

Respond = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
LARGEST_BODY = MOST_BYTES + 100_000  # bytes: a table, and the form around it
LAST_HERE = "last_here"  # a signed cookie: whose browser this was, so that typing after a time-out finds its author
LAST_HERE_AGE = 30 * 24 * 3600


class RequestIdMiddleware:
    """Gives the request an id that its log lines and audit events share, tells the browser which, and writes the one
    line that each request has in the log.

    What is asked twice while it is answered is remembered until then, and no longer.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Begin the request's id; when it is answered, say what it was and what it took."""
        request_id, began, asked = context.begin(), time.monotonic(), Asked()
        with context.remembering(), connection.execute_wrapper(asked):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        _note(request, response, asked, round((time.monotonic() - began) * 1000))
        return response


class Asked:
    """Counts what one request asks of the database, and how long the answers take."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Ask, and count."""
        began = time.monotonic()
        try:
            return execute(*args)
        finally:
            self.count, self.seconds = self.count + 1, self.seconds + time.monotonic() - began


def _note(request: HttpRequest, response: HttpResponse, asked: Asked, ms: int) -> None:
    """The route by its name and the person by their reference: no address, no query, no body, and no IP address.

    Files and the questions of whoever watches us come every second: they have a line only when something is wrong.
    """
    match = getattr(request, "resolver_match", None)
    route = match.view_name if match else "-"
    dull = (not match or route.startswith("health_")) and response.status_code < 400
    user = getattr(request, "_cached_user", None)  # only if the page asked: a line in the log asks no database
    fields = about(
        route=route,
        method=request.method if request.method in METHODS else "-",
        status=response.status_code,
        ms=ms,
        queries=asked.count,
        db_ms=round(asked.seconds * 1000),
        user=str(user.ref) if user is not None and user.is_authenticated else None,
    )
    logger.log(logging.DEBUG if dull else logging.INFO, "request", extra=fields)


class NoStoreMiddleware:
    """No page is kept by a browser or a proxy, found by a search engine, or told where its reader came from."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers, unless a view has chosen its own caching (files with a hash in their name)."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        return response


class CleanInputMiddleware:
    """Input no page can use is answered here: NUL bytes (PostgreSQL stores none) and files (words only, INC-03).

    A view that ``takes_files`` is the exception: a table that is imported (docs/decisions/0028). More than one may
    hold is not even looked at.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """400 with the reason, or the page."""
        if _length(request) > LARGEST_BODY:
            return views.bad_request(request, reason="large")
        if any("\x00" in text for text in _texts(request)):
            return views.bad_request(request, reason="nul")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """400 for a file where words are taken; the words that came with it are shown again."""
        if request.FILES and not getattr(view, "takes_files", False):
            return views.words_only(request, view, args, kwargs)
        return None


def _length(request: HttpRequest) -> int:
    """How long the body says it is; the server reads no further."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if str(text).isdecimal() else 0


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for values in (request.GET, request.POST):
        for name, texts in values.lists():
            yield name
            yield from (text for text in texts if isinstance(text, str))


class SignInAgeMiddleware:
    """A sign-in ends when nothing was pressed for a while, and after a working day whatever was pressed (SEC-02).

    What a page asks for by itself (it looks again) is no press. Costs no query, but one write a minute at most; only
    when the time is up is it asked whether its person is in the middle of a session or a case.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End what has ended before anything else is asked; note that somebody is there."""
        request.session.device = device_of(request.headers.get("User-Agent", ""))  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            left = sign_in_time_left(request)
            if left is not None and left <= timedelta(0):
                logout(request)
            elif request.method != "GET" or request.headers.get("X-Requested-With") != "fetch":
                still_here(request)
        return self.get_response(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every address needs sign-in unless it is marked as public, and typing outlives the end of a sign-in.

    A form sent after the time-out comes without a user. Where the view ``keeps_typing``, what was typed is kept as a
    draft of the person whose browser this is: a signed cookie says who, set while they are signed in and taken away
    when they sign out.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave the cookie while somebody is signed in, and take it away when they sign out."""
        was_signed_in = request.user.is_authenticated
        response = cast("HttpResponse", super().__call__(request))
        if request.user.is_authenticated:
            _remember(request, response)
        elif was_signed_in or (request.method == "POST" and request.path == reverse("account_logout")):
            response.delete_cookie(LAST_HERE, samesite="Lax")
        return response

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        """Keep what was typed, then ask for sign-in; a script is told so instead of being redirected."""
        form = kept_form(view_func) if request.method == "POST" else None
        kept = form is not None and _keep_typing(request, form)
        sign_in = redirect_to_login(_shown_at(request, form), settings.LOGIN_URL)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"sign_in": sign_in["Location"], "kept": kept}, status=401)
        return redirect(f"{sign_in['Location']}&kept=1") if kept else sign_in


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    if _last_here(request) != request.user.pk:
        response.set_signed_cookie(
            LAST_HERE,
            str(request.user.pk),
            max_age=LAST_HERE_AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def _last_here(request: HttpRequest) -> int | None:
    try:
        return int(request.get_signed_cookie(LAST_HERE, max_age=LAST_HERE_AGE) or "")
    except (KeyError, BadSignature, ValueError):
        return None


def _shown_at(request: HttpRequest, form: KeptForm | None) -> str:
    """Where to go after sign-in: the page itself, or that of the form, which answers GET."""
    match = request.resolver_match
    if form is None or match is None:
        return request.get_full_path()
    return reverse(form.shown_at, kwargs=match.kwargs) + form.anchor


def _keep_typing(request: HttpRequest, form: KeptForm) -> bool:
    last = _last_here(request)
    author = User.objects.filter(pk=last, is_active=True).first() if last else None
    if author is None or author_named(request) not in ("", str(author.ref)):
        return False
    save_beside_draft(
        by=author,
        now=clock.now(),
        form=form.code,
        client_token=token_in(request.POST) or uuid4(),
        content=typed(request.POST),
        about=str(request.resolver_match.kwargs.get("ref", "")) if request.resolver_match else "",
    )
    return True


class SecondFactorMiddleware:
    """Roles that need a second factor set one up before anything else (SEC-02) - except helping a child.

    Raising a concern, a session under way, its crisis sheet, and signing out never wait for it (practice A7).
    """

    NEVER_WAITS = (
        *("account_", "mfa_", "health_", "storage:", "incidents:raise", "incidents:report", "incidents:public_"),
        *("sessions:live", "sessions:press", "sessions:safe_word", "sessions:crisis"),
    )

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Send somebody without a second factor to the page that sets one up."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        user = request.user
        if name.startswith(self.NEVER_WAITS) or not needs_second_factor(user) or has_second_factor(user):
            return None
        if settings.OIDC_TRUST_MFA and request.session.get(SECOND_FACTOR_ELSEWHERE) == user.pk:
            return None
        return redirect("mfa_index")


class RaiseOnlyMiddleware:
    """Somebody who signs in only to raise concerns has those pages, their own reports and their own account: any other
    page is one that is not there for them (INC-01). What needs no sign-in is open to them as to everybody.
    """

    THEIRS = (
        *("account_", "mfa_", "health_", "work_", "storage:"),
        *("incidents:raise", "incidents:report", "incidents:own_"),
        # What those pages lead to, and what they may be asked: each shows them their own alone.
        *("people:contacts", "incidents:referral", "incidents:asked"),
        *("desk:home", "desk:help", "desk:yours", "desk:own_profile", "practitioners:own_sign_ins", "demo:"),
    )

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """404 for whatever is not theirs."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(self.THEIRS) or not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated or not request.user.raises_only:
            return None
        return views.not_found(request)


class OwnFormMiddleware:
    """On a shared machine a form that one person opened is neither kept nor sent in the name of the next.

    Comes after the second factor, because the page is shown again, and before the form's token is judged.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a form whose author is not the person who is signed in; nothing is written."""
        if request.method != "POST" or not is_somebody_elses(request):
            return None
        return views.somebody_elses(request, kept_form(view_func), args, kwargs)
