"""How the account of whoever is signed in is found, once for each request."""

from typing import Any

from allauth.account import auth_backends

from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import signed_in


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The account with what every page asks about it; None once it is closed. One query."""
        user = signed_in(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
