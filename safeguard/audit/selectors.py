"""Reading the audit trail."""

import hmac
from typing import Any

from django.apps import apps
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
    """Whether a record is as its last recorded act left it, by the present key or one of before."""
    known = (subject.AUDIT_SCHEMA, *subject.AUDIT_BEFORE)
    last = events_about(subject).exclude(digest="").filter(schema__in=known).last()
    keys = (settings.AUDIT_KEY, *settings.AUDIT_KEY_FALLBACKS)
    return last is not None and any(
        hmac.compare_digest(last.digest, row_digest(last.schema, subject.audit_values(last.schema), key))
        for key in keys
    )


def disagreeing_among_newest(sample: int) -> tuple[int, list[str]]:
    """Of the newest records, ``sample`` of each evidential kind: how many were compared with the trail, and which
    disagree."""
    compared, different = 0, []
    for model in apps.get_models():
        if issubclass(model, Evidential):
            for row in model._default_manager.order_by("-pk")[:sample]:
                compared += 1
                if not agrees_with_trail(row):
                    different.append(f"{model._meta.label_lower} {getattr(row, 'ref', row.pk)}")
    return compared, different
