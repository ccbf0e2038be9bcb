"""The text on the morning of a session, for those who asked for one (PLN-20)."""

import logging
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.people.enums import SafeToContact
from safeguard.policies.selectors import thresholds_in_force
from sessions_app import messages
from sessions_app.enums import SessionState, Verb
from sessions_app.models import Participant
from sessions_app.selectors.readiness import readiness_of

logger = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def remind_of_sessions(*, by: None = None, now: datetime) -> int:
    """Queue the texts that are due this morning; returns how many. Again and again: each leaves once.

    From the reminder hour (London) until it starts, for a session of today that was planned before that hour, and is
    approved, or of which they have been told; not while anything stops it. Only to those who asked, on a number that
    was said to be safe; a change of that answer stops what has not left.
    """
    local = now.astimezone(LONDON)
    from_at = datetime.combine(local.date(), time(thresholds_in_force(now).number("reminder_hour")), LONDON)
    if now < from_at:
        return 0
    midnight = datetime.combine(local.date() + timedelta(days=1), time(0), LONDON)
    due = (
        Participant.objects.filter(
            Q(session__state=SessionState.APPROVED) | Q(session__state=SessionState.PLANNED, told_at__isnull=False),
            session__starts_at__gt=now,
            session__starts_at__lt=midnight,
            session__planned_at__lt=from_at,
            reminded_at__isnull=True,
            person__wants_reminders=True,
            person__safe_text=SafeToContact.YES,
        )
        .exclude(person__phone="")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "session__practitioner", "session__second_worker", "session__platform")
        .order_by("session__starts_at", "pk")[:BATCH]
    )
    sessions = {one.session_id: one.session for one in due}
    stopped = {pk for pk, session in sessions.items() if readiness_of(session, now).stops}
    taking_part = [one for one in due if one.session_id not in stopped]
    queued = sum(_remind(one, now) for one in taking_part)
    Participant.objects.filter(pk__in=[one.pk for one in taking_part]).update(reminded_at=now)
    return queued


def _remind(one: Participant, now: datetime) -> bool:
    """Queue one text. One that may not be written is left out, and keeps nobody else from theirs."""
    try:
        message = messages.reminder(one.session, one.person)
    except Refused:
        logger.warning("no reminder for %s: its words would tell too much", one.session.ref)
        return False
    queue_messages([message], now=now)
    record(Verb.REMINDED, by=None, now=now, subject=one.session)
    return True
