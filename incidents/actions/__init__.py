"""All writes of incidents."""

from incidents.actions.acknowledging import Answer, acknowledge_incident
from incidents.actions.adding import add_entry, add_to_report, record_referral
from incidents.actions.after import check_again, link_incidents, look_a_second_time
from incidents.actions.calls import Call
from incidents.actions.chasing import chase_unfinished_concerns
from incidents.actions.closing import close_incident, reopen_incident
from incidents.actions.complaining import Said, answer_complaint, log_complaint, note_complaint_raised
from incidents.actions.copying import (
    begin_copy,
    choose_for_copy,
    confirm_copy,
    make_due_copies,
    note_copy_downloaded,
    note_copy_opened,
)
from incidents.actions.correcting import correct_entry
from incidents.actions.detailing import answer_details
from incidents.actions.following import answer_referral, note_outside
from incidents.actions.handing_over import hand_over_incidents
from incidents.actions.holding import begin_hold, end_hold, move_hold
from incidents.actions.involving import add_involved, correct_involved
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
from incidents.actions.looking_again import ask_for_second_look, plan_next_check
from incidents.actions.naming import leave_out_who_is_meant, name_people, note_imagery, step_back
from incidents.actions.public import Outside, add_from_outside, send_from_outside
from incidents.actions.raising import Concern, raise_concern
from incidents.actions.reading import (
    note_chronologies_opened,
    note_chronology_opened,
    note_complaint_opened,
    note_crisis,
    note_facts_shown,
    note_invitation_opened,
    note_listed,
    note_opened,
    note_readers_opened,
    note_referral_opened,
    note_referrals_listed,
    note_report_opened,
)
from incidents.actions.referring import decide_not_to_refer, refer_incident
from incidents.actions.stepping import record_several, record_step
from incidents.actions.supporting import answer_support, ask_for_support, note_support_opened
from incidents.actions.telling import read_notice, tell_post, tell_reporter
from incidents.actions.triaging import answer_triage

__all__ = [
    "Answer",
    "Call",
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
    "answer_referral",
    "answer_support",
    "answer_triage",
    "ask_for_second_look",
    "ask_for_support",
    "begin_copy",
    "begin_hold",
    "chase_unfinished_concerns",
    "check_again",
    "choose_for_copy",
    "close_incident",
    "confirm_copy",
    "contribute_to_case",
    "correct_entry",
    "correct_involved",
    "decide_not_to_refer",
    "end_hold",
    "end_invitation",
    "end_reader",
    "hand_over_incidents",
    "invite_colleague",
    "leave_out_who_is_meant",
    "lift_lock",
    "link_incidents",
    "link_person",
    "lock_case",
    "log_complaint",
    "look_a_second_time",
    "make_due_copies",
    "move_hold",
    "name_people",
    "name_reader",
    "note_chronologies_opened",
    "note_chronology_opened",
    "note_complaint_opened",
    "note_complaint_raised",
    "note_copy_downloaded",
    "note_copy_opened",
    "note_crisis",
    "note_facts_shown",
    "note_imagery",
    "note_invitation_opened",
    "note_listed",
    "note_opened",
    "note_outside",
    "note_readers_opened",
    "note_referral_opened",
    "note_referrals_listed",
    "note_report_opened",
    "note_support_opened",
    "plan_next_check",
    "raise_concern",
    "read_notice",
    "record_referral",
    "record_several",
    "record_step",
    "refer_incident",
    "reopen_incident",
    "send_from_outside",
    "step_back",
    "tell_post",
    "tell_reporter",
    "unlink_person",
]
