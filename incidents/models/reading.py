"""Who else may read a case, who is asked to add to it without reading it, and who it is locked to."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential
from safeguard.people.models import Person


def _person(**over: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, **{"on_delete": models.PROTECT, "related_name": "+", **over})


def _ended() -> Any:
    """Nobody looks rows up by who ended them, and most never are."""
    return _person(null=True, db_index=False)


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Readers by their time."""

    def at(self, moment: Any) -> "ReaderQuerySet":
        """Those who may read at a moment (or at ``clock.NOW``): not ended, and the last day not over."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), ended_at__isnull=True)


class Reader(models.Model):
    """Somebody who may read a case because whoever leads it named them, until a day or until it is ended."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    reason = models.TextField(blank=True, default="", db_default="")
    ends_at = models.DateTimeField(null=True)  # not included; null: until somebody ends it
    ended_at = models.DateTimeField(null=True)
    ended_by = _ended()

    objects = ReaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], condition=Q(ended_at__isnull=True), name="reader_is_named_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="reader_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} may read {self.incident_id}"


class Invitation(Evidential):
    """Somebody who is asked to add what they know, and sees the question and their own words, never the case."""

    AUDIT_SCHEMA = "incidents.invitation/1"
    AUDIT_FIELDS = ("ref", "incident_id", "person_id", "question", "asked_by_id", "asked_at", "ended_at", "ended_by_id")

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="invitations")
    person = _person()
    question = models.TextField()
    asked_by = _person()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = _ended()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="invitation_open", condition=Q(ended_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="invitation_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class CaseLock(Evidential):
    """From when to when a case is open to named people and the lead's post alone, and why."""

    AUDIT_SCHEMA = "incidents.lock/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "reason",
        "locked_by_id",
        "locked_at",
        "lifted_at",
        "lifted_by_id",
        "lifted_why",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="locks")
    reason = models.TextField()
    locked_by = _person()
    locked_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = _ended()
    lifted_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(lifted_at__isnull=True), name="locked_once"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why=""),
                name="lock_lifted_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"locked {self.locked_at:%d %b %H:%M}"


class PersonLink(Evidential):
    """That somebody we work with was linked to a case, or taken out of it because it was the wrong person, and why.

    Append-only, like ``Incident.people``, from which nobody is ever removed: who a case is about now is in
    ``people_linked``.
    """

    AUDIT_SCHEMA = "incidents.link/1"
    AUDIT_FIELDS = ("ref", "incident_id", "person_id", "is_linked", "reason", "by_id", "at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="person_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_linked = models.BooleanField()
    reason = models.TextField()
    by = _person()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "at"], name="link_in_order")]

    def __str__(self) -> str:
        return f"{'linked' if self.is_linked else 'unlinked'} {self.at:%d %b %H:%M}"


def people_linked() -> QuerySet[Any]:
    """Whom cases are about, as pairs of ``incident`` and ``person``: those who were taken out again are not in it."""
    newest = PersonLink.objects.filter(incident=OuterRef("incident"), person=OuterRef("person")).order_by("-id")
    still = Coalesce(Subquery(newest.values("is_linked")[:1]), Value(True))
    return Incident.people.through.objects.filter(still)
