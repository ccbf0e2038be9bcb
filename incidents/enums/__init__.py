"""Choices of concerns and incidents."""

from incidents.enums.cases import EntryKind, ExclusionReason, IncidentState, OutsideBody, Verb
from incidents.enums.chronology import LINE_OF_ENTRY, CopyFor, CopyState, LineKind, ReadingVerb
from incidents.enums.raising import QUESTIONS, RUNG_BY_ANYBODY, AlreadyHappened, HowSoon, Involved, YesNoUnsure
from incidents.enums.triage import ANSWERS, Category, Risk, Severity, SubType, TriageQuestion, Wishes

__all__ = [
    "ANSWERS",
    "LINE_OF_ENTRY",
    "QUESTIONS",
    "RUNG_BY_ANYBODY",
    "AlreadyHappened",
    "Category",
    "CopyFor",
    "CopyState",
    "EntryKind",
    "ExclusionReason",
    "HowSoon",
    "IncidentState",
    "Involved",
    "LineKind",
    "OutsideBody",
    "ReadingVerb",
    "Risk",
    "Severity",
    "SubType",
    "TriageQuestion",
    "Verb",
    "Wishes",
    "YesNoUnsure",
]
