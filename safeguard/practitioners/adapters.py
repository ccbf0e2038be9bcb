"""How sign-in (django-allauth) fits this house."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest

from safeguard.practitioners.models import User

logger = logging.getLogger(__name__)


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


def display_name(user: User) -> str:
    """How allauth's pages address somebody."""
    return user.full_name
