"""Reads of incidents are events, written before the page is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from incidents.enums import Verb
from incidents.models import Complaint, Incident
from safeguard.audit.actions import record
from safeguard.escalation.actions import note_opened as note_ladder_opened
from safeguard.escalation.models import Ladder
from safeguard.lib.refs import HasRef
from safeguard.practitioners.models import User


def note_opened(*, by: User, now: datetime, incident: Incident, ladder: Ladder | None) -> None:
    """Somebody opens a case; if they were told of it, its story says so."""
    if ladder is None or not ladder.is_climbing:
        record(Verb.OPENED, by=by, now=now, subject=incident)
        return
    with transaction.atomic():
        record(Verb.OPENED, by=by, now=now, subject=incident)
        note_ladder_opened(by=by, now=now, ladder=ladder)


def note_report_opened(*, by: User, now: datetime, report: Incident) -> None:
    """Somebody opens the report they made themselves."""
    record(Verb.REPORT_OPENED, by=by, now=now, subject=report)


def note_listed(*, by: User, now: datetime, incidents: Iterable[HasRef]) -> None:
    """Somebody sees a list of cases: one event with the references it showed."""
    record(Verb.LISTED, by=by, now=now, refs=[incident.ref for incident in incidents])


def note_complaint_opened(*, by: User, now: datetime, complaint: Complaint) -> None:
    """Somebody opens what a parent or carer said about a session."""
    record(Verb.COMPLAINT_OPENED, by=by, now=now, subject=complaint)
