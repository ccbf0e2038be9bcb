"""The request of a page that needs sign-in, which is every page that is not marked as public, and pages that ask for
a fresh one."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import unnamed


class SignedInRequest(HttpRequest):
    """A request whose user is somebody: the middleware has let nobody else through. For annotations only."""

    user: User


def names_nobody_hidden(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for families: whoever has said that their name is not to go out stands in it nowhere, whoever typed it
    (ORG-18)."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.content:
            typed = "\n".join(map(str, request.POST.values()))
            response.content = unnamed(response.content.decode(), typed=typed).encode()
        return response

    return shown


def has_fresh_sign_in(request: HttpRequest) -> bool:
    """Whether whoever sits here has proved who they are within ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` (seconds).

    The sign-in itself counts as much as a confirmation later on. An account with neither password nor factor can
    prove nothing, and nobody is in it but by a session that was given.
    """
    proofs = [float(proof["at"]) for proof in get_authentication_records(request, request.user)]
    if proofs and time.time() - proofs[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return True
    return not proofs and not get_reauthentication_flows(request.user)


def fresh_sign_in_required(view: Any = None, /, *, back_to: str = "") -> Any:
    """A view that takes data out or changes who may do what: whoever sits here confirms that it is them (SEC-02).

    What was sent waits in the session and is carried out after the confirmation. For a download name the page where it
    is asked for, ``back_to``, with the same arguments: a file would leave the question on the screen.
    """

    def mark(wrapped: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(wrapped)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if has_fresh_sign_in(request):
                return wrapped(request, *args, **kwargs)
            if not back_to:
                raise ReauthenticationRequired
            messages.info(request, _("Confirm first that it is you. Then press it again: it works for five minutes."))
            page = reverse(back_to, args=args, kwargs=kwargs)
            ways = get_adapter().get_reauthentication_methods(request.user)
            ask = ways[0]["url"] if ways else reverse("account_login")
            return redirect(f"{ask}?{urlencode({'next': page})}")

        return asked

    return mark(view) if view is not None else mark
