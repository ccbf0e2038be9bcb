"""What triage was answered, with its reasons. Append-only."""

import uuid

from django.conf import settings
from django.db import models

from incidents.enums import (
    ANSWERS,
    TriageQuestion,
)
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential


class TriageAnswer(Evidential):
    """An answer to a question of triage, with its reason. Append-only: the newest of a question is in force."""

    AUDIT_SCHEMA = "incidents.triage/1"
    AUDIT_FIELDS = ("ref", "incident_id", "question", "answer", "reason", "by_id", "answered_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="triage")
    question = models.CharField(max_length=10, choices=TriageQuestion.choices)
    answer = models.CharField(max_length=30)  # one of enums.ANSWERS[question]
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "question", "-id"], name="triage_in_force")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"

    @property
    def answer_words(self) -> str:
        """The answer as people read it."""
        return str(ANSWERS[self.question](self.answer).label)
