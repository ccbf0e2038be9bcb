"""Choices of the outbox, and what the audit trail says of it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Reached(models.TextChoices):
    """How it was seen, without a message, that somebody is reached where the directory says (ORG-24)."""

    PHONE = "phone", _("rung at their work mobile")
    IN_PERSON = "in_person", _("spoken to in person")


class Channel(models.TextChoices):
    """How a message leaves."""

    EMAIL = "email", _("email")
    SMS = "sms", _("text message")


class MessageState(models.TextChoices):
    """Where a message is. ``waiting`` covers the first attempt and every retry.

    ``held``: it came back with a backup, and leaves only once somebody has released it.
    """

    WAITING = "waiting", _("waiting to be sent")
    HELD = "held", _("held since a backup was restored")
    SENT = "sent", _("accepted for delivery")
    FAILED = "failed", _("given up")
    CANCELLED = "cancelled", _("no longer needed")


NOT_LEFT = (MessageState.WAITING, MessageState.HELD)


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of the outbox."""

    HELD = "notifications.restoration.held", _("restored a backup: what waited in it stands still")
    RELEASED = "notifications.restoration.released", _("released what stood still since a backup was restored")
    TEST_SENT = "notifications.test.sent", _("sent a test message")
    REACHED = "notifications.test.reached", _("confirmed by speaking to somebody how they are reached")
    TEST_CONFIRMED = "notifications.test.confirmed", _("said that a test message had arrived")


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
