"""Choices of the register of platforms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Method(models.TextChoices):
    """How people meet on a platform."""

    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Telephone")
    CHAT = "chat", _("Chat")


class PlatformStatus(models.TextChoices):
    """What was decided about a platform (PLT-01)."""

    PROPOSED = "proposed", _("Proposed")
    IN_ASSESSMENT = "in_assessment", _("In assessment")
    APPROVED = "approved", _("Approved")
    RESTRICTED = "restricted", _("Restricted")
    REFUSED = "refused", _("Refused")
    RETIRED = "retired", _("Retired")


class PlatformState(models.TextChoices):
    """What a decision means on a day: a review date that has passed takes the approval away."""

    USABLE = "usable", _("May be used")
    RESTRICTED = "restricted", _("Some uses only")
    LAPSED = "lapsed", _("Review overdue")
    UNASSESSED = "unassessed", _("Not assessed yet")
    REFUSED = "refused", _("Must not be used")
    RETIRED = "retired", _("No longer used")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of platforms."""

    PROPOSED = "platforms.platform.proposed", _("proposed a platform")
    HANDED_OVER = "platforms.platform.handed_over", _("handed a platform over to somebody else")
    DECIDED = "platforms.platform.decided", _("decided on a platform")
    DECISION_WRITTEN = "platforms.decision.written", _("wrote down the reason of a decision")
