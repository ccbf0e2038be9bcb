"""Tables as text: CSV with commas, semicolons or tabs, in the encodings that spreadsheets write."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from safeguard.lib.tables.reading import LONGEST_LINE, Row, Table, Unreadable, table_of

WINDOWS = "Windows-1252"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook with a password
_CHUNK = 65_536
_SEPARATORS = ",;\t"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(file: BinaryIO, beginning: bytes) -> Table:
    """A CSV file as a table. Raises Unreadable."""
    if beginning.startswith(_OLD_WORKBOOK):
        raise Unreadable(_("It is an old workbook, or one with a password. Save it as .xlsx or CSV without one."))
    encoding = _encoding(file, beginning)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    separator = _separator(text)
    guessed = WINDOWS if encoding == "cp1252" else ""
    return table_of(_rows(text, separator), guessed)


def _encoding(file: BinaryIO, beginning: bytes) -> str:
    """By its mark, or UTF-8 if all of it is; else the one that Windows writes, which has to be said."""
    marked = next((name for mark, name in _MARKS if beginning.startswith(mark)), None)
    if marked:
        return marked
    if beginning[1::2].count(0) >= 2 or beginning[::2].count(0) >= 2:
        raise Unreadable(_("It is in UTF-16 without its mark. Save it as “CSV UTF-8”, and choose it again."))
    for encoding in ("utf-8", "cp1252"):
        if _is_all(file, encoding):
            return encoding
    raise Unreadable(_("Its letters cannot be read. Save it as “CSV UTF-8”, and choose it again."))


def _is_all(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _separator(text: io.TextIOWrapper) -> str:
    """What stands most often between the headings."""
    try:
        first = next((line for line in _lines(text) if line.strip(f"{_SEPARATORS}\r\n ")), "")
    except Unreadable:
        text.detach()  # the file belongs to whoever opened it
        raise
    text.seek(0)
    return max(_SEPARATORS, key=first.count)


def _rows(text: io.TextIOWrapper, separator: str) -> Iterator[Row]:
    rows = csv.reader(_lines(text), delimiter=separator)
    try:
        for number, cells in enumerate(rows, 1):
            yield Row(number, cells)
    except csv.Error as error:
        words = _("A cell near line %(line)s is far too long. Is a quotation mark missing?") % {"line": rows.line_num}
        raise Unreadable(words) from error
    finally:
        if not text.closed:
            text.detach()  # the file belongs to whoever opened it


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    try:
        while line := text.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise Unreadable(_("Line %(line)s is far too long. Shorten what is in it.") % {"line": number})
            yield line
    except UnicodeDecodeError as error:
        raise Unreadable(_("Its letters cannot be read. Save it as “CSV UTF-8”, and choose it again.")) from error
