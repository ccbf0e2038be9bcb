"""Pages of concerns and incidents: fetch through access, call one action, answer."""

from incidents.views.cases import acknowledge, alerts, closed, dashboard, detail, entry_add
from incidents.views.chronology import chronology, entry_correct
from incidents.views.copies import copies, copy, copy_begin, copy_download, copy_progress
from incidents.views.handling import close, not_refer, refer, reopen, triage
from incidents.views.raising import raise_danger, raise_discard, raise_form, raise_start
from incidents.views.reading import (
    asked,
    invitation_end,
    invite,
    link,
    lock,
    people,
    reader_add,
    reader_end,
    readers,
    unlink,
    unlock,
)
from incidents.views.reports import report, report_add, report_answer, report_rung

__all__ = [
    "acknowledge",
    "alerts",
    "asked",
    "chronology",
    "close",
    "closed",
    "copies",
    "copy",
    "copy_begin",
    "copy_download",
    "copy_progress",
    "dashboard",
    "detail",
    "entry_add",
    "entry_correct",
    "invitation_end",
    "invite",
    "link",
    "lock",
    "not_refer",
    "people",
    "raise_danger",
    "raise_discard",
    "raise_form",
    "raise_start",
    "reader_add",
    "reader_end",
    "readers",
    "refer",
    "reopen",
    "report",
    "report_add",
    "report_answer",
    "report_rung",
    "triage",
    "unlink",
    "unlock",
]
