"""Hiding small counts, so that a report on few people points at none of them (RPT-11; 002 §2.9 h; 003 Tips b6).

A count from 1 to below the threshold (``small``) is not shown, the others are rounded, totals on their own. That is
not enough: four rows of "fewer than 5" under a total of "fewer than 5" are four times one. So every table is read as
an outsider could read it, with all the others, and a breakdown that narrows a hidden count in any way is left out.
The decision looks only at what is shown, never at the counts, so that leaving out tells nothing either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MANY = 10**9  # more than there will ever be: a count without an upper bound
SHARE_BASE = 4  # a share is worked out of shown numbers, and only of a total of at least so many thresholds


@dataclass(frozen=True)
class Division:
    """One way in which a count divides. ``counts`` by key; ``within``: how those divide again.

    ``is_whole``: the counts add up to what they divide; otherwise there are others that are not shown.
    """

    code: str
    counts: Mapping[str, int]
    within: Mapping[str, Sequence["Division"]] = field(default_factory=dict)
    is_whole: bool = True


@dataclass(frozen=True)
class Tally:
    """A total with the ways in which it divides, what matters most first."""

    code: str
    total: int
    divisions: Sequence[Division] = ()


@dataclass(frozen=True)
class Cell:
    """A number as it may be shown; ``rounded`` is None where it is hidden."""

    text: str
    rounded: int | None


@dataclass(frozen=True)
class Range:
    """All values a count may have, as far as a reader knows."""

    low: int
    high: int

    def within(self, other: "Range") -> "Range":
        """What both leave."""
        return Range(max(self.low, other.low), min(self.high, other.high))


@dataclass(frozen=True)
class Part:
    """A count as an outsider sees it, and how it divides, as far as that is shown."""

    seen: Range
    is_hidden: bool = False
    divisions: tuple[tuple["Part", ...], ...] = ()


def rounded(count: int, small: int) -> int | None:
    """The count to the nearest multiple of the threshold; None for one that is hidden (from 1 to below it)."""
    if 0 < count < small:
        return None
    return (count + small // 2) // small * small


def cell(count: int, small: int) -> Cell:
    """The count as it is shown: "0", "fewer than 5", "5", "10"…"""
    number = rounded(count, small)
    return Cell(_("fewer than %(count)d") % {"count": small} if number is None else str(number), number)


def share(part: Cell, whole: Cell, small: int) -> str:
    """How much of a whole a part is, in per cent of what is shown of both; empty for none of them, and
    where the whole is too small."""
    if not part.rounded or whole.rounded is None or whole.rounded < SHARE_BASE * small:
        return ""
    return f"{round(100 * min(part.rounded, whole.rounded) / whole.rounded)}%"


def what_is_seen(count: int, small: int) -> Range:
    """All counts that are shown in the same way."""
    number = rounded(count, small)
    if number is None:
        return Range(1, small - 1)
    if number == 0:
        return Range(0, 0)
    return Range(max(small, number - small // 2), number + (small - 1) // 2)


def shown_cells(tally: Tally, small: int) -> dict[str, Cell]:
    """Every number that may be shown, by its code (``sessions``, ``sessions.method.video``).

    A breakdown that may not be shown is absent, with all that lies within it.
    """
    accepted: set[str] = set()
    for code in _codes(tally.code, tally.divisions):
        attempt = accepted | {code}
        if gives_nothing_away(_part(tally.code, tally.total, tally.divisions, attempt, small), small):
            accepted = attempt
    return {tally.code: cell(tally.total, small), **_cells(tally.code, tally.divisions, accepted, small)}


def gives_nothing_away(whole: Part, small: int) -> bool:
    """Whether every hidden count could still be anything from 1 to below the threshold, and no count that is not
    shown at all is known to be one small number. What is hidden itself is not divided: "all of these few were" says
    as much of each of them as a name.

    Exact for counts that divide like a tree: the sums of whole numbers from ranges are ranges again, so what can be
    known goes up from the parts to the whole and down again.
    """
    return _is_safe(whole, _from_below(whole), small)


def _is_safe(part: Part, known: Range, small: int) -> bool:
    if part.is_hidden and (part.divisions or known != Range(1, small - 1)):
        return False
    if part.seen.high == MANY and known.low == known.high and 0 < known.low < small:
        return False
    for parts in part.divisions:
        ranges = [_from_below(one) for one in parts]
        low, high = sum(r.low for r in ranges), sum(r.high for r in ranges)
        for one, own in zip(parts, ranges, strict=True):
            rest = Range(known.low - (high - own.high), known.high - (low - own.low))
            if not _is_safe(one, own.within(rest), small):
                return False
    return True


def _from_below(part: Part) -> Range:
    known = part.seen
    for parts in part.divisions:
        ranges = [_from_below(one) for one in parts]
        known = known.within(Range(sum(r.low for r in ranges), sum(r.high for r in ranges)))
    return known


def _part(code: str, count: int, divisions: Iterable[Division], shown: set[str], small: int) -> Part:
    seen = what_is_seen(count, small)
    return Part(seen, 0 < count < small, tuple(_parts(code, one, shown, small) for one in divisions
                                               if f"{code}.{one.code}" in shown))  # fmt: skip


def _parts(code: str, division: Division, shown: set[str], small: int) -> tuple[Part, ...]:
    inner = f"{code}.{division.code}"
    parts = [
        _part(f"{inner}.{key}", count, division.within.get(key, ()), shown, small)
        for key, count in division.counts.items()
    ]
    others = () if division.is_whole else (Part(Range(0, MANY)),)
    return (*parts, *others)


def _codes(code: str, divisions: Iterable[Division]) -> Iterable[str]:
    """The codes of all divisions, each before those within it."""
    for division in divisions:
        inner = f"{code}.{division.code}"
        yield inner
        for key, deeper in division.within.items():
            yield from _codes(f"{inner}.{key}", deeper)


def _cells(code: str, divisions: Iterable[Division], shown: set[str], small: int) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for division in divisions:
        inner = f"{code}.{division.code}"
        if inner not in shown:
            continue
        for key, count in division.counts.items():
            found[f"{inner}.{key}"] = cell(count, small)
            found |= _cells(f"{inner}.{key}", division.within.get(key, ()), shown, small)
    return found
