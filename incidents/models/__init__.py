"""A concern, which is an incident once somebody has triaged it, and its chronology. Words only (INC-03)."""

from incidents.models.chronology import ChronologyEntry
from incidents.models.closing import Closure
from incidents.models.incidents import Exclusion, Incident, Reader
from incidents.models.referrals import Hold, OutsideContact, Referral, ReferralAnswer
from incidents.models.steps import CaseLink, CaseNotice, CaseStep, SecondLook, StaffSupport
from incidents.models.triage import TriageAnswer

__all__ = [
    "CaseLink",
    "CaseNotice",
    "CaseStep",
    "ChronologyEntry",
    "Closure",
    "Exclusion",
    "Hold",
    "Incident",
    "OutsideContact",
    "Reader",
    "Referral",
    "ReferralAnswer",
    "SecondLook",
    "StaffSupport",
    "TriageAnswer",
]
