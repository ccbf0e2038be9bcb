"""One kind of task for every app: something a named person must have done by a moment."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.escalation.enums import RouteKind
from safeguard.practitioners.models import Service


class Duty(models.Model):
    """Owner, due moment and what it is about (by reference). An overdue duty climbs a ladder of its own."""

    ref = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=30, choices=DutyKind.choices)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    subject_type = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DutyState.choices, default=DutyState.OPEN)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    escalate_at = models.DateTimeField()  # when others are told, unless it is done before
    held_at = models.DateTimeField(null=True)  # it came back with a backup: nobody is told until it is released
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    # How it climbs when it is overdue: the same way, past the same people, as what it is about.
    route_kind = models.CharField(max_length=20, choices=RouteKind.choices)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    excluded = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name_plural = "duties"
        indexes = [
            models.Index(fields=["owner", "due_at"], name="duty_of_owner", condition=Q(state="open")),
            models.Index(fields=["due_at"], name="duty_due", condition=Q(state="open")),
            models.Index(
                fields=["escalate_at"], name="duty_to_escalate", condition=Q(state="open", escalated_at__isnull=True)
            ),
            models.Index(fields=["subject_type", "subject_ref"], name="duty_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_by__isnull=False)
                | Q(state="open", done_at__isnull=True, done_by__isnull=True),
                name="duty_done_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_ref"],
                condition=Q(state="open"),
                name="duty_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.subject_ref}"
