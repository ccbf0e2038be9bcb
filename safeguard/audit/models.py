"""Audit events: who did or read what, when. No foreign keys, so that an event outlives what it speaks of."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Evidential(models.Model):
    """A record whose every change leaves a digest in the audit trail.

    ``AUDIT_SCHEMA`` names the field list and its version (``incidents.incident/1``): a changed list is a new version.
    """

    AUDIT_SCHEMA: ClassVar[str]
    AUDIT_FIELDS: ClassVar[tuple[str, ...]]
    AUDIT_BEFORE: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # earlier versions, each with its fields

    class Meta:
        abstract = True

    def audit_values(self, schema: str = "") -> dict[str, Any]:
        """The evidential fields as they now are; those of an earlier ``schema`` if one is named.

        Raises KeyError for a schema that this record never had.
        """
        names = self.AUDIT_FIELDS if schema in ("", self.AUDIT_SCHEMA) else self.AUDIT_BEFORE[schema]
        return {name: getattr(self, name) for name in names}


class AuditEvent(models.Model):
    """One act or one reading. Holds names of fields and a digest, never values (design: no narrative in the trail)."""

    verb = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)  # null: the system itself
    subject_type = models.CharField(max_length=60, blank=True)
    subject_ref = models.CharField(max_length=40, blank=True)
    refs = ArrayField(models.CharField(max_length=40), default=list)  # what a list or a search showed
    fields = ArrayField(models.CharField(max_length=60), default=list)
    schema = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=32)
    at = models.DateTimeField()  # the moment we acted on
    recorded_at = models.DateTimeField(db_default=Now())  # the database's own

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_ref", "id"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_ref}"
