"""What was said about a kind of harm. Append-only."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from incidents.enums import DetailQuestion
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential


class Detail(Evidential):
    """An answer to one question about a kind of harm (INC-04 to 14, INC-40, INC-41). Append-only: the newest answer of
    a question is in force; those before stay in the chronology."""

    AUDIT_SCHEMA = "incidents.detail/1"
    AUDIT_FIELDS: ClassVar = ("ref", "incident_id", "question", "chosen", "words", "by_id", "answered_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="details")
    question = models.CharField(max_length=20, choices=DetailQuestion.choices)
    chosen = ArrayField(models.CharField(max_length=20), default=list)  # of enums.ASKED[question].choices
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "question", "-id"], name="detail_in_force")]

    def __str__(self) -> str:
        return f"{self.question} of {self.incident_id}"
