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
    """A service of the organisation: people, sessions and officers belong to services, and so to the brand, the region
    and the contracts of each (ORG-01)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    brand = models.ForeignKey("Brand", null=True, on_delete=models.PROTECT, related_name="services")
    region = models.CharField(max_length=100, blank=True)
    audience = models.CharField(max_length=100, blank=True, db_default="")  # whom it is for
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at__isnull=True) | Q(is_active=False),
                name="service_closed_is_not_run",
            ),
        ]

    def __str__(self) -> str:
        return self.name
