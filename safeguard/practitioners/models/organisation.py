"""The organisation and its services."""

import uuid

from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """The organisation that this installation belongs to: one row, made with the tables."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    name = models.CharField(max_length=150, blank=True)
    live_at = models.DateTimeField(null=True)  # from then on real people are recorded; it never goes back
    live_by = models.ForeignKey(
        "User", null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: it was in use before anybody was asked

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="organisation_is_one"),
            models.CheckConstraint(
                condition=Q(live_at__isnull=False) | Q(live_by__isnull=True), name="organisation_went_live_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A service of the organisation; safeguarding officers cover services."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    region = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
