"""Sign-in mail carries one-time links: it is encrypted with a settings key while it waits, and blanked once sent."""

import json

# Encryption of waiting sign-in mail; our own would be worse.
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(title: str, body: str) -> str:
    """The sealed form of a title and a body."""
    return _box().encrypt(json.dumps([title, body]).encode()).decode()


def unseal(token: str) -> tuple[str, str]:
    """The title and body again. Raises ``InvalidToken`` if it was sealed with a key that is not known any more."""
    title, body = json.loads(_box().decrypt(token.encode()))
    return title, body


def _box() -> MultiFernet:
    """Seals with the present key, opens with the keys of before too."""
    return MultiFernet([Fernet(key) for key in (settings.MAIL_KEY, *settings.MAIL_KEY_FALLBACKS)])
