"""People who work for the organisation, what they do, and who holds which post when."""

from safeguard.practitioners.models.checks import BackgroundCheck, CheckedIn, SelfCheck
from safeguard.practitioners.models.coverage import Coverage
from safeguard.practitioners.models.devices import Device
from safeguard.practitioners.models.group import GroupMember
from safeguard.practitioners.models.learning import Course, CourseNeed, Education
from safeguard.practitioners.models.leaving import Leaving, Takers
from safeguard.practitioners.models.organisation import Organisation, Service
from safeguard.practitioners.models.people import RoleGrant, User, UserManager
from safeguard.practitioners.models.posts import HoldingQuerySet, Post, PostHolding
from safeguard.practitioners.models.sign_ins import FactorReset, FailedSignIns, SignIn, WorkIdentity
from safeguard.practitioners.models.structure import Brand, Contract
from safeguard.practitioners.models.support import (
    AgreementSignature,
    PersonalContact,
    Question,
    ServiceAgreement,
    SkillsAssessment,
    Supervision,
)
from safeguard.practitioners.models.training import Training

__all__ = [
    "AgreementSignature",
    "BackgroundCheck",
    "Brand",
    "CheckedIn",
    "Contract",
    "Course",
    "CourseNeed",
    "Coverage",
    "Device",
    "Education",
    "FactorReset",
    "FailedSignIns",
    "GroupMember",
    "HoldingQuerySet",
    "Leaving",
    "Organisation",
    "PersonalContact",
    "Post",
    "PostHolding",
    "Question",
    "RoleGrant",
    "SelfCheck",
    "Service",
    "ServiceAgreement",
    "SignIn",
    "SkillsAssessment",
    "Supervision",
    "Takers",
    "Training",
    "User",
    "UserManager",
    "WorkIdentity",
]
