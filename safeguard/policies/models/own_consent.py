"""Whether a service takes a young person's own consent before the age of countersignature (practice E45)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguard.audit.models import Evidential
from safeguard.practitioners.models import Service


class OwnConsent(Evidential):
    """From which age a service does, and which policy of ours says so. Append-only: the latest of a service holds.

    ``from_age`` null: it does not, or no longer.
    """

    AUDIT_SCHEMA = "policies.ownconsent/1"
    AUDIT_FIELDS = ("ref", "service_id", "from_age", "policy", "set_by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    from_age = models.PositiveSmallIntegerField(null=True)
    policy = models.CharField(max_length=200, blank=True)  # its title and clause, where it can be read
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_age__isnull=True) | ~Q(policy=""), name="own_consent_says_by_which_policy"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: from {self.from_age}"
