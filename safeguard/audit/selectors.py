"""Reading the audit trail."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from safeguard.audit.models import AuditEvent, Evidential
from safeguard.audit.rules import row_digest


def events_about(subject: Any) -> QuerySet[AuditEvent]:
    """The events that speak of one record, oldest first."""
    return AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower, subject_ref=str(getattr(subject, "ref", subject.pk))
    ).order_by("id")


def agrees_with_trail(subject: Evidential) -> bool:
    """Whether a record is as its last recorded act left it."""
    last = events_about(subject).exclude(digest="").filter(schema=subject.AUDIT_SCHEMA).last()
    return last is not None and last.digest == row_digest(
        subject.AUDIT_SCHEMA, subject.audit_values(), settings.AUDIT_KEY
    )
