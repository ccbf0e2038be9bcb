"""The welfare call after a safe word: it can be made, handed on and escalated, and never skipped (LOG-08, RUN-31)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.people.enums import ContactChannel
from safeguard.people.models import Person
from sessions_app.enums import CallResult
from sessions_app.models.sessions import Session


class WelfareCall(Evidential):
    """A call that makes sure somebody is safe. There is no way to cancel one: only a result ends it."""

    AUDIT_SCHEMA = "sessions_app.call/1"
    AUDIT_FIELDS = (
        "ref",
        "session_id",
        "person_id",
        "is_danger",
        "due_at",
        "agreed_with_person",
        "channel",
        "caller_id",
        "result",
        "note",
        "made_at",
        "made_by_id",
        "escalated_at",
    )
    SUBJECT = "sessions_app.welfarecall"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="welfare_calls")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="welfare_calls")
    is_danger = models.BooleanField()  # "danger now?", as the worker answered when the safe word was used
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    agreed_with_person = models.BooleanField(default=False)  # the time and channel were agreed with them
    channel = models.CharField(max_length=10, choices=ContactChannel.choices, default=ContactChannel.CALL)
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=15, choices=CallResult.choices, blank=True)  # the final one
    note = models.TextField(blank=True)
    made_at = models.DateTimeField(null=True)  # when the final result was noted
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)  # others were told: not reached, or overdue

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="call_due", condition=Q(made_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, made_by__isnull=True, result__in=["", "not_reached"])
                | Q(made_at__isnull=False, made_by__isnull=False, result__in=["safe", "concern", "not_reached"]),
                name="call_made_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sessions:call", args=[self.ref])
