"""Files as rows: as they were made, for as long as something points at them."""

import hashlib
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from safeguard.storage.actions import remove_file, store_file
from safeguard.storage.enums import FileKind
from safeguard.storage.models import StoredFile
from tests.factories.reports import a_report

pytestmark = pytest.mark.django_db


def a_file(now: Any) -> StoredFile:
    return store_file(
        by=None, now=now, kind=FileKind.BOARD_REPORT, name="BR-1.pdf", content_type="application/pdf", content=b"%PDF"
    )


def test_file_is_kept_with_its_digest(now: Any) -> None:
    file = StoredFile.objects.get(pk=a_file(now).pk)
    assert bytes(file.content) == b"%PDF"
    assert file.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert (file.made_at, str(file)) == (now, "BR-1.pdf")


def test_file_is_never_changed(now: Any) -> None:
    a_file(now)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        StoredFile.objects.update(content=b"another")


def test_file_goes_when_it_is_replaced_but_not_while_something_points_at_it(cast: Any, now: Any) -> None:
    file = a_file(now)
    remove_file(by=None, now=now, file=file)
    report = a_report(cast.dsl)
    with pytest.raises(ProtectedError):
        remove_file(by=None, now=now, file=report.pdf)
    assert StoredFile.objects.get() == report.pdf
