"""Reads of reports are events, written before the page or the file is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from safeguard.audit.actions import record
from safeguard.practitioners.models import User
from safeguard.reports.enums import Verb
from safeguard.reports.models import BoardReport


def note_opened(*, by: User, now: datetime, report: BoardReport) -> None:
    """Somebody opens a report."""
    record(Verb.OPENED, by=by, now=now, subject=report)


def note_downloaded(*, by: User, now: datetime, report: BoardReport) -> None:
    """Somebody takes a report with them, as PDF or as a sheet."""
    record(Verb.DOWNLOADED, by=by, now=now, subject=report)


def note_listed(*, by: User, now: datetime, reports: Iterable[BoardReport]) -> None:
    """Somebody sees a list of reports: one event with the references it showed."""
    record(Verb.LISTED, by=by, now=now, refs=[report.ref for report in reports])
