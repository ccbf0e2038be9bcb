"""Choices of policies and thresholds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Origin(models.TextChoices):
    """Where a number comes from: shown beside it, so that nobody takes our proposal for the guidance."""

    GUIDANCE = "guidance", _("from the guidance")
    ORGANISATION = "organisation", _("set by your organisation, not by the guidance")


class PolicyKind(models.TextChoices):
    """What a policy is. There is one on acceptable use, and planning asks for its signature (ORG-07)."""

    AUP = "aup", _("Acceptable use")
    OTHER = "other", _("Another policy")


class AupState(models.TextChoices):
    """Where somebody stands with the policy on acceptable use."""

    NO_AUP = "no_aup", _("None issued yet")
    NEVER_SIGNED = "never_signed", _("Never signed")
    STALE = "stale", _("Signed an older version")
    SIGNED = "signed", _("Signed")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of policies."""

    THRESHOLD_SET = "policies.threshold.set", _("changed a threshold")
    POLICY_ISSUED = "policies.version.issued", _("issued a policy")
    POLICY_SIGNED = "policies.version.signed", _("signed a policy")
