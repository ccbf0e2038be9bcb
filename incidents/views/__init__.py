"""Pages of concerns and incidents: fetch through access, call one action, answer."""

from incidents.views.after import check, link_case, low_level, second, support, told
from incidents.views.cases import acknowledge, detail, entry_add
from incidents.views.chronology import chronology, entry_correct
from incidents.views.complaining import complaint, complaint_add
from incidents.views.copies import copies, copy, copy_begin, copy_download, copy_progress
from incidents.views.dashboard import alerts, closed, dashboard
from incidents.views.due import due
from incidents.views.facts import crisis, facts, report_crisis
from incidents.views.handling import close, not_refer, refer, reopen, triage
from incidents.views.involved import details, involved_add, own_details, own_involved
from incidents.views.outside import hold, hold_end, outside, referral, referrals
from incidents.views.poster import poster, poster_code
from incidents.views.public import public_add, public_form, public_start
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
from incidents.views.sessions import sessions, sessions_counted
from incidents.views.standing import name, step_back
from incidents.views.steps import several, step, track, tracks

__all__ = [
    "acknowledge",
    "alerts",
    "asked",
    "check",
    "chronology",
    "close",
    "closed",
    "complaint",
    "complaint_add",
    "copies",
    "copy",
    "copy_begin",
    "copy_download",
    "copy_progress",
    "crisis",
    "dashboard",
    "detail",
    "details",
    "due",
    "entry_add",
    "entry_correct",
    "facts",
    "hold",
    "hold_end",
    "invitation_end",
    "invite",
    "involved_add",
    "link",
    "link_case",
    "lock",
    "low_level",
    "name",
    "not_refer",
    "outside",
    "own_details",
    "own_involved",
    "people",
    "poster",
    "poster_code",
    "public_add",
    "public_form",
    "public_start",
    "raise_danger",
    "raise_discard",
    "raise_form",
    "raise_start",
    "reader_add",
    "reader_end",
    "readers",
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
    "unlink",
    "unlock",
]
