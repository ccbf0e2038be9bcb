"""Risk assessments, sessions, what happened in them, and their records."""

from sessions_app.models.calls import WelfareCall
from sessions_app.models.declarations import Declaration
from sessions_app.models.live import LiveEvent, Record, RecordAddendum
from sessions_app.models.risk import AgreedAction, RiskAssessment
from sessions_app.models.sessions import (
    Approval,
    Booking,
    Participant,
    ReasonGiven,
    Session,
    SessionAssessment,
    SupportingAdult,
)

__all__ = [
    "AgreedAction",
    "Approval",
    "Booking",
    "Declaration",
    "LiveEvent",
    "Participant",
    "ReasonGiven",
    "Record",
    "RecordAddendum",
    "RiskAssessment",
    "Session",
    "SessionAssessment",
    "SupportingAdult",
    "WelfareCall",
]
