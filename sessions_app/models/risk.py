"""The individual risk assessment, made at referral, and what was agreed to do (RA-01, RA-03, RA-04)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.people.models import Person
from sessions_app.enums import Rating


class RiskAssessment(Evidential):
    """What may go wrong for one person online or by phone, and how much. Append-only: the latest is in force."""

    AUDIT_SCHEMA = "sessions_app.risk/1"
    AUDIT_FIELDS = ("ref", "person_id", "rating", "risks", "strengths", "measures", "review_on", "made_by_id")

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="risk_assessments")
    rating = models.CharField(max_length=10, choices=Rating.choices)
    risks = models.TextField()
    strengths = models.TextField(blank=True)
    measures = models.TextField()  # what lowers the risk, whatever the rating
    review_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at", "-id"], name="risk_latest")]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sessions:risk_detail", args=[self.ref])


class AgreedAction(models.Model):
    """Something that was agreed to be done: by whom, by when, and whether it was (RA-03)."""

    ref = models.CharField(max_length=16, unique=True)
    assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="agreed_actions")
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_note = models.TextField(blank=True)

    SUBJECT = "sessions_app.agreedaction"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="agreed_action_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Where it is noted as done."""
        return reverse("sessions:agreed_action", args=[self.ref])
