"""When a report may be issued, and whether its words name somebody (RPT-01, RPT-11)."""

from collections.abc import Iterable
from datetime import datetime
from unicodedata import combining, normalize

from django.utils.translation import gettext as _

from safeguard.reports.enums import ReportState
from safeguard.reports.rules.quarters import Quarter

LONGEST_TEXT = 10_000  # characters of one text


def why_not_issue(
    *, state: str, quarter: Quarter, prepared_at: datetime | None, summary: str, now: datetime
) -> str | None:
    """Why a report may not be issued yet, in words for the screen, or None if it may."""
    if state == ReportState.ISSUED:
        return _("It has been issued already.")
    if state != ReportState.DRAFT or prepared_at is None:
        return _("Its figures are not there yet.")
    if not quarter.has_ended(now):
        return _("The quarter has not ended yet.")
    if not quarter.has_ended(prepared_at):
        return _("Its figures were counted before the quarter had ended. Count them again first.")
    if not summary.strip():
        return _("Write for the board what matters most in this quarter. Then issue it.")
    return None


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """The names that stand in a text, first name and surname one after the other, however they are written."""
    words = f" {' '.join(_words(text))} "
    found = {name for name in names if len(parts := _words(name)) > 1 and f" {' '.join(parts)} " in words}
    return sorted(found)


def _words(text: str) -> list[str]:
    """Words without case, accents and punctuation."""
    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return "".join(c if c.isalnum() else " " for c in bare.replace("’s ", " ").replace("'s ", " ")).split()
