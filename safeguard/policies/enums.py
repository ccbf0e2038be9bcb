"""Choices of policies and thresholds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Origin(models.TextChoices):
    """Where a number comes from: shown beside it, so that nobody takes our proposal for the guidance."""

    GUIDANCE = "guidance", _("from the guidance")
    ORGANISATION = "organisation", _("set by your organisation, not by the guidance")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of policies."""

    THRESHOLD_SET = "policies.threshold.set", _("changed a threshold")
