"""Reads of incidents are events, written before the page is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from incidents.enums import ReadingVerb, Verb
from incidents.models import Complaint, Incident, Invitation, Referral
from safeguard.audit.actions import record, record_readings
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


def note_chronology_opened(*, by: User, now: datetime, incident: Incident) -> None:
    """Somebody reads the chronology of a case by itself: as much as opening it."""
    record(ReadingVerb.CHRONOLOGY_OPENED, by=by, now=now, subject=incident)


def note_readers_opened(*, by: User, now: datetime, incident: Incident) -> None:
    """Whoever leads a case looks at who may read it, and who has."""
    record(ReadingVerb.READERS_OPENED, by=by, now=now, subject=incident)


def note_invitation_opened(*, by: User, now: datetime, invitation: Invitation) -> None:
    """Somebody opens the question that was put to them; of the case they see nothing."""
    record(ReadingVerb.INVITATION_OPENED, by=by, now=now, subject=invitation)


def note_chronologies_opened(*, by: User, now: datetime, incidents: Iterable[Incident]) -> None:
    """Somebody reads the chronologies of several cases on one page, such as that of a person: each was opened."""
    record_readings(ReadingVerb.CHRONOLOGY_OPENED, by=by, now=now, subjects=incidents)


def note_referral_opened(*, by: User, now: datetime, referral: Referral) -> None:
    """Somebody opens a referral."""
    record(Verb.REFERRAL_OPENED, by=by, now=now, subject=referral)


def note_referrals_listed(*, by: User, now: datetime, referrals: Iterable[HasRef]) -> None:
    """Somebody sees referrals that wait for an answer: one event with the references shown."""
    record(Verb.REFERRALS_LISTED, by=by, now=now, refs=[referral.ref for referral in referrals])


def note_facts_shown(*, by: User, now: datetime, incident: Incident) -> None:
    """Somebody opens the facts that are read out when a case is referred."""
    record(Verb.FACTS_SHOWN, by=by, now=now, subject=incident)


def note_crisis(*, by: User, now: datetime, incident: Incident) -> None:
    """Somebody opens the crisis sheet of a case, or of their own report."""
    record(Verb.CRISIS_OPENED, by=by, now=now, subject=incident)
