"""Writes about the organisation and the people who work for it."""

from safeguard.practitioners.actions.importing import import_account
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

__all__ = [
    "PersonDetails",
    "add_person",
    "appoint_holder",
    "arrange_cover",
    "change_person",
    "change_service",
    "correct_person",
    "create_first_administrator",
    "create_service",
    "create_user",
    "describe_organisation",
    "end_duty",
    "fill_post",
    "go_live",
    "grant_role",
    "import_account",
    "invite_person",
    "note_team_listed",
    "note_training_opened",
    "put_on_duty",
    "record_training",
    "take_role",
]
