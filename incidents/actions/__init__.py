"""All writes of incidents."""

from incidents.actions.acknowledging import Answer, acknowledge_incident
from incidents.actions.adding import add_entry, add_to_report, record_referral
from incidents.actions.chasing import chase_unfinished_concerns
from incidents.actions.closing import close_incident, reopen_incident
from incidents.actions.handing_over import hand_over_incidents
from incidents.actions.naming import name_people, step_back
from incidents.actions.raising import Concern, raise_concern
from incidents.actions.reading import note_listed, note_opened, note_report_opened
from incidents.actions.referring import decide_not_to_refer, refer_incident
from incidents.actions.triaging import answer_triage

__all__ = [
    "Answer",
    "Concern",
    "acknowledge_incident",
    "add_entry",
    "add_to_report",
    "answer_triage",
    "chase_unfinished_concerns",
    "close_incident",
    "decide_not_to_refer",
    "hand_over_incidents",
    "name_people",
    "note_listed",
    "note_opened",
    "note_report_opened",
    "raise_concern",
    "record_referral",
    "refer_incident",
    "reopen_incident",
    "step_back",
]
