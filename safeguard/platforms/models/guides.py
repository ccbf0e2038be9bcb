"""How to use a platform, in words for young people."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.platforms.models.register import Platform


class PlatformGuide(Evidential):
    """One version of the how-to guide of a platform (PLT-17). Append-only: the highest number is shown."""

    AUDIT_SCHEMA = "platforms.guide/1"
    AUDIT_FIELDS = ("ref", "platform_id", "number", "text", "written_by_id", "written_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="guides")
    number = models.PositiveIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "number"], name="platform_guide_number_once")]

    def __str__(self) -> str:
        return f"{self.platform_id}: guide {self.number}"

    def get_absolute_url(self) -> str:
        """Where anybody reads it, with the link and without an account: it holds nothing about anybody."""
        return reverse("guide", args=[self.platform.ref])
