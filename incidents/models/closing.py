"""How cases ended. Append-only."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential


class Closure(Evidential):
    """How a case ended, what was learned and when somebody looks again (INC-51). Append-only."""

    AUDIT_SCHEMA = "incidents.closure/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "outcome",
        "learning",
        "monitor_on",
        "no_monitoring",
        "closed_by_id",
        "closed_at",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="closures")
    outcome = models.TextField()
    learning = models.TextField()
    monitor_on = models.DateField(null=True)
    no_monitoring = models.TextField(blank=True)  # why nobody looks again
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "-id"], name="closure_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(monitor_on__isnull=False, no_monitoring="")
                | Q(monitor_on__isnull=True) & ~Q(no_monitoring=""),
                name="closure_is_monitored_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"closed {self.closed_at:%d %b %H:%M}"
