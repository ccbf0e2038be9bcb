"""Workbooks: the first sheet, read in order. No macro, formula, link or picture of one is ever used."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from safeguard.lib.tables.reading import MOST_ROWS_OF_A_WORKBOOK, Row, Table, Unreadable, table_of
from safeguard.lib.tables.scanning import OutOfBoundsError, scan

ZIP = b"PK\x03\x04"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNPACKED = 60_000_000  # bytes; a full table has about 20 million, read as a stream
MOST_TEXTS = 5_000_000  # bytes; the one part that is held as a whole, in five times the room
MOST_PARTS = 1_000
TEXTS = "xl/sharedStrings.xml"
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
_WHOLE = re.compile(r"-?\d+\.0+")


def read(file: BinaryIO) -> Table:
    """The first sheet of a workbook as a table. Raises Unreadable."""
    try:
        _check(file)
        book = load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        return table_of(_rows(sheet), most=MOST_ROWS_OF_A_WORKBOOK)
    except _BROKEN as error:
        raise Unreadable(_("It is not a workbook that can be read. Save it again as .xlsx, or as CSV.")) from error


def _check(file: BinaryIO) -> None:
    """Look at the list of its parts before anything is unpacked."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    sizes = {part.filename: part.file_size for part in parts}
    if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in sizes):
        raise Unreadable(_("It has macros. Save it as .xlsx without them, or as CSV."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(_("Unpacked, it is far too large. Copy the rows into the template, or save it as CSV."))
    if sizes.get(TEXTS, 0) > MOST_TEXTS:
        raise Unreadable(_("It holds too much text for a workbook. Save it as CSV, and choose that."))
    _scan_parts(file)


def _scan_parts(file: BinaryIO) -> None:
    """Every part, whatever it is called: which one is the sheet is said by others of them."""
    try:
        with zipfile.ZipFile(file) as archive:
            for part in archive.infolist():
                with archive.open(part) as content:
                    scan(content, holds_texts=part.filename == TEXTS)
    except OutOfBoundsError as error:
        words = _("It has cells far beyond a table. Copy the rows into the template, or save it as CSV.")
        raise Unreadable(words) from error


def _rows(sheet: Any) -> Iterator[Row]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if not cells:
                continue
            yield Row(number, [_text(cell) for cell in cells], [at for at, cell in enumerate(cells) if _is_made(cell)])
    except _BROKEN as error:
        raise Unreadable(_("It is broken further down. Save it again as .xlsx, or as CSV.")) from error


def _is_made(cell: Any) -> bool:
    """Whether a cell holds a formula, or what is left of one that failed."""
    return cell.data_type in ("f", "e")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or _is_made(cell):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text.partition(".")[0] if isinstance(value, float) and _WHOLE.fullmatch(text) else text


def write(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]], file: BinaryIO) -> None:
    """Write sheets of texts, each with its name, a bold first row and room to type in. No cell becomes a formula."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column)
                if text:
                    cell.value, cell.data_type = text, "s"
                cell.number_format = "@"  # as it is typed: no date is turned round, no zero is lost
                cell.font = Font(bold=number == 1)
        for column in sheet.columns:
            longest = max(len(cell.value or "") for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(60, max(14, longest) + 2)
    book.save(file)
