"""Links for people without an account: an id, and a token derived from it with a key outside the database.

A message holds only the id (``{{link:answer:...}}``); the token is made when it is sent (design 4.4, 4.8), so that
neither the database nor its backups can open anything.
"""

import hmac
import re
from uuid import UUID

from django.conf import settings

_UUID = "-".join(f"[0-9a-f]{{{n}}}" for n in (8, 4, 4, 4, 12))
_PLACE = re.compile(rf"\{{\{{link:([a-z]{{1,20}}):({_UUID})\}}\}}")
_DIGITS = re.compile(rf"\{{\{{digits:([a-z]{{1,20}}):({_UUID})\}}\}}")


def token_of(kind: str, link_id: UUID) -> str:
    """The token of a link (HMAC-SHA256 in hexadecimal, 128 bits of it)."""
    return _token(settings.LINK_KEY, kind, link_id)


def _token(key: str, kind: str, link_id: UUID) -> str:
    return hmac.new(key.encode(), f"{kind}:{link_id}".encode(), "sha256").hexdigest()[:32]


def spelled(kind: str, link_id: UUID) -> str:
    """Twenty letters and digits that belong to an id, in fives, for what somebody copies from a terminal (80 bits)."""
    token = token_of(kind, link_id)[:20].upper()
    return "-".join(token[place : place + 5] for place in range(0, 20, 5))


def is_spelled(kind: str, link_id: UUID, text: str) -> bool:
    """Whether somebody has copied it rightly, however it is spaced and written; compared in constant time."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    return hmac.compare_digest(spelled(kind, link_id).replace("-", "").encode(), bare.encode())


def digits_of(kind: str, link_id: UUID) -> str:
    """Six digits that belong to an id, for what is read in a message and typed in; stored nowhere either."""
    return f"{int(token_of(kind, link_id), 16) % 1_000_000:06}"


def is_token_of(kind: str, link_id: UUID, token: str) -> bool:
    """Whether this is the link's token, by the present key or one of before, compared in constant time."""
    given = token.encode(errors="replace")
    keys = (settings.LINK_KEY, *settings.LINK_KEY_FALLBACKS)
    matches = [hmac.compare_digest(_token(key, kind, link_id).encode(), given) for key in keys]  # all of them, always
    return any(matches)


def place_digits(kind: str, link_id: UUID) -> str:
    """What stands in a stored message where the six digits will be."""
    return f"{{{{digits:{kind}:{link_id}}}}}"


def place(kind: str, link_id: UUID) -> str:
    """What stands in a stored message where the link will be."""
    return f"{{{{link:{kind}:{link_id}}}}}"


def fill(text: str) -> str:
    """The text with every link made whole, ``SITE_URL/l/<kind>/<id>/<token>/``, and every six digits written out."""
    return _DIGITS.sub(lambda found: digits_of(found[1], UUID(found[2])), _PLACE.sub(_address, text))


def _address(found: re.Match[str]) -> str:
    kind, link_id = found.group(1), UUID(found.group(2))
    return f"{settings.SITE_URL}/l/{kind}/{link_id}/{token_of(kind, link_id)}/"
