"""Plans: a session, who takes part, what was assessed, who approved, and the slots people are booked for."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from consent.models import Activity
from safeguard.audit.models import Evidential
from safeguard.people.models import Adult, Person
from safeguard.platforms.enums import Method
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import Device, Service
from sessions_app.enums import EndedHow, Mitigation, Phase, Rating, SessionKind, SessionState, WhyOneToOne


class Session(Evidential):
    """One contact, planned or not, from the plan to the record."""

    AUDIT_SCHEMA = "sessions_app.session/2"
    AUDIT_FIELDS = (
        "ref",
        "kind",
        "phase",
        "method",
        "purpose",
        "content",
        "platform_id",
        "activity_id",
        "practitioner_id",
        "second_worker_id",
        "service_id",
        "starts_at",
        "planned_minutes",
        "why_one_to_one",
        "why_one_to_one_detail",
        "mitigations",
        "state",
        "family_told_at",
        "started_at",
        "started_by_id",
        "ended_at",
        "ended_by_id",
        "ended_how",
        "recorded_at",
        "recorded_by_id",
        "device_id",
        "other_device",
        "version",
    )
    SUBJECT = "sessions_app.session"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    kind = models.CharField(max_length=15, choices=SessionKind.choices)
    phase = models.CharField(max_length=15, choices=Phase.choices)
    method = models.CharField(max_length=10, choices=Method.choices)
    purpose = models.TextField(blank=True)
    content = models.TextField(blank=True)
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")  # null: unplanned
    activity = models.ForeignKey(Activity, null=True, on_delete=models.PROTECT, related_name="sessions")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_worker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    planned_minutes = models.PositiveSmallIntegerField()
    why_one_to_one = models.CharField(max_length=10, choices=WhyOneToOne.choices, blank=True)
    why_one_to_one_detail = models.TextField(blank=True)
    mitigations = ArrayField(models.CharField(max_length=15, choices=Mitigation.choices), default=list)
    state = models.CharField(max_length=15, choices=SessionState.choices, default=SessionState.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    family_told_at = models.DateTimeField(null=True)  # the message before the session (PLN-19)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(  # of ours, on which it takes place (SEC-09)
        Device, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    other_device = models.CharField(max_length=60, blank=True, db_default="")  # of ours too, and not in the register
    findings_at_start = models.JSONField(default=list)  # keys and levels it was judged by (design 4.1)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_how = models.CharField(max_length=20, choices=EndedHow.choices, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["practitioner", "starts_at", "id"], name="session_of_worker"),
            models.Index(fields=["service", "-starts_at", "-id"], name="session_of_service"),
            models.Index(fields=["-starts_at", "-id"], name="session_newest"),
            models.Index(
                fields=["starts_at", "id"],
                name="session_on_the_way",
                condition=Q(state__in=["planned", "with_manager", "approved", "live"]),
            ),
            models.Index(fields=["starts_at"], name="session_coming", condition=Q(state__in=["planned", "approved"])),
        ]
        constraints = [
            models.UniqueConstraint(
                # An unplanned contact is help: nothing keeps it from beginning (practice A7).
                fields=["practitioner"],
                condition=Q(state="live") & ~Q(kind="unplanned"),
                name="one_live_session_a_worker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["live", "ended", "recorded"], started_at__isnull=False, started_by__isnull=False)
                | Q(state__in=["planned", "with_manager", "approved", "cancelled"], started_at__isnull=True),
                name="session_started_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ended", "recorded"], ended_at__isnull=False, ended_by__isnull=False)
                | ~Q(state__in=["ended", "recorded"]) & Q(ended_at__isnull=True),
                name="session_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="recorded", recorded_at__isnull=False, recorded_by__isnull=False)
                | ~Q(state="recorded") & Q(recorded_at__isnull=True),
                name="session_recorded_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True),
                name="session_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(planned_minutes__gte=5, planned_minutes__lte=480), name="session_length_is_possible"
            ),
            models.CheckConstraint(
                condition=Q(kind="unplanned") | Q(platform__isnull=False, activity__isnull=False),
                name="session_planned_on_a_platform",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sessions:detail", args=[self.ref])


class Participant(models.Model):
    """A person who is to take part."""

    SPOKEN = "spoken"  # they were told on the telephone

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions")
    told_at = models.DateTimeField(null=True)  # they, or a parent or carer, were told of the session as it is planned
    # How: the dedupe keys of the messages, or SPOKEN. Told holds while one of them may still arrive.
    told_through = ArrayField(models.CharField(max_length=200), default=list)
    reminded_at = models.DateTimeField(null=True)  # the morning reminder of it was queued (PLN-20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="takes_part_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.session_id}"


class SupportingAdult(models.Model):
    """A parent, carer or other adult who is to be there, and whether they have agreed."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="supporting_adults")
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    has_agreed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "adult"], name="supports_once")]

    def __str__(self) -> str:
        return f"{self.adult_id} beside {self.session_id}"


class SessionAssessment(Evidential):
    """The risk of one session, joined to its plan (RA-06). Append-only: the latest is in force.

    ``response``: exactly what is done, by whom, if a concern arises; never blank, and shown live (RA-08).
    """

    AUDIT_SCHEMA = "sessions_app.assessment/1"
    AUDIT_FIELDS = ("ref", "session_id", "rating", "risks", "measures", "response", "made_by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="assessments")
    rating = models.CharField(max_length=10, choices=Rating.choices)
    risks = models.TextField()
    measures = models.TextField()
    response = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["session", "-made_at", "-id"], name="assessment_latest")]
        constraints = [
            models.CheckConstraint(condition=~Q(response=""), name="assessment_says_what_is_done"),
        ]

    def __str__(self) -> str:
        return f"assessment of {self.session_id}"


class Approval(Evidential):
    """What the line manager, or the officer on duty, said to a plan. Append-only."""

    AUDIT_SCHEMA = "sessions_app.approval/1"
    AUDIT_FIELDS = ("ref", "session_id", "version", "is_approved", "reason", "by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="approvals")
    version = models.PositiveIntegerField()  # of the plan that was seen
    is_approved = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "-at"], name="approval_latest")]

    def __str__(self) -> str:
        return f"approval of {self.session_id}"


class ReasonGiven(Evidential):
    """Why a session went on although a rule asked for a reason. Append-only; the DSL sees each (design 4.1)."""

    AUDIT_SCHEMA = "sessions_app.reason/1"
    AUDIT_FIELDS = ("ref", "session_id", "version", "key", "reason", "by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="reasons")
    version = models.PositiveIntegerField()  # of the plan it was given for: another plan asks again
    key = models.CharField(max_length=40)  # of the finding: the rule, and whom it is about
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="reason_newest")]

    def __str__(self) -> str:
        return f"{self.key} of {self.session_id}"

    @property
    def rule(self) -> str:
        """The requirement that asked."""
        return self.key.partition(":")[0]


class Booking(models.Model):
    """A slot of one member of staff. Two planned slots of the same person never overlap (PLN-30).

    A range of one number makes the exclusion work without the btree_gist extension (design 4.13).
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    is_free = models.BooleanField(default=False)  # cancelled, moved, or over: the slot blocks nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "worker"], condition=Q(is_free=False), name="booked_once"),
            models.CheckConstraint(condition=Q(during__isempty=False), name="booking_has_a_length"),
            ExclusionConstraint(
                name="one_planned_slot_at_a_time",
                expressions=[
                    (Func(F("worker"), F("worker"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_free=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} in {self.session_id}"
