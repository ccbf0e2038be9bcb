"""All writes of incidents."""

from incidents.actions.acknowledging import Answer, acknowledge_incident
from incidents.actions.adding import add_entry, add_to_report, record_referral
from incidents.actions.chasing import chase_unfinished_concerns
from incidents.actions.raising import Concern, raise_concern
from incidents.actions.reading import note_listed, note_opened, note_report_opened

__all__ = [
    "Answer",
    "Concern",
    "acknowledge_incident",
    "add_entry",
    "add_to_report",
    "chase_unfinished_concerns",
    "note_listed",
    "note_opened",
    "note_report_opened",
    "raise_concern",
    "record_referral",
]
