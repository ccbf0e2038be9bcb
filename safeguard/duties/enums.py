"""Choices of duties."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class DutyKind(models.TextChoices):
    """What somebody has to do. The label is what *My work* shows."""

    FIRST_ENTRY = "first_entry", _("Write the first entry in the chronology")


class DutyState(models.TextChoices):
    """Open until done; handed over, it stays open with another owner."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of duties."""

    OPENED = "duties.duty.opened", _("gave somebody something to do")
    DONE = "duties.duty.done", _("did what was to be done")
    HANDED_OVER = "duties.duty.handed_over", _("handed it over to somebody else")
    ESCALATED = "duties.duty.escalated", _("told others that it had not been done")
