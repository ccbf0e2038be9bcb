"""The platforms people may be met on, and what was decided about each."""

import json
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.audit.models import Evidential
from safeguard.platforms.enums import Method, PlatformStatus


class Platform(Evidential):
    """A platform for remote contact, the telephone among them (PLT-01). Kept for good, whatever was decided."""

    AUDIT_SCHEMA = "platforms.platform/1"
    AUDIT_FIELDS = (
        "ref",
        "name",
        "methods",
        "purpose",
        "owner_id",
        "status",
        "min_age",
        "has_chat",
        "has_camera",
        "has_recording",
        "restrictions",
        "review_due",
        "version",
    )
    SUBJECT = "platforms.platform"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    name = models.CharField(max_length=100)
    methods = ArrayField(models.CharField(max_length=10, choices=Method.choices))
    purpose = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=15, choices=PlatformStatus.choices, default=PlatformStatus.PROPOSED)
    min_age = models.PositiveSmallIntegerField()  # whole years, as its own terms ask for; 0: none
    has_chat = models.BooleanField()
    has_camera = models.BooleanField()
    has_recording = models.BooleanField()
    restrictions = models.TextField(blank=True)  # what a restricted one may be used for
    review_due = models.DateField(null=True)  # the last day on which the approval holds
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="platform_name_is_there_once"),
            models.CheckConstraint(condition=~Q(methods=[]), name="platform_has_a_method"),
            models.CheckConstraint(
                condition=Q(status__in=["approved", "restricted"], review_due__isnull=False)
                | ~Q(status__in=["approved", "restricted"]) & Q(review_due__isnull=True),
                name="platform_in_use_has_its_review",
            ),
            models.CheckConstraint(
                condition=Q(status="restricted") & ~Q(restrictions="") | ~Q(status="restricted") & Q(restrictions=""),
                name="platform_restricted_to_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page in the register."""
        return reverse("platforms:detail", args=[self.ref])

    @property
    def method_words(self) -> list[str]:
        """How people meet on it, in words."""
        return [str(Method(code).label) for code in self.methods]


class PlatformDecision(Evidential):
    """What was decided about a platform, why and until when. Append-only: the latest one holds."""

    AUDIT_SCHEMA = "platforms.decision/1"
    AUDIT_FIELDS = (
        "ref",
        "platform_id",
        "status",
        "reason",
        "restrictions",
        "review_due",
        "decided_by_id",
        "decided_at",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=15, choices=PlatformStatus.choices)
    reason = models.TextField()
    restrictions = models.TextField(blank=True)
    review_due = models.DateField(null=True)
    # null: nobody looked again in time, and the approval went by itself (PLT-22)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["platform", "-decided_at", "-id"], name="platform_decision_latest")]

    def __str__(self) -> str:
        return f"{self.platform_id}: {self.status}"

    @property
    def author(self) -> str:
        """Who decided, in words."""
        return self.decided_by.full_name if self.decided_by else _("Nobody: the day of its review went by")


class PlatformCorrection(Evidential):
    """What the register said of a platform before and after somebody put it right, and why. Append-only."""

    AUDIT_SCHEMA = "platforms.correction/1"
    AUDIT_FIELDS = ("ref", "platform_id", "before_text", "after_text", "why", "by_id", "at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="corrections")
    before = models.JSONField()  # only what changed, by field
    after = models.JSONField()
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.platform_id}: corrected"

    @property
    def before_text(self) -> str:
        """What it said before in one fixed form, for the digest."""
        return json.dumps(self.before, sort_keys=True)

    @property
    def after_text(self) -> str:
        """What it says since in one fixed form, for the digest."""
        return json.dumps(self.after, sort_keys=True)
