"""All writes of incidents."""

from incidents.actions.acknowledging import Answer, acknowledge_incident
from incidents.actions.adding import add_entry, add_to_report, record_referral
from incidents.actions.chasing import chase_unfinished_concerns
from incidents.actions.closing import close_incident, reopen_incident
from incidents.actions.copying import (
    begin_copy,
    choose_for_copy,
    confirm_copy,
    make_due_copies,
    note_copy_downloaded,
    note_copy_opened,
)
from incidents.actions.correcting import correct_entry
from incidents.actions.handing_over import hand_over_incidents
from incidents.actions.letting_in import (
    contribute_to_case,
    end_invitation,
    end_reader,
    invite_colleague,
    lift_lock,
    lock_case,
    name_reader,
)
from incidents.actions.linking import link_person, unlink_person
from incidents.actions.raising import Concern, raise_concern
from incidents.actions.reading import (
    note_chronologies_opened,
    note_chronology_opened,
    note_invitation_opened,
    note_listed,
    note_opened,
    note_readers_opened,
    note_report_opened,
)
from incidents.actions.referring import decide_not_to_refer, refer_incident
from incidents.actions.triaging import answer_triage

__all__ = [
    "Answer",
    "Concern",
    "acknowledge_incident",
    "add_entry",
    "add_to_report",
    "answer_triage",
    "begin_copy",
    "chase_unfinished_concerns",
    "choose_for_copy",
    "close_incident",
    "confirm_copy",
    "contribute_to_case",
    "correct_entry",
    "decide_not_to_refer",
    "end_invitation",
    "end_reader",
    "hand_over_incidents",
    "invite_colleague",
    "lift_lock",
    "link_person",
    "lock_case",
    "make_due_copies",
    "name_reader",
    "note_chronologies_opened",
    "note_chronology_opened",
    "note_copy_downloaded",
    "note_copy_opened",
    "note_invitation_opened",
    "note_listed",
    "note_opened",
    "note_readers_opened",
    "note_report_opened",
    "raise_concern",
    "record_referral",
    "refer_incident",
    "reopen_incident",
    "unlink_person",
]
