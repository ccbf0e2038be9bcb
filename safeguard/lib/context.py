"""What belongs to one request, task or sweep: the id that ties its log lines and audit events, and what is known."""

import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


def request_id() -> str:
    """The id of what is being done now, or ``-`` outside anything."""
    return _request_id.get()


def begin() -> str:
    """Begin something new and return its id (128 random bits, hexadecimal)."""
    new = uuid.uuid4().hex
    _request_id.set(new)
    return new


@contextmanager
def remembering() -> Iterator[None]:
    """While one request is answered, a fact that ``once`` has found is not asked for again; nothing outlives it."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(key: Hashable, find: Callable[[], T]) -> T:
    """What was found under this key in this request, or what ``find`` finds. Outside a request it always asks."""
    known = _known.get()
    if known is None:
        return find()
    if key not in known:
        known[key] = find()
    found: T = known[key]
    return found


def remember(key: Hashable, fact: object) -> None:
    """Keep a fact that came with another query, for the rest of this request."""
    known = _known.get()
    if known is not None:
        known.setdefault(key, fact)


def forget(key: Hashable) -> None:
    """Ask again: what was found under this key has just been changed."""
    known = _known.get()
    if known is not None:
        known.pop(key, None)
