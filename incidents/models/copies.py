"""Copies of a chronology that are made for a reader outside the case."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from incidents.enums import CopyFor, CopyState
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential
from safeguard.storage.models import StoredFile


class CaseCopy(Evidential):
    """A chronology on paper: for whom and why, what was chosen about it, and the document once it is made.

    While it is chosen, its maker may change everything. ``content`` is the text as its maker saw and confirmed it, and
    goes when the document is there. ``digest``: SHA-256 (hexadecimal) of that text.
    """

    AUDIT_SCHEMA = "incidents.copy/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "copy_for",
        "for_whom",
        "why",
        "state",
        "begun_at",
        "begun_by_id",
        "asked_at",
        "asked_by_id",
        "digest",
    )

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="copies")
    copy_for = models.CharField(max_length=15, choices=CopyFor.choices)
    for_whom = models.CharField(max_length=200)
    why = models.TextField()
    choices = models.JSONField(default=dict)  # what is left out, who is named, which words are replaced
    state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.CHOSEN)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)  # when its maker confirmed what they saw
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    content = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    failed_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="copy_to_make", condition=Q(state__in=["asked", "failed"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="chosen", asked_at__isnull=True, asked_by__isnull=True, digest="")
                | ~Q(state="chosen") & Q(asked_at__isnull=False, asked_by__isnull=False) & ~Q(digest=""),
                name="copy_asked_for_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="made", file__isnull=False, content__isnull=True)
                | ~Q(state="made") & Q(file__isnull=True),
                name="copy_has_its_document",
            ),
        ]
        verbose_name_plural = "case copies"

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incidents:copy", args=[self.incident.ref, self.ref])

    @property
    def is_made(self) -> bool:
        """Whether its document is there."""
        return self.state == CopyState.MADE
