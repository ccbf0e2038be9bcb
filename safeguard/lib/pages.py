"""Pages by key: the next page begins after the last row seen, however deep it lies, and counts nothing."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
SIZE = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the key after which the older ones, or the next by name, begin (empty: there are none)."""

    rows: list[M]
    older: str
    is_first: bool

    @property
    def older_key(self) -> str:
        """The key as part of an address."""
        return quote(self.older, safe="")


def newest_first(rows: QuerySet[M], moment: str, after: str, size: int = SIZE, *, key: str = "ref") -> Page[M]:
    """A page of rows ordered by ``-moment, -id``, those after the row whose ``key`` is ``after``.

    The key is a reference, because an id would tell how many rows there are that somebody may not see. One that
    cannot be read, or names a row that is not among them, shows the first page.
    """
    last_seen = _find(rows, moment, key, after)
    if last_seen is not None:
        at, pk = last_seen
        # The first condition says nothing new: an index finds where to begin by it, however deep that lies.
        rows = rows.filter(Q(**{f"{moment}__lte": at}), Q(**{f"{moment}__lt": at}) | Q(pk__lt=pk))
    return _cut(rows.order_by(f"-{moment}", "-pk"), size, key, is_first=last_seen is None)


def by_name(rows: QuerySet[M], name: str, after: str, size: int = SIZE, *, key: str = "ref") -> Page[M]:
    """A page of rows ordered by ``name, id``, those after the row whose ``key`` is ``after``; as ``newest_first``."""
    last_seen = _find(rows, name, key, after)
    if last_seen is not None:
        text, pk = last_seen
        rows = rows.filter(Q(**{f"{name}__gte": text}), Q(**{f"{name}__gt": text}) | Q(pk__gt=pk))
    return _cut(rows.order_by(name, "pk"), size, key, is_first=last_seen is None)


def _cut(rows: QuerySet[M], size: int, key: str, *, is_first: bool) -> Page[M]:
    found: list[Any] = list(rows[: size + 1])
    following = str(getattr(found[size - 1], key)) if len(found) > size else ""
    return Page(found[:size], following, is_first=is_first)


def _find(rows: QuerySet[M], field: str, key: str, after: str) -> tuple[Any, int] | None:
    if not after:
        return None
    try:
        row = rows.order_by().filter(**{key: after}).values_list(field, "pk").first()
    except (ValueError, ValidationError):
        return None
    return row
