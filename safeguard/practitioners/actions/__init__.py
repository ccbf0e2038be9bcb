"""Writes about the organisation and the people who work for it."""

from safeguard.practitioners.actions.agreeing import (
    sign_agreement,
    write_agreement,
)
from safeguard.practitioners.actions.checks import (
    check_in,
    make_self_check,
    record_background_check,
)
from safeguard.practitioners.actions.contacting import (
    Reached,
    note_contact_opened,
    note_contacts_listed,
    record_personal_contact,
)
from safeguard.practitioners.actions.devices import (
    keep_device,
    report_lost_device,
)
from safeguard.practitioners.actions.directory import (
    remind_of_verification,
)
from safeguard.practitioners.actions.group import (
    end_seat,
    seat_member,
)
from safeguard.practitioners.actions.learning import (
    CourseWords,
    add_course,
    change_course,
    record_education,
)
from safeguard.practitioners.actions.leaving import (
    arrange_leaving,
    cancel_leaving,
    close_account,
    hand_over_team,
    reopen_account,
    tell_takers,
    warn_of_blocked_leaving,
)
from safeguard.practitioners.actions.organisation import (
    describe_organisation,
    go_live,
)
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
from safeguard.practitioners.actions.profiles import (
    Hours,
    Profile,
    describe_oneself,
    describe_person,
)
from safeguard.practitioners.actions.reading import (
    note_person_opened,
    note_staff_listed,
)
from safeguard.practitioners.actions.reminding import (
    remind_of_learning,
)
from safeguard.practitioners.actions.setting_up import (
    PersonDetails,
    add_person,
    appoint_holder,
    change_person,
    correct_person,
    create_first_administrator,
    invite_person,
)
from safeguard.practitioners.actions.structure import (
    close_service,
    create_brand,
    describe_service,
    keep_contract,
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
    "Hours",
    "PersonDetails",
    "Profile",
    "Reached",
    "add_course",
    "add_person",
    "answer_question",
    "appoint_holder",
    "arrange_cover",
    "arrange_leaving",
    "ask_question",
    "assess_skills",
    "cancel_leaving",
    "change_course",
    "change_person",
    "check_in",
    "close_account",
    "close_service",
    "correct_person",
    "create_brand",
    "create_first_administrator",
    "create_service",
    "create_user",
    "describe_oneself",
    "describe_organisation",
    "describe_person",
    "describe_service",
    "end_duty",
    "end_seat",
    "fill_post",
    "go_live",
    "grant_role",
    "hand_over_team",
    "invite_person",
    "keep_contract",
    "keep_device",
    "make_self_check",
    "note_contact_opened",
    "note_contacts_listed",
    "note_person_opened",
    "note_question_opened",
    "note_staff_listed",
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
    "remind_of_verification",
    "reopen_account",
    "report_lost_device",
    "seat_member",
    "sign_agreement",
    "take_role",
    "tell_takers",
    "warn_of_blocked_leaving",
    "write_agreement",
]
