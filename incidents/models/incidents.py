"""A concern, which is an incident once somebody has triaged it, and who is kept out of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.enums import ExclusionReason, HowSoon, IncidentState, Involved, Source, YesNoUnsure
from safeguard.audit.models import Evidential
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.people.models import Person
from safeguard.practitioners.models import Service
from sessions_app.models import Session

INCIDENT_2 = (
    "ref",
    "raised_by_id",
    "raised_at",
    "service_id",
    "is_danger",
    "how_soon",
    "urgency",
    "about_whom",
    "involved",
    "about_staff",
    "staff_named",
    "imagery",
    "imagery_notice_read",
    "exact_words",
    "seen_and_done",
    "opinion",
    "when_happened",
    "when_learned",
    "who_knows",
    "emergency_rung_at",
    "emergency_rung_by",
    "emergency_number",
    "route",
    "state",
    "acknowledged_at",
    "acknowledged_by_id",
    "closed_at",
    "closed_by_id",
    "session_id",
)


class Incident(Evidential):
    """What somebody reported, in their words, and where it stands."""

    AUDIT_SCHEMA = "incidents.incident/3"
    AUDIT_FIELDS = (*INCIDENT_2, "source")
    AUDIT_BEFORE: ClassVar = {"incidents.incident/2": INCIDENT_2}
    SUBJECT = "incidents.incident"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    # Nobody: it came by the public form, and OutsideReport says what they wanted to say of themselves.
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.STAFF, db_default=Source.STAFF)
    raised_at = models.DateTimeField()
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    is_danger = models.BooleanField()  # somebody was in danger at that moment
    how_soon = models.CharField(max_length=10, choices=HowSoon.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    about_whom = models.TextField(blank=True)
    involved = ArrayField(models.CharField(max_length=15, choices=Involved.choices), default=list)
    about_staff = models.CharField(max_length=10, choices=YesNoUnsure.choices)
    staff_named = models.TextField(blank=True)
    imagery = models.CharField(max_length=10, choices=YesNoUnsure.choices)
    imagery_notice_read = models.BooleanField(default=False)  # asked only where imagery may be part of it (INC-02)
    exact_words = models.TextField(blank=True)
    seen_and_done = models.TextField(blank=True)
    opinion = models.TextField(blank=True)
    when_happened = models.TextField(blank=True)
    when_learned = models.TextField(blank=True)  # the time of awareness, in the raiser's words (INC-35)
    who_knows = models.TextField(blank=True)
    emergency_rung_at = models.TextField(blank=True)  # in the words of whoever rang 999 (ESC-01)
    emergency_rung_by = models.TextField(blank=True)
    emergency_number = models.TextField(blank=True)
    route = models.CharField(max_length=20, choices=RouteKind.choices)
    has_imagery = models.BooleanField()
    is_about_staff = models.BooleanField()
    state = models.CharField(max_length=15, choices=IncidentState.choices, default=IncidentState.RAISED)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Who deals with it since whoever acknowledged it has left; what was acknowledged stays as it was.
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # How it was closed is in the newest Closure; opened again, it is closed no more.
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The session it was raised from.
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="incidents")
    people = models.ManyToManyField(Person, related_name="incidents")  # of those we work with, as far as it was said

    class Meta:
        indexes = [
            models.Index(fields=["raised_at", "id"], name="incident_waiting", condition=Q(state="raised")),
            # What burns first of each urgency, however many wait behind it.
            models.Index(fields=["urgency", "raised_at", "id"], name="incident_burning", condition=Q(state="raised")),
            models.Index(fields=["-raised_at", "-id"], name="incident_in_hand", condition=Q(state="acknowledged")),
            models.Index(fields=["-closed_at", "-id"], name="incident_closed", condition=Q(state="closed")),
            models.Index(fields=["-raised_at", "-id"], name="incident_newest"),
            models.Index(fields=["service", "-raised_at"], name="incident_of_service"),
            models.Index(fields=["raised_by", "-raised_at"], name="incident_of_reporter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, state="raised")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(state="raised"),
                name="incident_acknowledged_by_somebody",
            ),
            models.CheckConstraint(  # by nobody only if it came by the public form
                condition=Q(raised_at__isnull=False) & (Q(raised_by__isnull=False) | Q(source=Source.OUTSIDE)),
                name="incident_raised_by_somebody_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, closed_by__isnull=False, state="closed")
                | Q(closed_at__isnull=True, closed_by__isnull=True) & ~Q(state="closed"),
                name="incident_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def raised_by_name(self) -> str:
        """Who raised it, in words for a page."""
        return self.raised_by.full_name if self.raised_by else str(_("somebody outside, by the public form"))

    @property
    def is_closed(self) -> bool:
        """Whether it was closed and not opened again."""
        return self.state == IncidentState.CLOSED

    @property
    def dealer_id(self) -> int | None:
        """The id of whoever deals with it: whoever acknowledged it, unless it was handed over since."""
        return self.handed_to_id or self.acknowledged_by_id

    def get_absolute_url(self) -> str:
        """Where those who handle it open it."""
        return reverse("incidents:detail", args=[self.ref])


class Exclusion(models.Model):
    """Somebody who is kept out of a matter: told nothing, shown nothing, not counted (INC-16)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=ExclusionReason.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="excluded_once")]

    def __str__(self) -> str:
        return f"{self.person_id} is {self.reason}"
