"""The register of platforms, what was assessed and decided, and what the organisation runs on them."""

from safeguard.platforms.models.accounts import OrganisationAccount
from safeguard.platforms.models.assessment import LeadNote, PlatformAssessment
from safeguard.platforms.models.groups import ClosedGroup, GroupMember
from safeguard.platforms.models.guides import PlatformGuide
from safeguard.platforms.models.register import Platform, PlatformCorrection, PlatformDecision

__all__ = [
    "ClosedGroup",
    "GroupMember",
    "LeadNote",
    "OrganisationAccount",
    "Platform",
    "PlatformAssessment",
    "PlatformCorrection",
    "PlatformDecision",
    "PlatformGuide",
]
