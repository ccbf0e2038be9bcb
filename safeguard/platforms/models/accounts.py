"""Accounts of the organisation's own on a platform."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from safeguard.audit.models import Evidential
from safeguard.platforms.models.register import Platform


class OrganisationAccount(Evidential):
    """An account that belongs to the organisation, and who looks after it (PLT-20). Never a password."""

    AUDIT_SCHEMA = "platforms.account/1"
    AUDIT_FIELDS = ("ref", "platform_id", "label", "custodian_id", "work_email", "closed_at", "closed_by_id", "version")

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="accounts")
    label = models.CharField(max_length=100)  # what others see: the name or handle of the account
    custodian = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    work_email = models.EmailField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "platform", Lower("label"), condition=Q(closed_at__isnull=True), name="account_is_there_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="account_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
