"""How sign-in (django-allauth) fits this house."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.actions import (
    count_failed_sign_in,
    end_other_sign_ins,
    link_work_identity,
    tell_of_sign_in,
)
from safeguard.practitioners.enums import SignInNews
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import sign_ins as door

logger = logging.getLogger(__name__)
WORK_ACCOUNT = "work_account"  # what allauth's records of a session call a sign-in with it
SECOND_FACTOR_ELSEWHERE = "second_factor_elsewhere"  # in the session: whose, when the provider's word is taken
KNOWN_HERE = "known_here"  # a signed cookie: who has signed in with this browser before; opens nothing
KNOWN_HERE_AGE = 365 * 24 * 3600  # seconds
KNOWN_HERE_MOST = 8  # people of a shared machine

# allauth's own notices, by the end of their template: ours say when, and whom to ring, and end every other sign-in.
NEWS = {
    "password_changed": SignInNews.PASSWORD,
    "password_set": SignInNews.PASSWORD,
    "password_reset": SignInNews.PASSWORD,
    "totp_activated": SignInNews.FACTOR,
    "totp_deactivated": SignInNews.FACTOR,
    "webauthn_added": SignInNews.FACTOR,
    "webauthn_removed": SignInNews.FACTOR,
    "recovery_codes_generated": SignInNews.RECOVERY_CODES,
}


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the organisation's own sign-in has just said that it did, and may."""

    def _should_handle(self, request: HttpRequest) -> bool:
        told = self.login.signal_kwargs or {}
        return not told.get("second_factor_elsewhere") and bool(super()._should_handle(request))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; mail goes through the outbox like all mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers themselves."""
        return False

    def format_email_subject(self, subject: Any) -> str:
        """The subject as it is: no site name before it."""
        return str(subject)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the limits on sign-in slow down. A request that did not come by all PROXY_COUNT proxies is a 400."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            logger.error("X-Forwarded-For holds fewer addresses than PROXY_COUNT")
            raise SuspiciousOperation from None

    def get_login_stages(self) -> list[str]:
        """Ours in the place of allauth's second factor."""
        ours = f"{SecondFactorStage.__module__}.{SecondFactorStage.__qualname__}"
        return [ours if path == "allauth.mfa.stages.AuthenticateStage" else path for path in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody confirms that it is them: the organisation's own sign-in too, once they are linked to it."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if settings.OIDC_ISSUER and user.is_authenticated and door.work_identity_of(user) is not None:
            name = settings.OIDC_NAME or _("your work account")
            url = reverse("work_again")
            found.append({"id": WORK_ACCOUNT, "description": _("Use %(name)s") % {"name": name}, "url": url})
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or nobody's address: counted, and forgotten."""
        count_failed_sign_in(by=None, now=clock.now())

    def post_login(self, request: HttpRequest, user: Any, **said: Any) -> HttpResponse:
        """They are in: link their work account, and tell them what they may not have done themselves."""
        told = said.get("signal_kwargs") or {}
        answer: HttpResponse = super().post_login(request, user, **{**said, "signal_kwargs": None})
        now = clock.now()
        if told.get("second_factor_elsewhere"):
            request.session[SECOND_FACTOR_ELSEWHERE] = user.pk
        if told.get("subject"):
            link(user, told["subject"])
        if any(proof.get("type") == "recovery_codes" for proof in get_authentication_records(request, user)):
            tell_of_sign_in(by=user, now=now, news=SignInNews.RECOVERY_USED)
        known = _known_here(request)
        if user.pk not in known:
            tell_of_sign_in(by=user, now=now, news=SignInNews.NEW_DEVICE)
            _remember_known(answer, [user.pk, *known][:KNOWN_HERE_MOST])
        return answer

    def send_notification_mail(self, template_prefix: str, user: Any, *_: Any, **__: Any) -> None:
        """In our words; and whoever else is in the account with what was changed is put out of it."""
        news = NEWS.get(template_prefix.rpartition("/")[2])
        if news is None:
            return
        tell_of_sign_in(by=user, now=clock.now(), news=news)
        request = context.request
        own = request.session.session_key if request.user.is_authenticated and request.user.pk == user.pk else None
        end_other_sign_ins(by=user, now=clock.now(), keep=own)


def link(user: User, subject: str) -> None:
    """Remember whom the organisation's own sign-in means by this subject, now that they are in."""
    try:
        link_work_identity(by=user, now=clock.now(), issuer=settings.OIDC_ISSUER, subject=subject)
    except Refused:  # another sign-in was faster; this one was checked before, and is in as who they are
        logger.warning("work account already linked")


def _known_here(request: HttpRequest) -> list[int]:
    try:
        text = str(request.get_signed_cookie(KNOWN_HERE, max_age=KNOWN_HERE_AGE))
        return [int(part) for part in text.split(".")]
    except (KeyError, BadSignature, ValueError):
        return []


def _remember_known(answer: HttpResponse, known: list[int]) -> None:
    answer.set_signed_cookie(
        KNOWN_HERE,
        ".".join(map(str, known)),
        max_age=KNOWN_HERE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def display_name(user: User) -> str:
    """How allauth's pages address somebody."""
    return user.full_name
