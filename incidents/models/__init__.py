"""A concern, which is an incident once somebody has triaged it, and its chronology. Words only (INC-03)."""

from incidents.models.chronology import ChronologyEntry
from incidents.models.closing import Closure
from incidents.models.copies import CaseCopy
from incidents.models.incidents import Exclusion, Incident
from incidents.models.reading import CaseLock, Invitation, PersonLink, Reader, people_linked
from incidents.models.triage import TriageAnswer

__all__ = [
    "CaseCopy",
    "CaseLock",
    "ChronologyEntry",
    "Closure",
    "Exclusion",
    "Incident",
    "Invitation",
    "PersonLink",
    "Reader",
    "TriageAnswer",
    "people_linked",
]
