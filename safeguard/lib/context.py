"""The id that ties the log lines and audit events of one request, task or sweep together."""

import uuid
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    """The id of what is being done now, or ``-`` outside anything."""
    return _request_id.get()


def begin() -> str:
    """Begin something new and return its id (128 random bits, hexadecimal)."""
    new = uuid.uuid4().hex
    _request_id.set(new)
    return new
