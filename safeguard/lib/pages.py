"""Pages by key: the next page begins after the last row seen, however deep it lies, and counts nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

M = TypeVar("M", bound=Model)
SIZE = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the key with which the older ones begin (empty: there are none)."""

    rows: list[M]
    older: str
    is_first: bool

    @property
    def older_key(self) -> str:
        """The key as part of an address."""
        return quote(self.older, safe="")


def newest_first(rows: QuerySet[M], moment: str, after: str, size: int = SIZE) -> Page[M]:
    """A page of rows ordered by ``-moment, -id``; a key that cannot be read shows the first page."""
    key = _read(after)
    if key is not None:
        at, pk = key
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}))
    found: list[Any] = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    older = ""
    if len(found) > size:
        last = found[size - 1]
        older = f"{getattr(last, moment).isoformat()}_{last.pk}"
    return Page(found[:size], older, is_first=key is None)


def _read(after: str) -> tuple[datetime, int] | None:
    at, _, pk = after.partition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return moment, int(pk)
