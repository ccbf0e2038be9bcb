"""Signing in with the organisation's own account. Who it lets in is decided in ``rules.why_not_let_in``."""

import logging
from dataclasses import asdict
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.lib.oidc import Attempt, Provider, Unavailable, Untrue
from safeguard.practitioners import rules
from safeguard.practitioners.actions import count_failed_sign_in
from safeguard.practitioners.adapters import WORK_ACCOUNT, link
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import sign_ins as door

logger = logging.getLogger(__name__)
UNDER_WAY = "work_account_attempt"  # in the session, from when a browser is sent away until it is back


@login_not_required
@require_safe
def work_account(request: HttpRequest) -> HttpResponse:
    """Send the browser to the organisation's own sign-in."""
    return _send(request, fresh=False)


@require_safe
def work_again(request: HttpRequest) -> HttpResponse:
    """Somebody who is signed in confirms that it is them: the provider asks anew.

    A page of ours with a link stands between: a form that was sent may lead to no other site (our policy says so).
    """
    if "go" in request.GET:
        return _send(request, fresh=True)
    _provider(request)
    context = {"name": settings.OIDC_NAME, "go": urlencode({"go": "1", "next": request.GET.get("next", "")})}
    return render(request, "account/work_again.html", context)


@login_not_required
@require_safe
def work_back(request: HttpRequest) -> HttpResponse:
    """The browser is back from the organisation's own sign-in: let its person in, or say why not."""
    provider = _provider(request)
    under_way = request.session.pop(UNDER_WAY, None)  # used once, whatever becomes of it
    if not under_way or under_way["attempt"]["state"] != request.GET.get("state", ""):
        return _not_let_in(request, "stale")
    if "code" not in request.GET:
        return _not_let_in(request, "cancelled")
    try:
        attempt, fresh = Attempt(**under_way["attempt"]), under_way["fresh_for"] is not None
        said = provider.claims(request.GET["code"], attempt, fresh=fresh)
    except Unavailable as error:
        logger.warning("work account: the provider does not answer: %s", error)
        return _not_let_in(request, "unavailable", status=503)
    except Untrue as error:
        logger.warning("work account: not taken: %s", error)
        return _not_let_in(request, "untrue")
    claimed = rules.Claimed(
        subject=str(said["sub"])[:255],
        email=str(said.get("email", "")),
        is_email_verified=said.get("email_verified") is True,
        has_second_factor=rules.says_second_factor(
            str(said.get("acr", "")), _texts(said.get("amr")), settings.OIDC_MFA_ACR
        ),
    )
    return _let_in(request, claimed, under_way)


def _provider(request: HttpRequest) -> Provider:
    """Raises Http404 where the organisation has none."""
    if not settings.OIDC_ISSUER:
        raise Http404
    return Provider(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        comes_back=settings.SITE_URL + reverse("work_back"),
    )


def _send(request: HttpRequest, *, fresh: bool) -> HttpResponse:
    provider, attempt = _provider(request), Attempt.new()
    if not ratelimit.consume(request, action="single_sign_on"):
        return render(request, "429.html", status=429)
    try:
        address = provider.address(attempt, fresh=fresh)
    except (Unavailable, Untrue) as error:
        logger.warning("work account: the provider does not answer: %s", error)
        return _not_let_in(request, "unavailable", status=503)
    after = request.GET.get("next", "")
    request.session[UNDER_WAY] = {
        "attempt": asdict(attempt),
        "next": after if get_adapter().is_safe_url(after) else "",
        "fresh_for": request.user.pk if fresh else None,
    }
    return redirect(address)


def _let_in(request: HttpRequest, claimed: rules.Claimed, under_way: dict[str, Any]) -> HttpResponse:
    issuer = settings.OIDC_ISSUER
    linked = door.work_identity(issuer, claimed.subject)
    user = linked.user if linked else door.person_at(claimed.email)
    is_they = user is not None and request.user.is_authenticated and request.user.pk == user.pk
    refusal = rules.why_not_let_in(
        claimed,
        is_linked=linked is not None,
        is_known=user is not None,
        is_linked_to_another_subject=user is not None and door.has_other_identity(user, issuer, claimed.subject),
        is_unlinked=user is not None and not is_they and door.is_unlinked(user, issuer, claimed.subject),
    )
    if refusal is not None or user is None:
        count_failed_sign_in(by=None, now=clock.now())
        logger.warning("work account: not let in: %s", refusal)
        return _not_let_in(request, "unknown")
    if is_they:
        if linked is None:
            link(user, claimed.subject)
        return _still_they(request, user, under_way)
    if under_way["fresh_for"] is not None:
        return _not_let_in(request, "another")
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method=WORK_ACCOUNT)
    # The provider's word for a second factor counts for somebody who was linked before, never for the first time.
    trusted = linked is not None and settings.OIDC_TRUST_MFA and claimed.has_second_factor
    told = {"subject": claimed.subject, "second_factor_elsewhere": trusted}
    return perform_login(request, user, redirect_url=under_way["next"] or None, signal_kwargs=told)  # type: ignore[no-any-return]


def _still_they(request: HttpRequest, user: User, under_way: dict[str, Any]) -> HttpResponse:
    """Whoever was signed in is back: if a new proof was asked for, what waited for it goes on."""
    if under_way["fresh_for"] != user.pk:
        return redirect(under_way["next"] or "desk:home")
    record_authentication(request, user, method=WORK_ACCOUNT, reauthenticated=True)
    asked = request.GET.copy()
    asked["next"] = under_way["next"] or "/"
    request.GET = asked  # type: ignore[assignment]
    return resume_request(request) or redirect("desk:home")


def _not_let_in(request: HttpRequest, reason: str, status: int = 403) -> HttpResponse:
    """A page that says what to do; the password works all the same."""
    context = {"reason": reason, "name": settings.OIDC_NAME}
    return render(request, "account/work_account.html", context, status=status)


def _texts(found: Any) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
