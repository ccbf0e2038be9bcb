"""Pages of concerns and incidents: fetch through access, call one action, answer."""

from incidents.views.cases import acknowledge, alerts, closed, dashboard, detail, entry_add
from incidents.views.complaining import complaint, complaint_add
from incidents.views.handling import close, not_refer, refer, reopen, triage
from incidents.views.involved import details, involved_add, own_details, own_involved
from incidents.views.outside import outside_add, outside_form, outside_start
from incidents.views.poster import poster, poster_code
from incidents.views.raising import raise_danger, raise_discard, raise_form, raise_start
from incidents.views.reports import report, report_add, report_answer, report_rung

__all__ = [
    "acknowledge",
    "alerts",
    "close",
    "closed",
    "complaint",
    "complaint_add",
    "dashboard",
    "detail",
    "details",
    "entry_add",
    "involved_add",
    "not_refer",
    "outside_add",
    "outside_form",
    "outside_start",
    "own_details",
    "own_involved",
    "poster",
    "poster_code",
    "raise_danger",
    "raise_discard",
    "raise_form",
    "raise_start",
    "refer",
    "reopen",
    "report",
    "report_add",
    "report_answer",
    "report_rung",
    "triage",
]
