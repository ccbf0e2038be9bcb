"""Choices of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Channel(models.TextChoices):
    """How a message leaves."""

    EMAIL = "email", _("email")
    SMS = "sms", _("text message")


class MessageState(models.TextChoices):
    """Where a message is. ``waiting`` covers the first attempt and every retry."""

    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("accepted for delivery")
    FAILED = "failed", _("given up")
    CANCELLED = "cancelled", _("no longer needed")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of channels."""

    TEST_SENT = "notifications.test.sent", _("sent a test message")
    TEST_CONFIRMED = "notifications.test.confirmed", _("said that a test message had arrived")
