"""What a table that is imported must say, column by column, and what a row of it means. Pure."""

from safeguard.desk.rules.importing.cells import Doubt, Misread
from safeguard.desk.rules.importing.columns import Column, Headings, read_headings, read_row
from safeguard.desk.rules.importing.lines import turns_of
from safeguard.desk.rules.importing.people import YOUNG_PEOPLE
from safeguard.desk.rules.importing.staff import STAFF

__all__ = [
    "STAFF",
    "YOUNG_PEOPLE",
    "Column",
    "Doubt",
    "Headings",
    "Misread",
    "read_headings",
    "read_row",
    "turns_of",
]
