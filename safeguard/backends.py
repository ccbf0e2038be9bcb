"""How the account of whoever is signed in is found, once for each request, with what most pages ask next."""

from typing import Any

from allauth.account import auth_backends

from safeguard.lib import clock
from safeguard.policies.selectors import THRESHOLDS_SET, TO_KEEP_TO, thresholds_came_with
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import signed_in


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The account, None once it is closed; with it come the moment, the thresholds in force and the
        policies that a session has to fit. One query."""
        user: Any = signed_in(user_id, thresholds=THRESHOLDS_SET, to_keep_to=TO_KEEP_TO)
        if user is None or not self.user_can_authenticate(user):
            return None
        clock.came_with(user.asked_at)
        thresholds_came_with(user.thresholds, user.asked_at)
        return user
