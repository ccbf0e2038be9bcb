"""What was found about a platform before it was introduced, and at every review."""

import json
import uuid

from django.conf import settings
from django.db import models

from safeguard.audit.models import Evidential
from safeguard.platforms.models.register import Platform


class PlatformAssessment(Evidential):
    """One version of the assessment of a platform (PLT-02). Append-only: the highest number is in force.

    ``answers`` by the codes of ``rules.questions``.
    """

    AUDIT_SCHEMA = "platforms.assessment/1"
    AUDIT_FIELDS = ("ref", "platform_id", "number", "answers_text", "made_by_id", "made_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "number"], name="platform_assessment_number_once")]

    def __str__(self) -> str:
        return f"{self.platform_id}: assessment {self.number}"

    @property
    def answers_text(self) -> str:
        """The answers in one fixed form, for the digest."""
        return json.dumps(self.answers, sort_keys=True)


class LeadNote(Evidential):
    """What the safeguarding lead says to live streaming, before it is approved (PLT-13). Append-only.

    It is about one assessment: what was answered otherwise since is looked at again.
    """

    AUDIT_SCHEMA = "platforms.lead_note/1"
    AUDIT_FIELDS = ("ref", "assessment_id", "text", "by_id", "at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    assessment = models.ForeignKey(PlatformAssessment, on_delete=models.PROTECT, related_name="lead_notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note on assessment {self.assessment_id}"
