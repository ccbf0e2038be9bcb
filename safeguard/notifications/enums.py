"""Choices of the outbox."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Part(StrEnum):
    """What leaves a sign of life, or what it has measured, under its own name (``Pulse``)."""

    RELAY = "relay"
    RECONCILER = "reconciler"
    WATCHDOG = "watchdog"
    MEASURES = "measures"
    CERTIFICATE = "certificate"


def lane_pulse(lane: str) -> str:
    """The name of the sign of life of one lane of the relay."""
    return f"lane {lane}"


def worker_pulse(queue: str) -> str:
    """The name of the sign of life that beat, the broker and a worker of this queue leave together."""
    return f"worker {queue}"
