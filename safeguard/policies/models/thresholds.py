"""Thresholds in force: a change is a new row, so that the past keeps the numbers it had."""

from django.conf import settings
from django.db import models


class Threshold(models.Model):
    """A value the organisation has set for a threshold, from a moment on."""

    code = models.CharField(max_length=40)
    value = models.JSONField()
    from_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    client_token = models.UUIDField(unique=True, null=True)  # a double press lands once; older rows have none

    class Meta:
        indexes = [models.Index(fields=["code", "-from_at"], name="threshold_latest")]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"
