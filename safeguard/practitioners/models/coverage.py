"""Who works in, or answers for, every service of a brand, a region or a contract, also those to come (ORG-01)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguard.practitioners.models.structure import Brand, Contract


class Coverage(models.Model):
    """What was said once for services that have something in common. Never deleted: it ends.

    The services themselves are held by each person and post; this adds to them what comes later.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coverages")
    as_officer = models.BooleanField()  # answers for them; else works in them
    brand = models.ForeignKey(Brand, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=100, blank=True)
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)  # null: it holds

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(brand__isnull=False) | Q(contract__isnull=False) | ~Q(region=""),
                name="coverage_is_of_something",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(str(one) for one in (self.brand, self.region, self.contract) if one)
