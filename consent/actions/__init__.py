"""All writes of consent."""

from consent.actions.alarming import acknowledge_alarm, decide_no_concern, note_concern_raised, raise_alarm
from consent.actions.answering import answer_request, open_link
from consent.actions.answering import identify_visitor as identify
from consent.actions.asking import ask_for_consent, revoke_open_requests, revoke_request
from consent.actions.handing_over import hand_over_requests
from consent.actions.reading import note_opened
from consent.actions.recording import record_decision
from consent.actions.recording import withdraw_consent as withdraw
from consent.actions.setting_up import issue_statement, set_up_activity

__all__ = [
    "acknowledge_alarm",
    "answer_request",
    "ask_for_consent",
    "decide_no_concern",
    "hand_over_requests",
    "identify",
    "issue_statement",
    "note_concern_raised",
    "note_opened",
    "open_link",
    "raise_alarm",
    "record_decision",
    "revoke_open_requests",
    "revoke_request",
    "set_up_activity",
    "withdraw",
]
