"""Writing in the register of platforms, and in what runs on them."""

from safeguard.platforms.actions.accounts import close_account, hand_over_account, register_account
from safeguard.platforms.actions.assessing import assess_platform, write_lead_note
from safeguard.platforms.actions.groups import (
    change_administrators,
    close_group,
    extend_group,
    let_in,
    note_group_shown,
    note_left,
    open_group,
)
from safeguard.platforms.actions.guides import write_guide
from safeguard.platforms.actions.leaving import ask_for_keepers, hand_over_accounts, hand_over_groups
from safeguard.platforms.actions.register import (
    correct_platform,
    decide_on_platform,
    hand_over_platforms,
    propose_platform,
)
from safeguard.platforms.actions.reviewing import keep_reviews_in_time

__all__ = [
    "ask_for_keepers",
    "assess_platform",
    "change_administrators",
    "close_account",
    "close_group",
    "correct_platform",
    "decide_on_platform",
    "extend_group",
    "hand_over_account",
    "hand_over_accounts",
    "hand_over_groups",
    "hand_over_platforms",
    "keep_reviews_in_time",
    "let_in",
    "note_group_shown",
    "note_left",
    "open_group",
    "propose_platform",
    "register_account",
    "write_guide",
    "write_lead_note",
]
