"""Looking through the parts of a workbook before anything makes objects of them.

A few kilobytes can say that a row is the nine thousand millionth, or hold a million empty cells: what reads workbooks
fills in every row before it and keeps every cell of one. Here only counts are kept, and a part is left at the first
that is out of bounds.
"""

import re
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

LAST_ROW = 1_048_576  # the last one that a workbook can have
MOST_ROWS = 200_000  # that stand there, empty ones too
MOST_ACROSS = 2_000  # cells of one row, and the last column that one may stand in
MOST_CELLS = 1_500_000  # with those that are left out before others
MOST_ROW_BYTES = 2_000_000
MOST_OTHER_BYTES = 6_000_000  # of what stands between rows, or in a part without any
MOST_ELEMENTS = 4_000_000  # of a part
MOST_OTHERS = 200_000  # elements outside rows: they are kept
DEEPEST = 100
PIECE = 65_536  # bytes
_COLUMN = re.compile(r"[A-Za-z]*")


class OutOfBoundsError(Exception):
    """A part holds, or pads out to, more than is ever read."""


class _Scan:
    """The counts of one part."""

    def __init__(self, most_others: int) -> None:
        self.most_others = most_others
        self.depth = self.elements = self.others = self.rows = self.number = 0
        self.cells = self.padded = 0  # that stand there, and with those that are left out before them
        self.in_row = self.column = self.across = self.widest = 0
        self.fed = self.since = 0  # bytes: how far it was read, and where the last row began or ended

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        self.depth, self.elements = self.depth + 1, self.elements + 1
        if self.in_row:
            if name == "c":
                self._cell(given.get("r", ""))
        elif name == "row":
            self.in_row, self.since = self.depth, self.fed
            self.column = self.across = self.widest = 0
            self._row(given.get("r"))
        else:
            self.others += 1
        _refuse_if(self.elements > MOST_ELEMENTS or self.others > self.most_others or self.depth > DEEPEST)

    def end(self, _name: str) -> None:
        """An element ends."""
        if self.in_row == self.depth:
            self.in_row, self.since = 0, self.fed
            self.padded += self.widest
            _refuse_if(self.padded > MOST_CELLS)
        self.depth -= 1

    def _row(self, said: str | None) -> None:
        self.rows, self.number = self.rows + 1, self.number + 1
        if said is not None:
            try:
                _refuse_if(not float(said) <= LAST_ROW)
                self.number = int(float(said))
            except (ValueError, OverflowError):
                return  # what reads it says so
        _refuse_if(self.number > LAST_ROW or self.rows > MOST_ROWS)

    def _cell(self, said: str) -> None:
        self.column += 1
        letters = _COLUMN.match(said)
        if letters and letters[0]:
            _refuse_if(len(letters[0]) > 3)
            self.column = 0
            for letter in letters[0].upper():
                self.column = self.column * 26 + ord(letter) - ord("A") + 1
        self.cells, self.across = self.cells + 1, self.across + 1
        self.widest = max(self.widest, self.column)
        _refuse_if(max(self.column, self.across) > MOST_ACROSS or self.cells > MOST_CELLS)

    def feed(self, piece: int) -> None:
        """So many bytes more come to be read."""
        self.fed += piece
        _refuse_if(self.fed - self.since > (MOST_ROW_BYTES if self.in_row else MOST_OTHER_BYTES))


def _refuse_if(is_out: object) -> None:
    if is_out:
        raise OutOfBoundsError


def scan(part: IO[bytes], *, holds_texts: bool = False) -> None:
    """Read a part to its end, or to where it is no XML. ``holds_texts``: it is the list of all texts.

    Raises OutOfBoundsError.
    """
    found = _Scan(MOST_ELEMENTS if holds_texts else MOST_OTHERS)
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    try:
        while piece := part.read(PIECE):
            found.feed(len(piece))
            parser.Parse(piece, False)
    except ExpatError:
        return  # a picture; or broken, which is found where it is read
