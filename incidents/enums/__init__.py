"""Choices of concerns and incidents."""

from incidents.enums.cases import EntryKind, ExclusionReason, IncidentState, OutsideBody, Verb
from incidents.enums.raising import QUESTIONS, RUNG_BY_ANYBODY, AlreadyHappened, HowSoon, Involved, YesNoUnsure
from incidents.enums.referrals import AnswerKind, Consent, OutsideKind, ReferralKind, TalkedFirst, Waits
from incidents.enums.triage import ANSWERS, Category, Risk, Severity, SubType, TriageQuestion, Wishes

__all__ = [
    "ANSWERS",
    "QUESTIONS",
    "RUNG_BY_ANYBODY",
    "AlreadyHappened",
    "AnswerKind",
    "Category",
    "Consent",
    "EntryKind",
    "ExclusionReason",
    "HowSoon",
    "IncidentState",
    "Involved",
    "OutsideBody",
    "OutsideKind",
    "ReferralKind",
    "Risk",
    "Severity",
    "SubType",
    "TalkedFirst",
    "TriageQuestion",
    "Verb",
    "Waits",
    "Wishes",
    "YesNoUnsure",
]
