"""Choices of board reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class ReportState(models.TextChoices):
    """Where a report is. An issued one is never changed again: a correction is another revision."""

    PREPARING = "preparing", _("The figures are being counted")
    DRAFT = "draft", _("Draft")
    FAILED = "failed", _("The figures could not be counted")
    ISSUED = "issued", _("Issued")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of reports."""

    ASKED = "reports.report.asked_for", _("asked for the figures of a quarter")
    PREPARED = "reports.report.prepared", _("counted the figures of a quarter")
    FAILED = "reports.report.failed", _("could not count the figures of a quarter")
    EDITED = "reports.report.edited", _("wrote in a board report")
    ISSUED = "reports.report.issued", _("issued a board report")
    FILED = "reports.report.filed", _("made the PDF of a board report")
    OPENED = "reports.report.opened", _("opened a board report")
    DOWNLOADED = "reports.report.downloaded", _("downloaded a board report")
    LISTED = "reports.report.listed", _("saw board reports in a list")
