"""People who work for the organisation, what they do, and who holds which post when."""

from safeguard.practitioners.models.devices import Device
from safeguard.practitioners.models.group import GroupMember
from safeguard.practitioners.models.leaving import Leaving, Takers
from safeguard.practitioners.models.organisation import Organisation, Service
from safeguard.practitioners.models.people import RoleGrant, User, UserManager
from safeguard.practitioners.models.posts import HoldingQuerySet, Post, PostHolding
from safeguard.practitioners.models.structure import Brand, Contract
from safeguard.practitioners.models.training import Training

__all__ = [
    "Brand",
    "Contract",
    "Device",
    "GroupMember",
    "HoldingQuerySet",
    "Leaving",
    "Organisation",
    "Post",
    "PostHolding",
    "RoleGrant",
    "Service",
    "Takers",
    "Training",
    "User",
    "UserManager",
]
