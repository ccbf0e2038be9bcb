"""Wordings that a service writes its own way, in versions (ORG-35)."""

import uuid

from django.conf import settings
from django.db import models

from safeguard.audit.models import Evidential
from safeguard.practitioners.models import Service


class Wording(Evidential):
    """A wording of a service, or (service empty) of the whole organisation. Append-only: the highest number holds.

    ``text`` null: back to the standard words.
    """

    AUDIT_SCHEMA = "policies.wording/1"
    AUDIT_FIELDS = ("ref", "code", "service_id", "number", "text", "written_by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    code = models.CharField(max_length=40)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField(null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "service", "number"], name="wording_version_is_there_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}, version {self.number}"
