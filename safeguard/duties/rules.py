"""When, and how, others are told that something was not done. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from safeguard.duties.enums import DutyKind, Escalation
from safeguard.lib.worktime import WorkingHours, next_working_morning

GRACE = timedelta(minutes=30)  # after the due moment, when its owner has been reminded (LOG-08, LOG-12)

# A welfare call is about somebody's safety, at any hour (LOG-08); paperwork wakes nobody (practice C33).
ESCALATION: Mapping[DutyKind, Escalation] = {
    DutyKind.WELFARE_CALL: Escalation.LADDER_TODAY,
    DutyKind.RAISE_CONCERN: Escalation.LADDER_TODAY,  # something worried somebody, and nobody has been told of it
    DutyKind.FIRST_ENTRY: Escalation.LADDER_CAN_WAIT,
    DutyKind.MONITOR: Escalation.LADDER_CAN_WAIT,
    DutyKind.AUTHORITY_ANSWER: Escalation.LADDER_CAN_WAIT,  # it is due in working time, when they can be rung
    DutyKind.NEXT_STEP: Escalation.LADDER_CAN_WAIT,
    DutyKind.CHASE_HOLD: Escalation.LADDER_CAN_WAIT,
    DutyKind.RECORD: Escalation.LINE_MANAGER,
    DutyKind.APPROVE: Escalation.LINE_MANAGER,
    DutyKind.REARRANGE: Escalation.LINE_MANAGER,
    DutyKind.AGREED_ACTION: Escalation.LINE_MANAGER,
    DutyKind.REVIEW_PLATFORM: Escalation.LINE_MANAGER,
    DutyKind.CLOSE_GROUP: Escalation.LINE_MANAGER,
    DutyKind.NAME_KEEPER: Escalation.LINE_MANAGER,
    DutyKind.TURNS_18: Escalation.LINE_MANAGER,
    DutyKind.TAKE_OVER: Escalation.LINE_MANAGER,
    DutyKind.CASE_STEP: Escalation.LADDER_CAN_WAIT,
    DutyKind.TELL_LADO: Escalation.LADDER_TODAY,  # within one working day (practice C30)
    DutyKind.SECOND_LOOK: Escalation.LADDER_CAN_WAIT,
    DutyKind.SUPPORT_COLLEAGUE: Escalation.LINE_MANAGER,
    DutyKind.ANSWER_COMPLAINT: Escalation.LINE_MANAGER,
}


def is_safety_critical(kind: str) -> bool:
    """Whether its owner is reminded at any hour: what others are told of at any hour too (ORG-41, LOG-08)."""
    return ESCALATION[DutyKind(kind)] == Escalation.LADDER_TODAY


def escalate_at(kind: str, due_at: datetime, hours: WorkingHours) -> datetime:
    """When others are told: half an hour after it was due, or, for a line manager, the next working morning (LOG-02).

    A ladder of what can wait sleeps until working time by itself.
    """
    if ESCALATION[DutyKind(kind)] == Escalation.LINE_MANAGER:
        return next_working_morning(due_at, hours)
    return due_at + GRACE
