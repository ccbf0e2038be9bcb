"""Choices about referrals, what an authority answers, contact with outside bodies, and waiting for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferralKind(models.TextChoices):
    """How it was put to them. Nothing said counts as a referral that is to be answered."""

    EMERGENCY = "emergency", _("An emergency: somebody is in danger now")
    URGENT = "urgent", _("Urgent: today")
    ORDINARY = "ordinary", _("A referral")
    ADVICE = "advice", _("Advice only: they were asked what to do")


class Consent(models.TextChoices):
    """Whether the person, or whoever holds parental responsibility, was asked. It never blocks (issue 6)."""

    AGREED = "agreed", _("They were asked, and agree")
    REFUSED = "refused", _("They were asked, and do not agree")
    NOT_SOUGHT = "not_sought", _("They were not asked")


class TalkedFirst(models.TextChoices):
    """Whether the person was talked to before it was passed on (ESC-11)."""

    YES = "yes", _("Yes, they know that it is passed on")
    NOT_SAFE = "not_safe", _("No: it was not safe, or there was no time")
    NOT_YET = "not_yet", _("Not yet")


class AnswerKind(models.TextChoices):
    """What an authority makes of a referral."""

    ACCEPTED = "accepted", _("They take it on")
    NO_ACTION = "no_action", _("No further action by them")
    ADVICE = "advice", _("Advice to us")
    WANTS_MORE = "wants_more", _("They want to know more first")
    OTHER = "other", _("Something else")


class OutsideKind(models.TextChoices):
    """What happened between us and a body outside (ESC-08), besides a referral and its answer."""

    CONTACT = "contact", _("Contact: a call, a letter, a meeting")
    CHASED = "chased", _("Their answer was asked for again")
    CONFIRMED = "confirmed", _("The referral was confirmed in writing")
    SUPPLIED = "supplied", _("A report or evidence was handed to them")
    MANAGER = "manager", _("We do not agree: spoke to their manager")
    POLICY = "policy", _("We do not agree: the partnership’s escalation policy is used")


class Waits(models.TextChoices):
    """What is left until the authorities have finished (INC-25): reasons, never locks (practice A3)."""

    CONVERSATIONS = "conversations", _("Conversations with those involved")
    SANCTIONS = "sanctions", _("Warnings and sanctions")
    REMOVAL = "removal", _("Removing content")
