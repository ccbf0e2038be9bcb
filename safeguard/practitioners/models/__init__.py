"""People who work for the organisation, what they do, and who holds which post when."""

from safeguard.practitioners.models.checks import BackgroundCheck, CheckedIn, SelfCheck
from safeguard.practitioners.models.learning import Course, CourseNeed, Education
from safeguard.practitioners.models.organisation import Organisation, Service
from safeguard.practitioners.models.people import RoleGrant, User, UserManager
from safeguard.practitioners.models.posts import HoldingQuerySet, Post, PostHolding
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
    "CheckedIn",
    "Course",
    "CourseNeed",
    "Education",
    "HoldingQuerySet",
    "Organisation",
    "PersonalContact",
    "Post",
    "PostHolding",
    "Question",
    "RoleGrant",
    "SelfCheck",
    "Service",
    "ServiceAgreement",
    "SkillsAssessment",
    "Supervision",
    "Training",
    "User",
    "UserManager",
]
