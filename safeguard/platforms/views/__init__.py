"""Pages of the register of platforms: everybody reads it, ICT and administrators write in it."""

from safeguard.platforms.views.accounts import account, account_add, account_close, account_list
from safeguard.platforms.views.assessing import assess, lead_note
from safeguard.platforms.views.groups import group_list, group_open
from safeguard.platforms.views.guides import guide, guide_write
from safeguard.platforms.views.register import add, correct, decide, detail, platforms

__all__ = [
    "account",
    "account_add",
    "account_close",
    "account_list",
    "add",
    "assess",
    "correct",
    "decide",
    "detail",
    "group_list",
    "group_open",
    "guide",
    "guide_write",
    "lead_note",
    "platforms",
]
