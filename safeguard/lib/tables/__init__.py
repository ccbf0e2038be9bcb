"""Tables that people bring, CSV or XLSX, read row by row and within bounds. A cell is a text; nothing in one is run."""

from typing import BinaryIO

from safeguard.lib.tables import textual, workbook
from safeguard.lib.tables.reading import MOST_BYTES, MOST_ROWS, Row, Table, Unreadable

__all__ = ["MOST_BYTES", "MOST_ROWS", "Row", "Table", "Unreadable", "read_table"]


def read_table(file: BinaryIO) -> Table:
    """A table, told by what is in the file and not by its name. Raises Unreadable, now or while its rows are read."""
    beginning = file.read(8)
    file.seek(0)
    return workbook.read(file) if beginning.startswith(workbook.ZIP) else textual.read(file, beginning)
