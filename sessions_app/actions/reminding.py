"""The text on the morning of a session, for those who asked for one (PLN-20)."""

import logging
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import cancel_by_key, queue_messages
from safeguard.notifications.selectors import restoration, waiting_keys
from safeguard.people.enums import SafeToContact
from safeguard.policies.selectors import thresholds_in_force
from sessions_app import messages
from sessions_app.enums import SessionState, Verb
from sessions_app.models import Participant, Session
from sessions_app.selectors.readiness import readiness_of
from sessions_app.selectors.sessions import told_among

logger = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def remind_of_sessions(*, by: None = None, now: datetime) -> int:
    """Queue the texts that are due this morning; returns how many. Again and again: each leaves once.

    From the reminder hour (London) until it starts, for a session of today that was planned before that hour, and is
    approved, or of which they have been told; not while anything stops it. Only to those who asked, on a number that
    was said to be safe; a change of that answer, or of the plan, stops what has not left. While a restored backup
    has not been released, only of what was planned after it: what families have said since the backup is not known.
    """
    _stop_late(now)
    local = now.astimezone(LONDON)
    from_at = datetime.combine(local.date(), time(thresholds_in_force(now).number("reminder_hour")), LONDON)
    if now < from_at:
        return 0
    restored = restoration()
    midnight = datetime.combine(local.date() + timedelta(days=1), time(0), LONDON)
    due = (
        Participant.objects.filter(
            Q(session__planned_at__gt=restored.restored_at) if restored else Q(),
            Q(session__state=SessionState.APPROVED) | Q(session__state=SessionState.PLANNED, told_at__isnull=False),
            session__starts_at__gt=now,
            session__starts_at__lt=midnight,
            session__planned_at__lt=from_at,
            reminded_at__isnull=True,
            person__wants_reminders=True,
            person__safe_text=SafeToContact.YES,
        )
        .exclude(person__phone="")
        # Whoever changes a plan, or what is safe, at this moment is waited for: the next turn sees what they wrote.
        .select_for_update(skip_locked=True, no_key=True, of=("self", "person", "session"))
        .select_related("person", "session__practitioner", "session__second_worker", "session__platform")
        .order_by("session__starts_at", "pk")[:BATCH]
    )
    sessions = {one.session_id: one.session for one in due}
    stopped = {pk for pk, session in sessions.items() if readiness_of(session, now).stops}
    told = told_among(due)
    may_know = [one for one in due if one.session.state == SessionState.APPROVED or one.pk in told]
    taking_part = [one for one in may_know if one.session_id not in stopped]
    queued = sum(_remind(one, now) for one in taking_part)
    Participant.objects.filter(pk__in=[one.pk for one in taking_part]).update(reminded_at=now)
    return queued


def _stop_late(now: datetime) -> None:
    """What could not leave in time says "today at ten" to nobody after ten."""
    waiting = {messages.session_of(key) for key in waiting_keys(messages.REMINDER)}
    for session in Session.objects.filter(ref__in=waiting, starts_at__lte=now):
        cancel_by_key(messages.reminder_keys(session))


@transaction.atomic
def stop_words_about_the_past(*, by: None = None, now: datetime) -> int:
    """Stop what has not left about sessions whose beginning has passed: a restored backup is full of it.

    Returns how many messages are stopped.
    """
    keys = [key for kind in (messages.TOLD, messages.REMINDER, messages.PLAN) for key in waiting_keys(kind)]
    over = set(
        Session.objects.filter(ref__in={messages.session_of(key) for key in keys}, starts_at__lte=now).values_list(
            "ref", flat=True
        )
    )
    return sum(cancel_by_key(key) for key in keys if messages.session_of(key) in over)


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
