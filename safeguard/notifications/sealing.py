"""Sign-in mail carries one-time links: it is encrypted with a settings key while it waits, and blanked once sent."""

import json

# Encryption of waiting sign-in mail; our own would be worse.
from cryptography.fernet import Fernet
from django.conf import settings


def seal(title: str, body: str) -> str:
    """The sealed form of a title and a body."""
    return Fernet(settings.MAIL_KEY).encrypt(json.dumps([title, body]).encode()).decode()


def unseal(token: str) -> tuple[str, str]:
    """The title and body again. Raises ``InvalidToken`` if the key has changed."""
    title, body = json.loads(Fernet(settings.MAIL_KEY).decrypt(token.encode()))
    return title, body
