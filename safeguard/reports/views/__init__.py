"""Pages of board reports: fetch through access, call one action, answer."""

from safeguard.reports.views.making import edit, issue, prepare
from safeguard.reports.views.reading import as_pdf, as_sheet, detail, progress, report_list

__all__ = ["as_pdf", "as_sheet", "detail", "edit", "issue", "prepare", "progress", "report_list"]
