"""Pages of concerns and incidents: fetch through access, call one action, answer."""

from incidents.views.cases import acknowledge, alerts, dashboard, detail, entry_add
from incidents.views.raising import raise_danger, raise_discard, raise_form, raise_start
from incidents.views.reports import report, report_add, report_answer, report_rung

__all__ = [
    "acknowledge",
    "alerts",
    "dashboard",
    "detail",
    "entry_add",
    "raise_danger",
    "raise_discard",
    "raise_form",
    "raise_start",
    "report",
    "report_add",
    "report_answer",
    "report_rung",
]
