"""Ladders: a matter that must be answered, who was told of it when, and who answered."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safeguard.escalation.enums import LadderState, RouteKind, StepKind, Urgency
from safeguard.practitioners.models import Service


class Route(models.Model):
    """An organisation's own order of posts for a kind of matter, for one service or for all."""

    kind = models.CharField(max_length=20, choices=RouteKind.choices)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    levels = models.JSONField()  # a list of levels, each a list of post codes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "service"], name="route_is_there_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.levels}"


class Ladder(models.Model):
    """Climbs until a human acknowledges. Knows its subject by reference only."""

    ref = models.CharField(max_length=16, unique=True)
    subject_type = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=40)
    about_ref = models.CharField(max_length=40)  # the record that people open: the subject, or what it belongs to
    path = models.CharField(max_length=200)  # where that record is opened, without the host
    kind = models.CharField(max_length=20, choices=RouteKind.choices)
    levels = models.JSONField()  # frozen at the start: a changed route changes no ladder that is climbing
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    excluded = ArrayField(models.BigIntegerField(), default=list)  # never told: named, their line, who raised it
    state = models.CharField(max_length=15, choices=LadderState.choices, default=LadderState.CLIMBING)
    level = models.SmallIntegerField(default=-1)  # the last level told; -1: nobody yet
    calls = models.PositiveIntegerField(default=0)  # how many times somebody was told
    started_at = models.DateTimeField()
    next_due_at = models.DateTimeField()
    try_again_at = models.DateTimeField(null=True)  # a climb failed; the due moment stays, so that it shows
    held_at = models.DateTimeField(null=True)  # it came back with a backup, and tells nobody until it is released
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["next_due_at"], name="ladder_due", condition=Q(state="climbing")),
            models.Index(fields=["subject_type", "subject_ref"], name="ladder_by_subject"),
            models.Index(fields=["about_ref"], name="ladder_by_record"),
            # With the next: what somebody was told of and nobody has answered, which access asks on every list.
            models.Index(fields=["id"], include=["about_ref"], name="ladder_climbing", condition=Q(state="climbing")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_ref"],
                condition=Q(state="climbing"),
                name="subject_climbs_one_ladder",
            ),
            models.CheckConstraint(
                condition=Q(state="acknowledged", acknowledged_at__isnull=False, acknowledged_by__isnull=False)
                | (~Q(state="acknowledged") & Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)),
                name="ladder_acknowledged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} for {self.subject_ref} ({self.state})"

    @property
    def is_climbing(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == LadderState.CLIMBING


class LadderStep(models.Model):
    """One line of the story of a ladder. Append-only."""

    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT, related_name="story")
    kind = models.CharField(max_length=15, choices=StepKind.choices)
    at = models.DateTimeField()
    call = models.PositiveIntegerField(default=0)
    level = models.SmallIntegerField(default=-1)
    post = models.CharField(max_length=100, blank=True)  # the title it had then
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    telling = models.UUIDField(null=True)  # the messages of this step carry it as their subject

    class Meta:
        indexes = [
            models.Index(fields=["telling"], name="step_by_telling", condition=Q(telling__isnull=False)),
            models.Index(fields=["person", "ladder"], name="step_by_person"),
            models.Index(fields=["person", "ladder"], name="step_told", condition=Q(kind="told")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "call", "person"], condition=Q(kind="told"), name="told_once_a_call"
            ),
            models.UniqueConstraint(
                fields=["ladder", "person"], condition=Q(kind="opened"), name="opened_is_noted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id or ''} {self.at:%H:%M}"
