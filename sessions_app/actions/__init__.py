"""All writes of risk assessments, sessions and records."""

from sessions_app.actions.approving import approve_session, assess_session, give_reason, send_back, send_to_manager
from sessions_app.actions.calling import agree_call, note_call_opened, record_call, take_on_call, use_safe_word
from sessions_app.actions.ending import (
    end_session,
    note_rearranged,
    note_worry_opened,
    say_why_no_concern,
    take_on_worry,
)
from sessions_app.actions.handing_over import pass_session_on, pass_work_on
from sessions_app.actions.leaving import hand_over_agreed_actions, hand_over_calls, hand_over_sessions
from sessions_app.actions.live import note_concern, note_live_opened, note_press, open_crisis
from sessions_app.actions.planning import Plan, cancel_session, change_plan, plan_session
from sessions_app.actions.reading import note_listed, note_opened
from sessions_app.actions.recording import add_addendum, write_record
from sessions_app.actions.reminding import remind_of_sessions, stop_words_about_the_past
from sessions_app.actions.risk import AgreedActionDetails, assess_risk, do_agreed_action, note_risk_opened
from sessions_app.actions.starting import start_session, start_unplanned_contact
from sessions_app.actions.telling import tell_family

__all__ = [
    "AgreedActionDetails",
    "Plan",
    "add_addendum",
    "agree_call",
    "approve_session",
    "assess_risk",
    "assess_session",
    "cancel_session",
    "change_plan",
    "do_agreed_action",
    "end_session",
    "give_reason",
    "hand_over_agreed_actions",
    "hand_over_calls",
    "hand_over_sessions",
    "note_call_opened",
    "note_concern",
    "note_listed",
    "note_live_opened",
    "note_opened",
    "note_press",
    "note_rearranged",
    "note_risk_opened",
    "note_worry_opened",
    "open_crisis",
    "pass_session_on",
    "pass_work_on",
    "plan_session",
    "record_call",
    "remind_of_sessions",
    "say_why_no_concern",
    "send_back",
    "send_to_manager",
    "start_session",
    "start_unplanned_contact",
    "stop_words_about_the_past",
    "take_on_call",
    "take_on_worry",
    "tell_family",
    "use_safe_word",
    "write_record",
]
