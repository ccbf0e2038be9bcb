"""The tokens of links with which a password is chosen."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

FORGOTTEN = 3600  # seconds: whoever has just asked for it reads it now


class ResetTokens(PasswordResetTokenGenerator):
    """Used once: it ends with a new password, a sign-in, or another address.

    An invitation lasts ``PASSWORD_RESET_TIMEOUT``; once somebody has signed in, a link lasts an hour.
    """

    def check_token(self, user: Any, token: str | None) -> bool:
        """Whether this opens the form for this person now."""
        if not super().check_token(user, token):
            return False
        made = base36_to_int((token or "").partition("-")[0])
        return user.last_login is None or self._num_seconds(self._now()) - made <= FORGOTTEN
