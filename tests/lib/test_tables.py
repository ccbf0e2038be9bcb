"""Tables that people bring: whatever is in the file, it is read as texts, or said why it cannot be."""

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image

from safeguard.lib.tables import Unreadable, read_table, scanning, workbook


def read(content):
    table = read_table(io.BytesIO(content))
    return list(table.headings), [list(row.cells) for row in table.rows], table.encoding


def refused(content, words):
    with pytest.raises(Unreadable, match=words):
        read(content)


def a_workbook(*rows, change=None):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(file)
    return file.getvalue()


def repacked(content, **parts):
    """The same archive with other parts: a name ends in one letter for a dot, and __ for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


# --- CSV ------------------------------------------------------------------------------------------------------------

TEXT = "Name,Place\r\nZoë,Łódź\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_read_as_it_is(encoding):
    content = TEXT.encode(encoding)
    content = content if encoding != "utf-16-le" else b"\xff\xfe" + content
    assert read(content) == (["Name", "Place"], [["Zoë", "Łódź"]], "")


def test_what_windows_writes_is_read_and_said():
    content = "Name\r\nZoë – O’Neill\r\n".encode("cp1252")
    assert read(content) == (["Name"], [["Zoë – O’Neill"]], "Windows-1252")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in this file"),
        (b"\xef\xbb\xbf", "nothing in this file"),
        (b" , ,\r\n,,\r\n", "nothing in this file"),
        (TEXT.encode("utf-16-le"), "UTF-16 without its mark"),
        (TEXT.encode("utf-16-be"), "UTF-16 without its mark"),
        (b"\xff\xfeN\x00a\x00\x00\xd8", "cannot be read"),  # half a pair
        (b"Name\r\n\x81\x8d\x8f\r\n", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old workbook"),
        (b"Name\r\n" + b"x" * 10_000_000, "Line 2 is far too long"),
        (b"x" * 10_000_000, "Line 1 is far too long"),
        (b'Name\r\n"' + b"x\r\n" * 3_000_000, "far too long. Is a quotation mark"),
        (b"a," * 200 + b"a\r\n", "201 columns"),
        (b"Name\r\n" + b"x\r\n" * 50_001, "more than 50,000 rows"),
        (b"PK\x03\x04 and then nothing", "not a workbook"),
    ],
)
def test_what_cannot_be_read_says_why(content, words):
    refused(content, words)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_of_all_countries(separator):
    content = f'Name{separator}Note\r\nA{separator}"one, two; three"\r\n'.encode()
    assert read(content)[1] == [["A", "one, two; three"]]


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+44 7700", "-1", "@x", "\u202eevil", "👍🏽", "x\x00y", "<b>&amp;"])
def test_a_cell_is_a_text_whatever_it_begins_with(cell):
    assert read(f"Name,Z\r\n{cell},z\r\n".encode())[1] == [[cell, "z"]]


def test_rows_keep_their_numbers_over_empty_ones():
    rows = list(read_table(io.BytesIO(b"\r\nA,B\r\n\r\n1,2\r\n,\r\n3,\r\n")).rows)
    assert [(row.number, row.cells) for row in rows] == [(4, ["1", "2"]), (6, ["3"])]


def test_quoted_lines_and_no_end_of_line():
    assert read(b'A,B\n"one\ntwo",x')[1] == [["one\ntwo", "x"]]


# --- Workbooks ------------------------------------------------------------------------------------------------------


def test_cells_of_a_workbook_become_texts():
    content = a_workbook(
        ["Born", "Number", "Phone", "Yes", "Half", "When"],
        [date(2011, 3, 27), 12, 7700900123.0, True, 1.5, datetime(2026, 1, 2, 3, 4)],
    )
    assert read(content)[1] == [["2011-03-27", "12", "7700900123", "True", "1.5", "2026-01-02 03:04:00"]]


def test_a_formula_is_named_and_never_worked_out():
    content = a_workbook(["A", "B"], ["=1+1", '=HYPERLINK("https://evil.example")'])
    (row,) = read_table(io.BytesIO(content)).rows
    assert (row.cells, row.formulas) == (["", ""], [0, 1])


def test_pictures_and_other_sheets_are_not_looked_at(tmp_path):
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000"
        "000500010d0a2db40000000049454e44ae426082"
    )
    (tmp_path / "x.png").write_bytes(pixel)

    def decorate(book):
        try:
            book.active.add_image(Image(tmp_path / "x.png"), "C3")
        except ImportError:  # openpyxl draws only where Pillow is
            book.active["C3"] = None
        book.create_sheet("Meanings").append(["something", "else"])

    assert read(a_workbook(["A"], ["1"], change=decorate))[1] == [["1"]]


def test_macros_are_refused():
    refused(repacked(a_workbook(["A"]), **{"xl/vbaProject.bin": b"Sub x"}), "macros")


def test_a_bomb_is_not_unpacked():
    began = time.monotonic()
    refused(repacked(a_workbook(["A"]), **{"xl/media/zero.bin": b"\x00" * 70_000_000}), "far too large")
    refused(repacked(a_workbook(["A"]), **{"xl/sharedStrings.xml": b" " * 6_000_000}), "too much text")
    assert time.monotonic() - began < 3


def test_a_bomb_of_entities_is_not_unpacked():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(12)
    )
    sheet = (
        f'{bomb}]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        '<c t="str"><v>&a11;</v></c></row></sheetData></worksheet>'
    )
    refused(repacked(a_workbook(["A"]), **{"xl/worksheets/sheet1.xml": sheet}), "Save it again")


def test_what_a_workbook_says_of_its_size_is_not_believed():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        '<sheetData><row r="1"><c r="A1" t="str"><v>A</v></c></row><row r="900000"><c r="A900000" t="str"><v>x</v></c>'
        "</row></sheetData></worksheet>"
    )
    (row,) = read_table(io.BytesIO(repacked(a_workbook(["A"]), **{"xl/worksheets/sheet1.xml": sheet}))).rows
    assert (row.number, row.cells) == (900_000, ["x"])


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="str"><v>A</v></c></row><row r="9000000000"><c t="str"><v>x</v></c></row>',
        '<row r="1"/><row r="9e9"/>',
        '<row r="inf"/>',
        "<row/>" * 200_001,
        f'<row r="1">{"<c/>" * 1_500_000}</row>',
        "<row>" + '<c r="A1"/>' * 2_001 + "</row>",
        '<row r="1"><c r="ZZZ1"/></row>',
        '<row r="1"><c r="ZZZZZZZZ1"/></row>',
        '<row><c r="BXX1"/></row>' * 800,
        "<row><c><v>" + "x" * 3_000_000 + "</v></c></row>",
        f'<row a="{"x" * 7_000_000}"/>',
        "<row>" + "<a>" * 200,
        "<a/>" * 200_001,
    ],
    ids=lambda rows: rows[:30],
)
def test_a_small_file_that_pads_out_is_refused_before_it_does(rows):
    """A few kilobytes that became gigabytes, or a loop without an end, for whoever read them."""
    content = repacked(a_workbook(["A"]), **{"xl/worksheets/sheet1.xml": SHEET.format(rows)})
    began = time.process_time()
    refused(content, "far beyond a table")
    assert time.process_time() - began < 10


@pytest.mark.parametrize("rows", ['<row r="9000000000"><c/></row>', f"<row>{'<c/>' * 1_500_000}</row>"])
def test_nothing_of_it_is_kept_meanwhile(rows):
    content = repacked(a_workbook(["A"]), **{"xl/worksheets/sheet1.xml": SHEET.format(rows)})
    assert len(content) < 20_000
    tracemalloc.start()
    try:
        refused(content, "far beyond a table")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_part_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(scanning, "MOST_ELEMENTS", 1_000)
    sheet = SHEET.format("<row><a/><a/></row>" * 400)
    refused(repacked(a_workbook(["A"]), **{"xl/worksheets/sheet1.xml": sheet}), "far beyond a table")


def test_a_sheet_under_another_name_is_scanned_too():
    parts = {"xl/sharedStrings.xml": SHEET.format("<row>" + "<c/>" * 3_000 + "</row>")}
    refused(repacked(a_workbook(["A"]), **parts), "far beyond a table")


def test_a_long_workbook_is_to_be_csv():
    refused(a_workbook(["A"], *(["x"] for _ in range(10_001))), "10,000 rows.*CSV")


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": b"<not"},
        {"xl/workbook.xml": b"<workbook/>"},
        {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c"},
        {"[Content_Types].xml": b"<Types/>"},
        {"xl/worksheets/sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'},
    ],
)
def test_a_broken_workbook_is_never_a_fault(parts):
    with pytest.raises(Unreadable):
        read(repacked(a_workbook(["A"], ["1"]), **parts))


def test_a_template_gives_back_what_was_written():
    file = io.BytesIO()
    workbook.write([("Rows", [["A", "B"], ["=1+1", "07700 900123"]]), ("Meanings", [["x"]])], file)
    headings, rows, _encoding = read(file.getvalue())
    assert (headings, rows) == (["A", "B"], [["=1+1", "07700 900123"]])
