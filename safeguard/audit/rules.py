"""How a row becomes a digest. Pure: the same row under the same schema always gives the same digest."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def row_digest(schema: str, values: Mapping[str, Any], key: str) -> str:
    """HMAC-SHA256 (hexadecimal) over the schema's name and the row's values in the order of their names (SEC-13).

    Keyed, because names and dates of birth could be guessed back from a plain hash.
    """
    text = json.dumps([schema, sorted(values.items())], default=_plain, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no plain form for {type(value).__name__}")
