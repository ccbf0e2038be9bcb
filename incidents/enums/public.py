"""Choices of where a concern comes from, and of people who have no account."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """How a concern came to us."""

    STAFF = "staff", _("Raised by somebody who works here")
    OUTSIDE = "outside", _("Sent by somebody outside, by the public form")
    MONITORING = "monitoring", _("Found by our own monitoring")


class Teller(models.TextChoices):
    """Who somebody without an account says that they are; nobody has to say."""

    YOUNG_PERSON = "young_person", _("A child or young person")
    PARENT_CARER = "parent_carer", _("A parent or carer")
    OTHER = "other", _("Somebody else")


class Answering(models.TextChoices):
    """How somebody without an account may be reached. Nothing else is used (practice B19)."""

    NO = "no", _("No")
    CALL = "call", _("Yes, ring me")
    TEXT = "text", _("Yes, text me")
    EMAIL = "email", _("Yes, email me")


class PublicSoon(models.TextChoices):
    """How soon somebody without an account needs us: the values of HowSoon, in their words."""

    NOW = "now", _("Now")
    TODAY = "today", _("Today")
    CAN_WAIT = "can_wait", _("It can wait a few days")
    NOT_SURE = "not_sure", _("I am not sure")


class ComplaintState(models.TextChoices):
    """Where it stands that a parent or carer was unhappy with a session (ESC-15)."""

    OPEN = "open", _("Waits for the service manager")
    ANSWERED = "answered", _("Answered")
    RAISED = "raised", _("Raised as a concern")
