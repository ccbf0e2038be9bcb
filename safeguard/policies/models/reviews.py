"""What is looked at once a year: systems and policies, the risks to everybody, and links to outside guidance."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.policies.enums import Facing, ReviewKind


class Review(Evidential):
    """A yearly review or risk assessment: due on a day, then held and written down (ORG-37, ORG-38)."""

    AUDIT_SCHEMA = "policies.review/1"
    AUDIT_FIELDS = ("ref", "kind", "due_on", "held_on", "held_by_id", "took_part", "found", "decided")

    ref = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=ReviewKind.choices)
    due_on = models.DateField()
    scheduled_at = models.DateTimeField()
    held_on = models.DateField(null=True)
    held_at = models.DateTimeField(null=True)  # when it was written down
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    took_part = models.CharField(max_length=500, blank=True)
    found = models.TextField(blank=True)
    decided = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(held_at__isnull=True), name="review_one_to_come"),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_by__isnull=True, held_on__isnull=True)
                | Q(held_at__isnull=False, held_by__isnull=False, held_on__isnull=False),
                name="review_held_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} due {self.due_on}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("policies:review", args=[self.ref])


class AssessedRisk(Evidential):
    """A risk of a yearly assessment, whom it faces, what is done about it and by whom (ORG-38). Append-only."""

    AUDIT_SCHEMA = "policies.assessedrisk/1"
    AUDIT_FIELDS = ("ref", "review_id", "facing", "risk", "measure", "owner")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="risks")
    facing = models.CharField(max_length=10, choices=Facing.choices)
    risk = models.TextField()
    measure = models.TextField()
    owner = models.CharField(max_length=150)  # a post or a person, as it was said

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "facing"], name="each_is_addressed_once")]

    def __str__(self) -> str:
        return f"{self.facing} in {self.review_id}"


class LinkCheck(models.Model):
    """Somebody has opened a link to outside guidance, and it leads where it says (ORG-30). Append-only."""

    code = models.CharField(max_length=40)
    works = models.BooleanField()
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["code", "-checked_at", "-id"], name="link_check_latest")]

    def __str__(self) -> str:
        return f"{self.code} {self.checked_at}"
