"""Secrets of the settings: from a variable, or from the file that NAME_FILE names (``/run/secrets/...``)."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_NOT_ENCODED = re.compile(r"^[^:]*://[^@]*[/?#\[\]].*@")  # ends the part with user and password before its end


def secret(name: str, *, default: str | None = None) -> str:
    """The value of NAME, or the content of the file NAME_FILE without the line end that editors add.

    Raises ImproperlyConfigured, without the value, when both are set, the file cannot be read or is empty, or there is
    neither and no ``default``: a key that is silently another one is worse than no start. Empty is not set.
    """
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if file:
        if value:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: which one is meant?")
        return _content(name, Path(file))
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to the path of a file that holds it.")
    return default


def secrets(name: str) -> list[str]:
    """Several, separated by commas or lines; none if the variable is not set."""
    return [part.strip() for part in secret(name, default="").replace("\n", ",").split(",") if part.strip()]


def parts(url: str, *, of: str, by: Callable[[str], dict[str, Any]], needs: str) -> dict[str, Any]:
    """What ``by`` makes of an address with a password in it, which stands in the variable ``of``.

    Raises ImproperlyConfigured, without the address, when it cannot be read or the part that it ``needs`` is not there:
    whatever else speaks of it quotes some of the password.
    """
    try:
        found = {} if _NOT_ENCODED.match(url) else by(url)
    except (ValueError, ImproperlyConfigured):
        found = {}
    if not found.get(needs):
        raise ImproperlyConfigured(
            f"{of} cannot be read as an address. In its user and password / ? # [ ] @ : % are written %2F %3F %23 %5B "
            "%5D %40 %3A %25."
        )
    return found


def _content(name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise ImproperlyConfigured(f"{name}_FILE: {path} cannot be read ({type(problem).__name__}).") from None
    if not text.strip():
        raise ImproperlyConfigured(f"{name}_FILE: {path} is empty.")
    return text
