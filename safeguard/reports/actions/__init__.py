"""All writes of reports."""

from safeguard.reports.actions.preparing import ask_for_report, prepare_due_reports
from safeguard.reports.actions.reading import note_downloaded, note_listed, note_opened
from safeguard.reports.actions.writing import edit_report, issue_report

__all__ = [
    "ask_for_report",
    "edit_report",
    "issue_report",
    "note_downloaded",
    "note_listed",
    "note_opened",
    "prepare_due_reports",
]
