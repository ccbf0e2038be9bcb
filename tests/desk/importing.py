"""What tests of imports share: tables as files, sent as a browser sends them."""

import csv
import io
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from safeguard.desk.actions.importing import go_on
from safeguard.lib import clock
from safeguard.storage.actions import confirm_import, store_import
from safeguard.storage.enums import ImportKind
from safeguard.storage.models import Import
from tests.pages import browser

YOUNG = ("Reference", "Full name", "Date of birth", "Who they are", "Service")
STAFF = ("Work email", "Full name", "Services", "Line manager's work email", "Works with young people")
A_WHILE = 30.0  # seconds


def a_young_person(number: int = 1, **over: str) -> list[str]:
    """A row of the smallest table of young people."""
    said = {
        "reference": f"CMS-{number}",
        "full_name": f"{NAMES[number % len(NAMES)]} {NAMES[number // len(NAMES) % len(NAMES)]}son",
        "born_on": f"{1 + number % 28:02}/{1 + number // 28 % 12:02}/{2006 + number // 336 % 10}",
        "kind": "Young person",
        "service": "Evening line",
    }
    return list({**said, **over}.values())


NAMES = ("Amir", "Bethan", "Chloe", "Dylan", "Ewan", "Freya", "Gwilym", "Hollie", "Ivor", "Jacob", "Kezia", "Liam")


def an_account(number: int = 1, **over: str) -> list[str]:
    """A row of the table of people who work here."""
    name = f"{NAMES[number % len(NAMES)]} {NAMES[number // len(NAMES) % len(NAMES)]}worth {chr(97 + number % 26)}"
    said = {"email": f"new{number}@harbour.example", "full_name": name, "services": "Evening line"}
    return list({**said, "manager": "", "works": "yes", **over}.values())


def as_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as a workbook."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def stored(by: Any, kind: ImportKind, content: bytes, token: uuid.UUID | None = None) -> Import:
    """A file that somebody has chosen, read and checked."""
    now = clock.now()
    found = store_import(by=by, now=now, kind=kind, pieces=[content], client_token=token or uuid.uuid4())
    go_on(of=found, now=now, seconds=A_WHILE)
    found.refresh_from_db()
    return found


def young(by: Any, *rows: Sequence[str], heads: Sequence[str] = YOUNG) -> Import:
    """A table of young people, checked."""
    return stored(by, ImportKind.YOUNG_PEOPLE, as_bytes([heads, *rows]))


def staff(by: Any, *rows: Sequence[str], heads: Sequence[str] = STAFF) -> Import:
    """A table of people who work here, checked."""
    return stored(by, ImportKind.STAFF, as_bytes([heads, *rows]))


def written(of: Import, *, only_good: bool = False) -> Import:
    """An import that was let be written, and was."""
    now = clock.now()
    confirm_import(by=of.uploaded_by, now=now, of=of, only_good=only_good)
    go_on(of=of, now=now, seconds=A_WHILE)
    of.refresh_from_db()
    return of


def states(of: Import) -> list[str]:
    """The state of each row, in the order of the file."""
    return list(of.rows.order_by("number").values_list("state", flat=True))


def problems(of: Import) -> list[list[str]]:
    """What is wrong: the number of a row, the column and what to do."""
    return [[row.number, *one] for row in of.rows.order_by("number") for one in row.problems]


def send(who: Any, kind: str, content: bytes, token: str | None = None, **over: Any) -> Any:
    """Choose a file on its page."""
    file = SimpleUploadedFile("people.csv", content)
    answers = {"client_token": token or str(uuid.uuid4()), "file": file, **over}
    return browser(who).post(f"/imports/{kind}/new/", answers)
