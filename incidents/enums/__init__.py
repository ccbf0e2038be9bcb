"""Choices of concerns and incidents."""

from incidents.enums.cases import EntryKind, ExclusionReason, IncidentState, OutsideBody, Verb
from incidents.enums.details import ASKED, NOTICES, TOPICS, Asked, DetailQuestion, Topic
from incidents.enums.outside import Answering, ComplaintState, OutsideSoon, Source, Teller
from incidents.enums.people import KEPT_OUT, WORK_FOR_US, Part
from incidents.enums.raising import QUESTIONS, RUNG_BY_ANYBODY, AlreadyHappened, HowSoon, Involved, YesNoUnsure
from incidents.enums.triage import ANSWERS, Category, Risk, Severity, SubType, TriageQuestion, Wishes

__all__ = [
    "ANSWERS",
    "ASKED",
    "KEPT_OUT",
    "NOTICES",
    "QUESTIONS",
    "RUNG_BY_ANYBODY",
    "TOPICS",
    "WORK_FOR_US",
    "AlreadyHappened",
    "Answering",
    "Asked",
    "Category",
    "ComplaintState",
    "DetailQuestion",
    "EntryKind",
    "ExclusionReason",
    "HowSoon",
    "IncidentState",
    "Involved",
    "OutsideBody",
    "OutsideSoon",
    "Part",
    "Risk",
    "Severity",
    "Source",
    "SubType",
    "Teller",
    "Topic",
    "TriageQuestion",
    "Verb",
    "Wishes",
    "YesNoUnsure",
]
