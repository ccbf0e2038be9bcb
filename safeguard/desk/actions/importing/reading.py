"""Reading the file into rows, as they stand there."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from safeguard.desk.rules.importing import STAFF, YOUNG_PEOPLE, Column, read_headings
from safeguard.lib.tables import Row, Unreadable, read_table
from safeguard.people.rules import reference_key
from safeguard.storage.enums import ImportKind, ImportState, RowState
from safeguard.storage.models import Import, ImportRow
from safeguard.storage.selectors import open_file

COLUMNS: dict[str, tuple[Column, ...]] = {
    ImportKind.STAFF: tuple(STAFF),
    ImportKind.YOUNG_PEOPLE: tuple(YOUNG_PEOPLE),
}
KEY_COLUMN: dict[str, str] = {ImportKind.STAFF: "email", ImportKind.YOUNG_PEOPLE: "reference"}
BATCH = 500
LONGEST_CELL = 2_000  # characters; the rest of one is not kept, and the row is wrong


def read_file(of: Import) -> None:
    """Make rows of the file, or say why it cannot be read. For a caller who has locked the import."""
    of.rows.all().delete()
    try:
        with open_file(of) as file:
            table = read_table(file)  # type: ignore[arg-type]
            headings = read_headings(table.headings, COLUMNS[of.kind])
            if headings.problems:
                raise Unreadable("\n".join(headings.problems))
            seen: dict[str, int] = {}
            for rows in _batches(table.rows):
                made = [_row(of, headings.keys, row, seen) for row in rows]
                ImportRow.objects.bulk_create(made)
                of.rows_read += len(made)
    except Unreadable as unreadable:
        of.rows.all().delete()
        of.parts.all().delete()
        of.rows_read, of.state, of.problem = 0, ImportState.REFUSED, str(unreadable)
        return
    if not of.rows_read:
        of.state, of.problem = ImportState.REFUSED, _("It has headings and no rows. Fill it in and choose it again.")
        return
    of.state, of.notes = ImportState.CHECKING, {"encoding": table.encoding} if table.encoding else {}


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _row(of: Import, keys: Any, row: Row, seen: dict[str, int]) -> ImportRow:
    cells = {key: text[: LONGEST_CELL + 1] for key, text in zip(keys, row.cells, strict=False) if key and text.strip()}
    cells = {key: text.replace("\x00", "\ufffd") for key, text in cells.items()}  # PostgreSQL keeps no NUL
    problems = [(keys[at] or "", _formula(row, at)) for at in row.formulas if at < len(keys)]
    problems += [("", _("There is something beyond the last heading. Delete it"))] if len(row.cells) > len(keys) else []
    key = cells.get(KEY_COLUMN[of.kind], "")
    made = ImportRow(of=of, number=row.number, cells=cells, problems=problems)
    made.key = (reference_key(key) if of.kind == ImportKind.YOUNG_PEOPLE else key.strip().lower())[:200]
    first = seen.setdefault(made.key, row.number) if made.key else row.number
    made.first = first if first != row.number else None
    made.state = RowState.WRONG if problems else RowState.READ
    return made


def _formula(row: Row, at: int) -> str:
    letters, number = "", at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return _("Cell %(cell)s holds a formula. Put in what it comes to") % {"cell": f"{letters}{row.number}"}
