"""Sheets: read as they are meant, and nothing in them runs."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from safeguard.lib.sheets import as_csv


def test_sheet_begins_with_a_byte_order_mark_and_keeps_letters():
    assert as_csv([("Zoë", 5), ()]) == "\ufeffZoë,5\r\n\r\n".encode()


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    sheet = as_csv([(text,)]).decode("utf-8-sig")
    (row,) = csv.reader(io.StringIO(sheet, newline="")) if sheet.strip("\r\n") else ([""],)
    cell = row[0] if row else ""
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == text.removeprefix("'")
