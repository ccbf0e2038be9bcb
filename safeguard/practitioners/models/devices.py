"""The organisation's devices: sessions take place on these and on no other (SEC-09)."""

import uuid

from django.db import models
from django.db.models import Q

from safeguard.practitioners.enums import DeviceKind, DeviceState
from safeguard.practitioners.models.people import User


class Device(models.Model):
    """A device of the organisation, and who has it. Who had it before stands in the trail."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=DeviceKind.choices)
    asset_number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=DeviceState.choices, default=DeviceState.IN_USE)
    custodian = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="devices")
    given_at = models.DateTimeField(null=True)  # to its custodian
    lost_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(custodian__isnull=True, given_at__isnull=True)
                | Q(custodian__isnull=False, given_at__isnull=False),
                name="device_given_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="lost", lost_at__isnull=False) | ~Q(state="lost"), name="device_lost_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.asset_number})"
