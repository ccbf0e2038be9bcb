"""References that a person can read out on the telephone, and that nobody can guess or count."""

import re
import secrets
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Protocol
from uuid import UUID, uuid5

# Crockford's alphabet: no I, L, O or U, so that nothing is misheard or misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PATTERN = "[A-Z]{2}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"


class HasRef(Protocol):
    """Anything with a reference: a record, or a line that speaks of one."""

    @property
    def ref(self) -> str:
        """Its reference."""


def new_ref(prefix: str) -> str:
    """A new random reference, such as ``SG-7F3K2-Q9MTX``: 50 bits after a prefix of two letters."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{prefix}-{letters[:5]}-{letters[5:]}"


def is_ref(text: str) -> bool:
    """Whether a text is shaped like a reference."""
    return re.fullmatch(PATTERN, text) is not None


class RefConverter:
    """The path converter ``<ref:...>``: anything that is not shaped like a reference is a 404."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        """The reference as stored."""
        return value

    def to_url(self, value: str) -> str:
        """The reference as written in an address."""
        return value


def token_for(client_token: UUID, first: object | None, facts: Mapping[str, Any]) -> UUID:
    """The token of a form that writes ``first`` beside its line: another one where the form says other facts now, so
    that nothing typed is lost, and the same one where they are sent again."""
    if first is None or all(getattr(first, name) == value for name, value in facts.items()):
        return client_token
    return uuid5(client_token, repr(sorted(facts.items(), key=itemgetter(0))))
