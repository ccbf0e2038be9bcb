"""All writes of incidents."""

from incidents.actions.acknowledging import Answer, acknowledge_incident
from incidents.actions.adding import add_entry, add_to_report, record_referral
from incidents.actions.chasing import chase_unfinished_concerns
from incidents.actions.closing import close_incident, reopen_incident
from incidents.actions.complaining import Said, answer_complaint, log_complaint, note_complaint_raised
from incidents.actions.detailing import answer_details
from incidents.actions.excluding import keep_out, note_imagery
from incidents.actions.handing_over import hand_over_incidents
from incidents.actions.involving import add_involved, correct_involved
from incidents.actions.outside import Outside, add_from_outside, send_from_outside
from incidents.actions.raising import Concern, raise_concern
from incidents.actions.reading import note_complaint_opened, note_listed, note_opened, note_report_opened
from incidents.actions.referring import decide_not_to_refer, refer_incident
from incidents.actions.triaging import answer_triage

__all__ = [
    "Answer",
    "Concern",
    "Outside",
    "Said",
    "acknowledge_incident",
    "add_entry",
    "add_from_outside",
    "add_involved",
    "add_to_report",
    "answer_complaint",
    "answer_details",
    "answer_triage",
    "chase_unfinished_concerns",
    "close_incident",
    "correct_involved",
    "decide_not_to_refer",
    "hand_over_incidents",
    "keep_out",
    "log_complaint",
    "note_complaint_opened",
    "note_complaint_raised",
    "note_imagery",
    "note_listed",
    "note_opened",
    "note_report_opened",
    "raise_concern",
    "record_referral",
    "refer_incident",
    "reopen_incident",
    "send_from_outside",
]
