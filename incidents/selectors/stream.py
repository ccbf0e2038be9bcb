"""The chronology of a case as one stream: whatever happened, in its order, a page of it in one query.

What it is made of stands in ``sources``: a part of a case that wants its lines in it adds a source to that list.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat, JSONObject

from incidents.enums import EntryKind, LineKind
from incidents.models import ChronologyEntry, Incident

SHOWN = 50


@dataclass(frozen=True)
class Correction:
    """What somebody wrote later about a line that was wrong."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line of a chronology: ``at`` is when it was written, ``happened`` when it happened, in somebody's words.

    ``place`` orders what was written at one moment, and names the line without counting; ``ref``: of an entry, by which
    it is corrected; ``case``: the reference of its case.
    """

    kind: LineKind
    at: datetime
    place: str
    title: str
    by: str = ""
    happened: str = ""
    text: str = ""
    ref: str = ""
    case: str = ""
    corrects: str = ""
    corrected: Sequence[Correction] = ()


@dataclass(frozen=True)
class Happened:
    """A row of a source as it is read."""

    source: str
    at: datetime
    place: str
    by: str
    facts: dict[str, Any] = field(default_factory=dict)
    case: str = ""


@dataclass(frozen=True)
class Cases:
    """Whose chronology it is: of one case or of several, that access has let through."""

    pks: Sequence[int]
    refs: Sequence[str]

    @classmethod
    def of(cls, incidents: Iterable[Incident]) -> "Cases":
        """These cases."""
        found = list(incidents)
        return cls([one.pk for one in found], [one.ref for one in found])


@dataclass(frozen=True)
class Source:
    """Something that lines are made of. ``code``: its order is the order at one moment; a second letter comes after f,
    because digits in base 16 follow the code.

    ``rows``: what of some cases, given the parts that are asked for. ``case``: where a row has its case's reference.
    ``at``, ``by`` and ``facts``: expressions or names of fields. ``line``: the row as a line.
    """

    code: str
    kinds: frozenset[LineKind]
    rows: Callable[[Cases, Collection[LineKind]], QuerySet[Any]]
    case: str
    at: str
    by: Any
    facts: dict[str, Any]
    line: Callable[[Happened], Line]


@dataclass(frozen=True)
class Wanted:
    """What of a chronology is asked for: its parts, and from when (included) to when (not included)."""

    kinds: Collection[LineKind]
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class StreamPage:
    """Some lines, the newest first, and the key after which the older ones begin (empty: there are none)."""

    lines: Sequence[Line]
    older: str
    is_first: bool


def page_of_stream(
    sources: Sequence[Source], cases: Cases, wanted: Wanted, after: str, size: int = SHOWN
) -> StreamPage:
    """The newest lines, or those after the line whose key is ``after``; a key that cannot be read shows the first.

    Two queries at most, however long the chronology is: the second for what was corrected. ``size``: so many lines.
    """
    key = _read(after)
    rows = _read_rows(sources, cases, wanted, key, size + 1)
    shown = _with_corrections(cases, [_line(sources, row) for row in rows[:size]])
    return StreamPage(shown, _key(rows[size - 1]) if len(rows) > size else "", is_first=key is None)


def whole_stream(sources: Sequence[Source], cases: Cases, wanted: Wanted, newest: int | None = None) -> list[Line]:
    """Every line that is asked for, or so many of the newest, the oldest first, as on paper. Two queries."""
    rows = _read_rows(sources, cases, wanted, None, newest)
    return _with_corrections(cases, [_line(sources, row) for row in reversed(rows)])


def _read_rows(
    sources: Sequence[Source],
    cases: Cases,
    wanted: Wanted,
    key: tuple[datetime, str] | None,
    size: int | None,
) -> list[Happened]:
    chosen = [source for source in sources if not source.kinds.isdisjoint(wanted.kinds)]
    parts = [_rows(source, cases, wanted, key, size) for source in chosen]
    if not parts:
        return []
    first, *others = parts
    found = first.union(*others, all=True).order_by("-line_at", "-line_place")[:size] if others else first
    return [Happened(*row) for row in found]


def _rows(
    source: Source, cases: Cases, wanted: Wanted, key: tuple[datetime, str] | None, size: int | None
) -> QuerySet[Any]:
    found = source.rows(cases, wanted.kinds).order_by().annotate(
        line_source=Value(source.code, TextField()),
        line_at=F(source.at),
        line_place=Concat(Value(source.code, TextField()), MD5(Cast("pk", TextField()))),
        line_by=Cast(source.by, TextField()),
        line_facts=JSONObject(**source.facts),
        line_case=Cast(source.case, TextField()),
    )  # fmt: skip
    if wanted.since is not None:
        found = found.filter(line_at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(line_at__lt=wanted.until)
    if key is not None:
        at, place = key
        found = found.filter(Q(line_at__lt=at) | Q(line_at=at, line_place__lt=place))
    names = ("line_source", "line_at", "line_place", "line_by", "line_facts", "line_case")
    columns: QuerySet[Any] = found.values_list(*names)
    return columns.order_by("-line_at", "-line_place")[:size]


def _line(sources: Iterable[Source], row: Happened) -> Line:
    source = next(source for source in sources if source.code == row.source)
    return replace(source.line(row), case=row.case)


def _with_corrections(cases: Cases, lines: list[Line]) -> list[Line]:
    """Corrections stand beside what they correct, on whatever page that is."""
    refs = [line.ref for line in lines if line.ref]
    if not refs:
        return lines
    later = ChronologyEntry.objects.filter(incident__in=cases.pks, kind=EntryKind.CORRECTION, corrects__ref__in=refs)
    found: dict[str, list[Correction]] = {}
    for one in later.select_related("by", "corrects").order_by("written_at", "id"):
        original = str(one.corrects.ref) if one.corrects else ""
        found.setdefault(original, []).append(Correction(one.written_at, one.by_name, one.text))
    return [replace(line, corrected=tuple(found.get(line.ref, ()))) for line in lines]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _key(row: Happened) -> str:
    """Where a page ended: a moment in whole microseconds and a place, and nothing that says what stood there."""
    passed = row.at - _EPOCH
    return f"{passed.days * 86_400_000_000 + passed.seconds * 1_000_000 + passed.microseconds}-{row.place}"


def _read(after: str) -> tuple[datetime, str] | None:
    number, _, place = after.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < _LONGEST and place.isascii()):
        return None
    at = int(number)
    return datetime.fromtimestamp(at // 1_000_000, UTC).replace(microsecond=at % 1_000_000), place


_LONGEST = 18  # digits of microseconds: the year 5138
