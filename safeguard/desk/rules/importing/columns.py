"""The columns of a table, and a row read by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from safeguard.desk.rules.importing.cells import Doubt, Misread, Read

Problem = tuple[str, str]  # the key of a column, or nothing for the row as a whole, and what to do


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its heading, what it means, an example, and how a cell of it is read."""

    key: str
    heading: str  # in the file: English, and never translated, so that a file fits every reader
    help: str | Promise
    example: str = ""
    read: Read
    is_needed: bool = False


@dataclass(frozen=True)
class Headings:
    """Which column of the file is which of ours (None: an empty one), or what is wrong with its headings."""

    keys: Sequence[str | None]
    problems: Sequence[str]


def read_headings(headings: Sequence[str], columns: Sequence[Column]) -> Headings:
    """Know the columns by their headings, in any order and case.

    A heading that is not known is refused, because a "no, do not ring" under it would be lost unseen.
    """
    known = {_plain(column.heading): column for column in columns}
    keys = [known[_plain(one)].key if _plain(one) in known else None for one in headings]
    problems = [_unknown(one, number, known) for number, one in enumerate(headings, 1) if _plain(one) not in known]
    twice = sorted({key for key in keys if key is not None and keys.count(key) > 1})
    names = {column.key: column.heading for column in columns}
    problems += [_("There are two columns “%(name)s”. Keep one.") % {"name": names[key]} for key in twice]
    missing = [column.heading for column in columns if column.is_needed and column.key not in keys]
    problems += [_("The column “%(name)s” is missing.") % {"name": name} for name in missing]
    return Headings(keys, problems)


def _unknown(heading: str, number: int, known: Mapping[str, Column]) -> str:
    if not heading:
        return _("Column %(number)s has no heading. Delete it, or say what it is.") % {"number": number}
    near = get_close_matches(_plain(heading), list(known), n=1)
    if near:
        words = _("The heading of column %(number)s is not known. Do you mean “%(name)s”?")
        return words % {"number": number, "name": known[near[0]].heading}
    return _("The heading of column %(number)s is not known. Delete the column, or use the template.") % {
        "number": number
    }


def _plain(heading: str) -> str:
    return " ".join(heading.replace("*", " ").split()).casefold()


def read_row(cells: Mapping[str, str], columns: Sequence[Column]) -> tuple[dict[str, Any], list[Problem], list[Doubt]]:
    """What a row says by column (only what it says), what is wrong in it, and where it could mean something else."""
    said: dict[str, Any] = {}
    problems: list[Problem] = []
    doubts: list[Doubt] = []
    for column in columns:
        cell = cells.get(column.key, "")
        if not cell.strip():
            if column.is_needed:
                problems.append((column.key, _("Fill it in")))
            continue
        try:
            meaning = column.read(cell)
        except Misread as misread:
            problems.append((column.key, str(misread)))
            continue
        value, doubt = meaning if isinstance(meaning, tuple) else (meaning, None)
        said[column.key] = value
        if doubt is not None:
            doubts.append(doubt)
    return said, problems, doubts
