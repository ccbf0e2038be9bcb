"""Pages of concerns and incidents: fetch through access, call one action, answer."""

from incidents.views.after import check, link, low_level, second, support, told
from incidents.views.cases import acknowledge, detail, entry_add
from incidents.views.dashboard import alerts, closed, dashboard
from incidents.views.due import due
from incidents.views.facts import crisis, facts, report_crisis
from incidents.views.handling import close, not_refer, refer, reopen, triage
from incidents.views.outside import hold, hold_end, outside, referral, referrals
from incidents.views.raising import raise_danger, raise_discard, raise_form, raise_start
from incidents.views.reports import report, report_add, report_answer, report_rung
from incidents.views.sessions import sessions, sessions_counted
from incidents.views.standing import name, step_back
from incidents.views.steps import several, step, track, tracks

__all__ = [
    "acknowledge",
    "alerts",
    "check",
    "close",
    "closed",
    "crisis",
    "dashboard",
    "detail",
    "due",
    "entry_add",
    "facts",
    "hold",
    "hold_end",
    "link",
    "low_level",
    "name",
    "not_refer",
    "outside",
    "raise_danger",
    "raise_discard",
    "raise_form",
    "raise_start",
    "refer",
    "referral",
    "referrals",
    "reopen",
    "report",
    "report_add",
    "report_answer",
    "report_crisis",
    "report_rung",
    "second",
    "sessions",
    "sessions_counted",
    "several",
    "step",
    "step_back",
    "support",
    "told",
    "track",
    "tracks",
    "triage",
]
