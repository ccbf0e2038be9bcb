"""What comes from people who have no account: a concern by the public form, a complaint about a session."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from incidents.enums import Answering, ComplaintState, Teller
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential
from sessions_app.models import Session


class PublicReport(Evidential):
    """Who sent a concern by the public form, as far as they wanted to say, and how they may be reached. Append-only.

    Their words stand in the incident. ``link_id``: of the link by which they add more; its token is stored nowhere.
    """

    AUDIT_SCHEMA = "incidents.outside/1"
    AUDIT_FIELDS: ClassVar = (
        "ref",
        "incident_id",
        "teller",
        "name",
        "answering",
        "contact",
        "safe_times",
        "never",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="public_report")
    link_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    teller = models.CharField(max_length=15, choices=Teller.choices, blank=True)
    name = models.TextField(blank=True)
    answering = models.CharField(max_length=10, choices=Answering.choices, blank=True)  # empty: they did not say
    contact = models.TextField(blank=True)
    safe_times = models.TextField(blank=True)
    never = models.TextField(blank=True)  # what must not be done, such as leaving a message

    def __str__(self) -> str:
        return f"outside report of {self.incident_id}"


class Complaint(Evidential):
    """What a parent or carer said about a session, for the service manager (ESC-15). Kept; it changes its state."""

    AUDIT_SCHEMA = "incidents.complaint/1"
    AUDIT_FIELDS: ClassVar = (
        "ref",
        "session_id",
        "said_by",
        "words",
        "when_said",
        "logged_by_id",
        "logged_at",
        "manager_id",
        "state",
        "answer",
        "settled_by_id",
        "settled_at",
        "incident_id",
    )
    SUBJECT = "incidents.complaint"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="complaints")
    said_by = models.TextField()
    words = models.TextField()
    when_said = models.TextField(blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ComplaintState.choices, default=ComplaintState.OPEN)
    answer = models.TextField(blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="complaints")

    class Meta:
        indexes = [models.Index(fields=["manager", "-id"], name="complaint_of_manager", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, state="open")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(state="open"),
                name="complaint_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Where it is read and answered."""
        return reverse("incidents:complaint", args=[self.ref])
