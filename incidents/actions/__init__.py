"""All writes of incidents."""

from incidents.actions.acknowledging import Answer, acknowledge_incident
from incidents.actions.adding import add_entry, add_to_report, record_referral
from incidents.actions.calls import Call
from incidents.actions.chasing import chase_unfinished_concerns
from incidents.actions.closing import close_incident, reopen_incident
from incidents.actions.following import answer_referral, note_outside
from incidents.actions.handing_over import hand_over_incidents
from incidents.actions.holding import begin_hold, end_hold, move_hold
from incidents.actions.raising import Concern, raise_concern
from incidents.actions.reading import (
    note_crisis,
    note_facts_shown,
    note_listed,
    note_opened,
    note_referral_opened,
    note_referrals_listed,
    note_report_opened,
)
from incidents.actions.referring import decide_not_to_refer, refer_incident
from incidents.actions.triaging import answer_triage

__all__ = [
    "Answer",
    "Call",
    "Concern",
    "acknowledge_incident",
    "add_entry",
    "add_to_report",
    "answer_referral",
    "answer_triage",
    "begin_hold",
    "chase_unfinished_concerns",
    "close_incident",
    "decide_not_to_refer",
    "end_hold",
    "hand_over_incidents",
    "move_hold",
    "note_crisis",
    "note_facts_shown",
    "note_listed",
    "note_opened",
    "note_outside",
    "note_referral_opened",
    "note_referrals_listed",
    "note_report_opened",
    "raise_concern",
    "record_referral",
    "refer_incident",
    "reopen_incident",
]
