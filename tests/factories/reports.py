"""Board reports, made through the real actions, and counts to make them of."""

import uuid
from datetime import datetime

from safeguard.lib import clock
from safeguard.practitioners.models import User
from safeguard.reports.actions import ask_for_report, edit_report, issue_report, prepare_due_reports
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import Quarter, quarter_of

WORDS = {"summary": "More concerns were raised than before.", "learning": "Ring back sooner.", "asks": ""}


def last_quarter(now: datetime | None = None) -> Quarter:
    """The quarter that has ended."""
    return quarter_of(now or clock.now()).previous()


def a_report(by: User, quarter: Quarter | None = None, **texts: str) -> BoardReport:
    """A draft with its figures, its PDF and (if given) its words."""
    now = clock.now()
    report = ask_for_report(by=by, now=now, quarter=quarter or last_quarter(now))
    prepare_due_reports(now=now)
    report.refresh_from_db()
    return write(by, report, **texts) if texts else report


def write(by: User, report: BoardReport, **texts: str) -> BoardReport:
    """Write words in a draft."""
    words = {**WORDS, **texts}
    return edit_report(
        by=by, now=clock.now(), report=report, version=report.version, client_token=uuid.uuid4(), texts=words
    )


def an_issued_report(by: User, quarter: Quarter | None = None, **texts: str) -> BoardReport:
    """A report the board may read, with its PDF."""
    report = write(by, a_report(by, quarter), **texts)
    report = issue_report(by=by, now=clock.now(), report=report, version=report.version)
    prepare_due_reports(now=clock.now())
    report.refresh_from_db()
    return report
