"""Writing the audit trail. Called inside the transaction of the act it records, or before the page it records."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from safeguard.audit.enums import is_registered
from safeguard.audit.models import AuditEvent, Evidential
from safeguard.audit.rules import row_digest
from safeguard.lib import context


def record(
    verb: str,
    *,
    by: Any,
    now: datetime,
    subject: Any = None,
    fields: Iterable[str] = (),
    refs: Iterable[str] = (),
) -> AuditEvent:
    """Record an act on ``subject`` (a model instance with a ``ref``), or a reading of ``refs`` (SEC-13).

    ``by`` is a user, or None for the system itself. ``fields``: what was written; only then does the event carry a
    digest, because whoever reads may hold the record as it was a moment ago. Raises ValueError for a verb nobody
    registered.
    """
    event = _event(verb, by, now, subject, sorted(fields), list(refs))
    event.save(force_insert=True)
    return event


def record_all(verb: str, *, by: Any, now: datetime, subjects: Iterable[Any], fields: Iterable[str]) -> None:
    """Record the same act on each of ``subjects``, each with an event of its own. One query.

    Raises ValueError for a verb nobody registered.
    """
    names = sorted(fields)
    AuditEvent.objects.bulk_create(_event(verb, by, now, subject, names, []) for subject in subjects)


def _event(verb: str, by: Any, now: datetime, subject: Any, fields: list[str], refs: list[str]) -> AuditEvent:
    if not is_registered(verb):
        raise ValueError(f"audit verb not registered: {verb}")
    event = AuditEvent(
        verb=verb,
        actor_id=by.pk if by is not None else None,
        fields=fields,
        refs=refs,
        request_id=context.request_id(),
        at=now,
    )
    if subject is not None:
        event.subject_type = subject._meta.label_lower
        event.subject_ref = str(getattr(subject, "ref", subject.pk))
    if event.fields and isinstance(subject, Evidential):
        event.schema = subject.AUDIT_SCHEMA
        event.digest = row_digest(subject.AUDIT_SCHEMA, subject.audit_values(), settings.AUDIT_KEY)
    return event


def record_readings(verb: str, *, by: Any, now: datetime, subjects: Iterable[Any]) -> None:
    """Record that somebody reads several records on one page: an event for each, in one query (SEC-13).

    Raises ValueError for a verb nobody registered.
    """
    if not is_registered(verb):
        raise ValueError(f"audit verb not registered: {verb}")
    AuditEvent.objects.bulk_create(
        AuditEvent(
            verb=verb,
            actor_id=by.pk,
            subject_type=subject._meta.label_lower,
            subject_ref=str(subject.ref),
            request_id=context.request_id(),
            at=now,
        )
        for subject in subjects
    )
