"""Choices of who is involved: each person with a part of their own (INC-15; nothing is copied from one to another)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.enums.raising import Involved


class Part(models.TextChoices):
    """What somebody has to do with it, as far as whoever writes it knows. No victim, no perpetrator (practice F47)."""

    HARMED = "harmed", _("Harm was done to them, or may be")
    CAUSED = "caused", _("They may have caused it")
    SAW = "saw", _("They saw or heard it")
    FAMILY = "family", _("A brother, a sister or another child at risk")
    CARER = "carer", _("A parent or carer")
    OTHER = "other", _("Something else")


WORK_FOR_US = (Involved.STAFF, Involved.VOLUNTEER, Involved.SUBCONTRACTOR)
# Whoever works for us and has one of these parts is told nothing; who only saw it may still deal with it.
KEPT_OUT = ("", Part.HARMED, Part.CAUSED)
