"""People who work for the organisation, what they do, and who holds which post when."""

from safeguard.practitioners.models.organisation import Organisation, Service
from safeguard.practitioners.models.people import RoleGrant, User, UserManager
from safeguard.practitioners.models.posts import HoldingQuerySet, Post, PostHolding
from safeguard.practitioners.models.sign_ins import FactorReset, FailedSignIns, SignIn, WorkIdentity
from safeguard.practitioners.models.training import Training

__all__ = [
    "FactorReset",
    "FailedSignIns",
    "HoldingQuerySet",
    "Organisation",
    "Post",
    "PostHolding",
    "RoleGrant",
    "Service",
    "SignIn",
    "Training",
    "User",
    "UserManager",
    "WorkIdentity",
]
