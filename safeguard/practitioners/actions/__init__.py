"""Writes about the organisation and the people who work for it."""

from safeguard.practitioners.actions.agreeing import sign_agreement, write_agreement
from safeguard.practitioners.actions.checks import check_in, make_self_check, record_background_check
from safeguard.practitioners.actions.contacting import (
    Reached,
    note_contact_opened,
    note_contacts_listed,
    record_personal_contact,
)
from safeguard.practitioners.actions.learning import CourseWords, add_course, change_course, record_education
from safeguard.practitioners.actions.organisation import describe_organisation, go_live
from safeguard.practitioners.actions.people import (
    arrange_cover,
    create_service,
    create_user,
    end_duty,
    fill_post,
    grant_role,
    note_team_listed,
    note_training_opened,
    put_on_duty,
    record_training,
    take_role,
)
from safeguard.practitioners.actions.reminding import remind_of_learning
from safeguard.practitioners.actions.setting_up import (
    PersonDetails,
    add_person,
    appoint_holder,
    change_person,
    change_service,
    correct_person,
    create_first_administrator,
    invite_person,
)
from safeguard.practitioners.actions.support import (
    answer_question,
    ask_question,
    assess_skills,
    note_question_opened,
    note_supervision_opened,
    record_supervision,
)

__all__ = [
    "CourseWords",
    "PersonDetails",
    "Reached",
    "add_course",
    "add_person",
    "answer_question",
    "appoint_holder",
    "arrange_cover",
    "ask_question",
    "assess_skills",
    "change_course",
    "change_person",
    "change_service",
    "check_in",
    "correct_person",
    "create_first_administrator",
    "create_service",
    "create_user",
    "describe_organisation",
    "end_duty",
    "fill_post",
    "go_live",
    "grant_role",
    "invite_person",
    "make_self_check",
    "note_contact_opened",
    "note_contacts_listed",
    "note_question_opened",
    "note_supervision_opened",
    "note_team_listed",
    "note_training_opened",
    "put_on_duty",
    "record_background_check",
    "record_education",
    "record_personal_contact",
    "record_supervision",
    "record_training",
    "remind_of_learning",
    "sign_agreement",
    "take_role",
    "write_agreement",
]
