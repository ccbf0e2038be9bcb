"""A concern, which is an incident once somebody has triaged it, and its chronology. Words only (INC-03)."""

from incidents.models.chronology import ChronologyEntry
from incidents.models.closing import Closure
from incidents.models.copies import CaseCopy
from incidents.models.details import Detail
from incidents.models.incidents import Exclusion, Incident
from incidents.models.involved import InvolvedPerson
from incidents.models.public import Complaint, PublicReport
from incidents.models.reading import CaseLock, Invitation, PersonLink, Reader, people_linked
from incidents.models.referrals import Hold, OutsideContact, Referral, ReferralAnswer
from incidents.models.steps import CaseLink, CaseNotice, CaseStep, SecondLook, StaffSupport
from incidents.models.triage import TriageAnswer

__all__ = [
    "CaseCopy",
    "CaseLink",
    "CaseLock",
    "CaseNotice",
    "CaseStep",
    "ChronologyEntry",
    "Closure",
    "Complaint",
    "Detail",
    "Exclusion",
    "Hold",
    "Incident",
    "Invitation",
    "InvolvedPerson",
    "OutsideContact",
    "PersonLink",
    "PublicReport",
    "Reader",
    "Referral",
    "ReferralAnswer",
    "SecondLook",
    "StaffSupport",
    "TriageAnswer",
    "people_linked",
]
