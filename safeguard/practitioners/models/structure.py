"""Brands and contracts: what else a service belongs to (ORG-01)."""

import uuid

from django.db import models
from django.db.models import F, Q

from safeguard.practitioners.models.organisation import Service


class Brand(models.Model):
    """A name under which the organisation works."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """What funds services, from a day to a day (both included; ``to_on`` empty: open)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=100, unique=True)
    funder = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    services = models.ManyToManyField(Service, related_name="contracts")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="contract_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title
