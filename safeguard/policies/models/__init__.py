"""What is in force: thresholds, policies, wordings, and when they are looked at again."""

from safeguard.policies.models.library import Policy, PolicyType, PolicyVersion
from safeguard.policies.models.own_consent import OwnConsent
from safeguard.policies.models.reviews import AssessedRisk, LinkCheck, Review
from safeguard.policies.models.signatures import GuestSignature, Signature
from safeguard.policies.models.thresholds import Threshold
from safeguard.policies.models.wordings import Wording

__all__ = [
    "AssessedRisk",
    "GuestSignature",
    "LinkCheck",
    "OwnConsent",
    "Policy",
    "PolicyType",
    "PolicyVersion",
    "Review",
    "Signature",
    "Threshold",
    "Wording",
]
