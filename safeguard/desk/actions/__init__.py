"""Writes that compose several apps."""

from safeguard.desk.actions.handing_over import hand_over
from safeguard.desk.actions.keeping import finish_form, keep_contact
from safeguard.desk.actions.leaving import close_account, close_due_accounts, close_service, reopen_account
from safeguard.desk.actions.restoring import hold_everything, release_held
from safeguard.desk.actions.setting_up import describe_organisation, go_live

__all__ = [
    "close_account",
    "close_due_accounts",
    "close_service",
    "describe_organisation",
    "finish_form",
    "go_live",
    "hand_over",
    "hold_everything",
    "keep_contact",
    "release_held",
    "reopen_account",
]
