"""A concern, which is an incident once somebody has triaged it, and its chronology. Words only (INC-03)."""

from incidents.models.chronology import ChronologyEntry
from incidents.models.closing import Closure
from incidents.models.details import Detail
from incidents.models.incidents import Exclusion, Incident, Reader
from incidents.models.involved import InvolvedPerson
from incidents.models.outside import Complaint, OutsideReport
from incidents.models.triage import TriageAnswer

__all__ = [
    "ChronologyEntry",
    "Closure",
    "Complaint",
    "Detail",
    "Exclusion",
    "Incident",
    "InvolvedPerson",
    "OutsideReport",
    "Reader",
    "TriageAnswer",
]
