"""The chronology of an incident. Append-only."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from incidents.enums import (
    AlreadyHappened,
    EntryKind,
    OutsideBody,
)
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential


class ChronologyEntry(Evidential):
    """One line of a chronology. Append-only: a correction is another line that names the first."""

    AUDIT_SCHEMA = "incidents.entry/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "kind",
        "by_id",
        "written_at",
        "when_happened",
        "text",
        "body",
        "their_reference",
        "already_happened",
        "corrects_id",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=15, choices=EntryKind.choices)
    # Nobody: whoever sent the concern by the public form has added it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    when_happened = models.TextField(blank=True)
    text = models.TextField(blank=True)
    body = models.CharField(max_length=20, choices=OutsideBody.choices, blank=True)
    their_reference = models.CharField(max_length=200, blank=True)
    already_happened = ArrayField(models.CharField(max_length=15, choices=AlreadyHappened.choices), default=list)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")

    class Meta:
        indexes = [models.Index(fields=["incident", "written_at", "id"], name="entry_in_order")]
        verbose_name_plural = "chronology entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.written_at:%d %b %H:%M}"

    @property
    def by_name(self) -> str:
        """Who wrote it, in words for a page."""
        return self.by.full_name if self.by else str(_("whoever sent it from outside"))

    @property
    def already_happened_words(self) -> list[str]:
        """What had already happened, in words."""
        return [str(AlreadyHappened(code).label) for code in self.already_happened]
