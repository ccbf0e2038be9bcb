"""Reads of incidents are events, written before the page is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from incidents.enums import Verb
from incidents.models import Incident, Referral
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
