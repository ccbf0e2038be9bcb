"""What somebody says of themselves, what is checked about them, and with whom they have talked."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from safeguard.audit.models import Evidential
from safeguard.practitioners.enums import CheckIn, CheckKind
from safeguard.practitioners.models.organisation import Service
from safeguard.practitioners.models.people import User


class SelfCheck(Evidential):
    """Somebody has ticked every statement of a kind, on a day (ORG-09, ORG-14, ORG-15, ORG-25). Append-only.

    Of their safeguarding officer it holds for which service and who that was: it is asked again once it is another.
    """

    AUDIT_SCHEMA = "practitioners.self_check/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = ("ref", "person_id", "kind", "service_id", "officer_id", "said_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="self_checks")
    kind = models.CharField(max_length=10, choices=CheckKind.choices)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "-said_at"], name="self_check_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["client_token", "service"], nulls_distinct=False, name="self_check_lands_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=CheckKind.OFFICER, service__isnull=False, officer__isnull=False)
                | Q(~Q(kind=CheckKind.OFFICER), service__isnull=True, officer__isnull=True),
                name="self_check_names_its_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class BackgroundCheck(Evidential):
    """When somebody's background was last checked (practice C30): a date and where the letter is. Append-only."""

    AUDIT_SCHEMA = "practitioners.background_check/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = (
        "ref", "person_id", "checked_on", "held_at", "recorded_by_id", "recorded_at",
    )  # fmt: skip

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="background_checks")
    checked_on = models.DateField()
    held_at = models.CharField(max_length=150, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-recorded_at"], name="background_latest")]
        constraints = [models.CheckConstraint(condition=~Q(recorded_by=F("person")), name="background_by_another")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.checked_on}"


class CheckedIn(models.Model):
    """Somebody has talked with a colleague or their manager (ORG-40): that they did, not what about. Append-only."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="check_ins")
    whom = models.CharField(max_length=10, choices=CheckIn.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="check_in_latest")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.whom}"
