"""Who has signed which version, and how."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguard.audit.models import Evidential
from safeguard.policies.enums import Method
from safeguard.policies.models.library import PolicyVersion


class Signature(Evidential):
    """Somebody has read a version of a policy and will keep to it (ORG-06). Once per person and version."""

    AUDIT_SCHEMA = "policies.signature/2"
    AUDIT_FIELDS = ("ref", "version_id", "person_id", "signed_at", "method", "held_at", "recorded_by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    method = models.CharField(
        max_length=10, choices=Method.choices, default=Method.SCREEN, db_default=Method.SCREEN.value
    )
    held_at = models.CharField(max_length=300, blank=True, default="", db_default="")  # where the paper lies
    recorded_by = models.ForeignKey(  # null: they signed it themselves
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    # When a paper was written down, whatever day it says it was signed; null: on screen, or before this was kept.
    written_down_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="policy_signed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} signed {self.version_id}"


class GuestSignature(Evidential):
    """A guest, who has no account, has signed the version for guests on paper (ORG-06). Append-only.

    Two guests of one name may sign on one day: only the client token tells a second press from a second guest.
    """

    AUDIT_SCHEMA = "policies.guestsignature/1"
    AUDIT_FIELDS = ("ref", "version_id", "name", "signed_on", "held_at", "recorded_by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(max_length=150)
    signed_on = models.DateField()
    held_at = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(held_at=""), name="guest_signature_is_held_somewhere"),
        ]
        indexes = [models.Index(fields=["version", "-recorded_at", "-id"], name="guest_newest")]

    def __str__(self) -> str:
        return f"a guest signed {self.version_id}"
