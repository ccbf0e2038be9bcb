"""What reading a table gives, and the bounds within which one is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 12_000_000  # of a file as it is sent
MOST_ROWS = 50_000  # without the one with the headings
MOST_ROWS_OF_A_WORKBOOK = 10_000  # it takes fifty times as long to read as CSV
MOST_COLUMNS = 60
LONGEST_LINE = 100_000  # characters


class Unreadable(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file cannot be read as a table; ``str(error)`` says why and what to do, in words for the screen."""


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: its number there, its cells as texts, and which of them hold a formula."""

    number: int
    cells: Sequence[str]
    formulas: Sequence[int] = ()


@dataclass(frozen=True)
class Table:
    """The headings and what follows them. ``encoding``: how letters are stored where that had to be guessed."""

    headings: Sequence[str]
    rows: Iterator[Row]
    encoding: str = ""


def table_of(rows: Iterator[Row], encoding: str = "", most: int = MOST_ROWS) -> Table:
    """The first row that holds anything is the headings; empty rows are left out, empty cells at an end too."""
    filled = (row for row in map(_trimmed, rows) if row.cells)
    headings = next(filled, None)
    if headings is None:
        raise Unreadable(_("There is nothing in this file. Fill in the template and choose it again."))
    if len(headings.cells) > MOST_COLUMNS:
        words = _("It has %(count)s columns. The template has far fewer: copy what you need into it.")
        raise Unreadable(words % {"count": len(headings.cells)})
    return Table([cell.strip() for cell in headings.cells], _counted(filled, most), encoding)


def _counted(rows: Iterator[Row], most: int) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > most:
            words = _("It has more than %(most)s rows. Make two files of it, or save a long workbook as CSV.")
            raise Unreadable(words % {"most": f"{most:,}"})
        yield row


def _trimmed(row: Row) -> Row:
    end = len(row.cells)
    while end and not row.cells[end - 1].strip() and end - 1 not in row.formulas:
        end -= 1
    return Row(row.number, row.cells[:end], row.formulas)
