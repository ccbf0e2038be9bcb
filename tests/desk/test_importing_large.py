"""A table of 5,000 rows is checked in bounded time and memory; decision 0028 has the figures for 50,000."""

import os
import resource
import time

import pytest

from tests.desk.importing import a_young_person, written, young

pytestmark = pytest.mark.django_db
ROWS = int(os.environ.get("IMPORT_ROWS", "5000"))
BIRTHDAYS = 3360  # of which rows of a table have one after the other


def peak():
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_many_rows(cast):
    rows = [a_young_person(number) for number in range(ROWS)]
    before, began = peak(), time.monotonic()
    checked = young(cast.manager, *rows)
    took, more = time.monotonic() - began, peak() - before
    print(f"{ROWS} rows: {took:.1f} s, {more:.0f} MB")
    twice = sum(number >= BIRTHDAYS for number in range(ROWS))  # with the first name of an earlier one
    assert (checked.state, checked.rows.filter(state="new").count()) == ("checked", ROWS - twice)
    assert checked.rows.filter(state="ask").count() == twice
    assert took < 20
    assert more < 30
    if os.environ.get("IMPORT_WRITE"):
        began = time.monotonic()
        assert written(checked, only_good=True).state in ("done", "writing")
        print(f"written: {checked.rows.filter(state='written').count()} in {time.monotonic() - began:.1f} s")
