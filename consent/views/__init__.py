"""Pages of consent: those behind a link, which need no account, and those for staff."""

from consent.views.activities import activities, activity_add, statement
from consent.views.answering import answer, done, link
from consent.views.asking import ask
from consent.views.recording import record, withdrawal
from consent.views.requests import acknowledge, detail, no_concern, revoke

__all__ = [
    "acknowledge",
    "activities",
    "activity_add",
    "answer",
    "ask",
    "detail",
    "done",
    "link",
    "no_concern",
    "record",
    "revoke",
    "statement",
    "withdrawal",
]
