"""Thresholds and policies in force: a change is a new row, so that the past keeps the numbers and words it had."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.policies.enums import PolicyKind


class Threshold(models.Model):
    """A value the organisation has set for a threshold, from a moment on."""

    code = models.CharField(max_length=40)
    value = models.JSONField()
    from_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["code", "-from_at"], name="threshold_latest")]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class Policy(models.Model):
    """A policy of the organisation; its words are in its versions (ORG-03)."""

    ref = models.CharField(max_length=16, unique=True)
    code = models.SlugField(max_length=40, unique=True)  # its name in addresses
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=PolicyKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="aup"), name="policy_one_acceptable_use"),
        ]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where everybody reads the version in force."""
        return reverse("policies:detail", args=[self.code])


class PolicyVersion(Evidential):
    """The words of a policy as they were issued. The one with the highest number is in force."""

    AUDIT_SCHEMA = "policies.version/1"
    AUDIT_FIELDS = ("ref", "policy_id", "number", "text", "issued_at", "issued_by_id", "must_sign")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    must_sign = models.BooleanField()  # False: it is only to be read, or only its wording changed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_is_there_once")]

    def __str__(self) -> str:
        return f"{self.policy_id}, version {self.number}"


class Signature(Evidential):
    """Somebody has read a version of a policy and will keep to it (ORG-06). Once per person and version."""

    AUDIT_SCHEMA = "policies.signature/1"
    AUDIT_FIELDS = ("ref", "version_id", "person_id", "signed_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="policy_signed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} signed {self.version_id}"
