"""How sign-in (django-allauth) fits this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from safeguard.practitioners.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; mail goes through the outbox like all mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers themselves."""
        return False

    def format_email_subject(self, subject: Any) -> str:
        """The subject as it is: no site name before it."""
        return str(subject)


def display_name(user: User) -> str:
    """How allauth's pages address somebody."""
    return user.full_name
