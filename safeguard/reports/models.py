"""The board report of a quarter: figures as they were counted, what may be shown of them, and the words beside them."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.reports.enums import ReportState
from safeguard.reports.rules import Quarter
from safeguard.storage.models import StoredFile


class BoardReport(Evidential):
    """One report on one quarter. ``figures`` are exact and never leave the database; ``sections`` are the tables as
    they are shown. Issued, only its PDF may still be added; a correction is another revision.
    """

    AUDIT_SCHEMA = "reports.boardreport/1"
    AUDIT_FIELDS = (
        "ref",
        "quarter_start",
        "revision",
        "state",
        "small_count",
        "content_digest",
        "summary",
        "learning",
        "asks",
        "prepared_at",
        "issued_at",
        "issued_by_id",
        "version",
    )
    TEXTS = ("summary", "learning", "asks")

    ref = models.CharField(max_length=16, unique=True)
    quarter_start = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.PREPARING)
    asked_at = models.DateTimeField()
    asker = models.ForeignKey(  # null: the quarter had ended
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)
    sections = models.JSONField(default=list)
    small_count = models.PositiveSmallIntegerField(default=0)  # what was hidden when it was counted
    summary = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    asks = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    pdf = models.ForeignKey(  # null: not made yet
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-quarter_start", "-revision")
        indexes = [
            models.Index(fields=["asked_at"], name="report_to_do", condition=Q(state="preparing") | Q(pdf=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["quarter_start", "revision"], name="report_is_there_once"),
            models.UniqueConstraint(
                fields=["quarter_start"], condition=~Q(state="issued"), name="one_report_in_the_making"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_at__isnull=False, issued_by__isnull=False)
                | ~Q(state="issued") & Q(issued_at__isnull=True, issued_by__isnull=True),
                name="report_issued_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True, edited_by__isnull=True)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="report_edited_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "issued"]) | Q(prepared_at__isnull=False),
                name="report_shows_what_was_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reports:detail", args=[self.ref])

    @property
    def quarter(self) -> Quarter:
        """The quarter it is about."""
        return Quarter(self.quarter_start)

    @property
    def content_digest(self) -> str:
        """SHA-256 (hexadecimal) of the figures and the tables, in one fixed form."""
        text = json.dumps([self.figures, self.sections], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_issued(self) -> bool:
        """Whether the board may read it."""
        return self.state == ReportState.ISSUED

    @property
    def has_figures(self) -> bool:
        """Whether there are tables to show."""
        return self.state in (ReportState.DRAFT, ReportState.ISSUED)
