"""Choices of policies and thresholds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Origin(models.TextChoices):
    """Where a number comes from: shown beside it, so that nobody takes our proposal for the guidance."""

    GUIDANCE = "guidance", _("from the guidance")
    ORGANISATION = "organisation", _("set by your organisation, not by the guidance")


class PolicyKind(models.TextChoices):
    """What a policy does here. Planning asks for the signature of those on acceptable use (ORG-07)."""

    AUP = "aup", _("Acceptable use")
    OTHER = "other", _("Another policy")


class Readers(models.TextChoices):
    """Whom a policy speaks to: the variants of the policy on acceptable use, and of agreements (ORG-06, ORG-10)."""

    STAFF = "staff", _("Staff and volunteers")
    CUSTOMER = "customer", _("Young people and learners, with their parents or carers")
    ADULT = "adult", _("Adults who use the online service")
    GUEST = "guest", _("Guests")


class Marking(models.TextChoices):
    """How far a policy may be passed on (ORG-03)."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal: staff, volunteers and partners")
    OFFICIAL = "official", _("OFFICIAL")
    SENSITIVE = "sensitive", _("OFFICIAL-SENSITIVE")


class Method(models.TextChoices):
    """How somebody signed."""

    SCREEN = "screen", _("On screen")
    PAPER = "paper", _("On paper")


class AupState(models.TextChoices):
    """Where somebody stands with the policy on acceptable use."""

    NO_AUP = "no_aup", _("None issued yet")
    NEVER_SIGNED = "never_signed", _("Never signed")
    STALE = "stale", _("Signed an older version")
    SIGNED = "signed", _("Signed")


class ReviewKind(models.TextChoices):
    """What is looked at once a year (ORG-37, ORG-38)."""

    SYSTEMS = "systems", _("Review of online safety systems and policies")
    RISK = "risk", _("Online safety risk assessment of the whole organisation")


class Facing(models.TextChoices):
    """Whom a risk of the yearly assessment faces: each is addressed (ORG-38)."""

    CUSTOMERS = "customers", _("Customers: young people, families and adults who use the service")
    LEARNERS = "learners", _("Learners")
    STAFF = "staff", _("Staff and volunteers")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of policies."""

    THRESHOLD_SET = "policies.threshold.set", _("changed a threshold")
    POLICY_ISSUED = "policies.version.issued", _("issued a policy")
    POLICY_SIGNED = "policies.version.signed", _("signed a policy")
    SIGNATURE_RECORDED = "policies.version.signed_on_paper", _("wrote down a signature on paper")
    GUEST_RECORDED = "policies.version.signed_by_guest", _("wrote down the signature of a guest")
    SIGNERS_LISTED = "policies.version.listed", _("saw who has signed a policy and who has not")
    OWNER_NAMED = "policies.policy.owned", _("named the owner of a policy")
    TYPE_ADDED = "policies.type.added", _("added a type of policy")
    OWN_CONSENT_SET = "policies.own_consent.set", _("said from which age a service takes a young person’s own consent")
    WORDING_SET = "policies.wording.set", _("changed a wording")
    REVIEW_SCHEDULED = "policies.review.scheduled", _("scheduled a yearly review")
    REVIEW_HELD = "policies.review.held", _("wrote down a yearly review")
    LINK_CHECKED = "policies.link.checked", _("checked a link to outside guidance")
