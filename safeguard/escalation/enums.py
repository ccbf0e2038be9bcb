"""Choices of ladders."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Urgency(models.TextChoices):
    """How soon somebody must act (practice A1). The order is the order of work."""

    NOW = "now", _("now")
    TODAY = "today", _("today")
    CAN_WAIT = "can_wait", _("it can wait")


class RouteKind(models.TextChoices):
    """Which list of posts a matter climbs (practice B16 to B18)."""

    ORDINARY = "ordinary", _("a concern")
    ABOUT_STAFF = "about_staff", _("about somebody who works for us")
    ABOUT_LEAD = "about_lead", _("about the safeguarding lead")
    IMAGERY = "imagery", _("imagery")


class LadderState(models.TextChoices):
    """Climbing until a human answers, or until there is nothing left to answer."""

    CLIMBING = "climbing", _("nobody has acknowledged it")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    STOOD_DOWN = "stood_down", _("no longer needed")


class StepKind(models.TextChoices):
    """What the story of a ladder is made of."""

    TOLD = "told", _("told")
    NOBODY = "nobody", _("nobody holds this post, or everybody who does is left out")
    OPENED = "opened", _("opened it")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    HURRIED = "hurried", _("no message gets through to them")
    STOOD_DOWN = "stood_down", _("stood down")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of ladders."""

    STARTED = "escalation.ladder.started", _("started to tell people")
    CLIMBED = "escalation.ladder.climbed", _("told the next people")
    ACKNOWLEDGED = "escalation.ladder.acknowledged", _("acknowledged")
    STOOD_DOWN = "escalation.ladder.stood_down", _("stopped telling people")
    LEFT_OUT = "escalation.ladder.left_out", _("left people out of it from then on")
