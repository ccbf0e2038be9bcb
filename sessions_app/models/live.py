"""What happened: every press of the live page, the record, and what was added to it later."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguard.audit.models import Evidential
from sessions_app.enums import EventKind
from sessions_app.models.sessions import Participant, Session


class LiveEvent(Evidential):
    """One press, with its moment. Append-only: pressed again, it is another row, and the last one holds.

    ``facts`` by kind: see ``sessions_app.rules.live``.
    """

    AUDIT_SCHEMA = "sessions_app.event/1"
    AUDIT_FIELDS = ("ref", "session_id", "participant_id", "kind", "facts_text", "by_id", "at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "at", "id"], name="event_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.session_id}"

    @property
    def facts_text(self) -> str:
        """The facts in one fixed form, for the digest."""
        return json.dumps(self.facts, sort_keys=True)


class Record(Evidential):
    """The record of a contact, written straight after it. Locked as it is written: a change is an addendum."""

    AUDIT_SCHEMA = "sessions_app.record/1"
    AUDIT_FIELDS = (
        "ref",
        "session_id",
        "method",
        "began_at",
        "ended_at",
        "summary",
        "agreed",
        "facts_text",
        "written_by_id",
        "written_at",
    )

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="record")
    method = models.CharField(max_length=10)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    summary = models.TextField()
    agreed = models.TextField(blank=True)  # actions agreed; empty only where "none" was chosen
    no_actions = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)  # the live facts as they were when it was locked (LOG-04)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(summary=""), name="record_has_a_summary"),
            models.CheckConstraint(condition=Q(no_actions=True) | ~Q(agreed=""), name="record_says_what_was_agreed"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def facts_text(self) -> str:
        """The facts in one fixed form, for the digest."""
        return json.dumps(self.facts, sort_keys=True)


class RecordAddendum(Evidential):
    """Something added to a locked record, with its author, moment and reason (LOG-17). Append-only."""

    AUDIT_SCHEMA = "sessions_app.addendum/1"
    AUDIT_FIELDS = ("ref", "record_id", "text", "reason", "by_id", "at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record", "at", "id"], name="addendum_in_order")]
        verbose_name_plural = "addenda"

    def __str__(self) -> str:
        return f"addendum to {self.record_id}"
