"""Choices of whoever raises a concern."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.enums.cases import OutsideBody


class HowSoon(models.TextChoices):
    """What the person raising a concern says (practice A1)."""

    NOW = "now", _("Now: somebody is at risk and cannot wait")
    TODAY = "today", _("Today")
    CAN_WAIT = "can_wait", _("It can wait until working hours")
    NOT_SURE = "not_sure", _("I am not sure")


class YesNoUnsure(models.TextChoices):
    """Unsure is always an answer, and counts as yes for whom to tell."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_SURE = "not_sure", _("I am not sure")


class Involved(models.TextChoices):
    """Who the people involved are (INC-15); those who work for us are asked about apart."""

    CHILD = "child", _("A child or young person")
    ADULT_AT_RISK = "adult_at_risk", _("An adult at risk")
    LEARNER = "learner", _("A learner or apprentice")
    STAFF = "staff", _("A member of staff")
    VOLUNTEER = "volunteer", _("A volunteer")
    SUBCONTRACTOR = "subcontractor", _("A subcontractor")
    OUTSIDER = "outsider", _("Somebody from outside")


# What was asked in words, in the order of the form; a page shows those that were answered.
QUESTIONS = {
    "about_whom": _("Who it is about"),
    "exact_words": _("Their exact words"),
    "seen_and_done": _("What was seen, asked and done"),
    "opinion": _("What the person who raised it thinks"),
    "when_happened": _("When it happened"),
    "when_learned": _("When the person who raised it learned of it"),
    "who_knows": _("Who else knows"),
    "staff_named": _("Who it is about, of those who work for us"),
    "emergency_rung_at": _("999 was rung at"),
    "emergency_rung_by": _("999 was rung by"),
    "emergency_number": _("Their number for the call"),
}


class AlreadyHappened(models.TextChoices):
    """Asked after the report is sent, never before, and never blocking (practice A6; INC-04 to INC-06)."""

    TOLD = "told", _("Somebody else was told")
    DELETED = "deleted", _("Something was deleted")
    SEEN = "seen", _("Somebody saw it")
    ASKED_TO_SHOW = "asked_to_show", _("Somebody was asked to show it")


# Asked of whoever raised it: what they may have rung in a hurry. The rest is for those who deal with it.
RUNG_BY_ANYBODY = (
    OutsideBody.EMERGENCY,
    OutsideBody.SOCIAL_CARE,
    OutsideBody.POLICE,
    OutsideBody.HELPLINE,
    OutsideBody.OTHER,
)
