"""Tables as CSV that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it some spreadsheets read UTF-8 as another alphabet
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8 with a byte order mark. A cell that looks like a formula becomes a text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_plain(str(cell)) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_RUNS) else cell
