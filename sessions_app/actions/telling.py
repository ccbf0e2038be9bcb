"""Telling a family of a session before it takes place, or that it does not (PLN-19, practice B14)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.people.enums import ContactChannel
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import User
from sessions_app import access, messages
from sessions_app.enums import SessionState, Verb
from sessions_app.models import Session
from sessions_app.rules import planning
from sessions_app.selectors.readiness import readiness_of


@transaction.atomic
def tell_family(
    *,
    by: User,
    now: datetime,
    session: Session,
    channel: ContactChannel | str,
    whom: Person | Adult,
    waits: bool = False,
) -> Session:
    """Tell one who takes part, or a parent or carer of theirs, of the session as it is planned; or that it was called
    off; or, with ``waits``, that it cannot begin just now (practice E42). Once everybody who takes part has been told
    of the plan, the session says since when.

    A call is only noted: its words are spoken. Raises Refused where that channel has not been said to be safe, once
    the session has begun, and for a plan that something stops: nothing is offered before that is put right (RA-01).
    The same message is never sent twice.
    """
    channel = ContactChannel(channel)
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not access.may_plan(by, session):
        raise Refused(_("Only its workers and their line manager tell the family."))
    if session.state not in planning.OPEN | {SessionState.CANCELLED}:
        raise Refused(_("It has begun: tell them yourself."))
    person_id = whom.pk if isinstance(whom, Person) else whom.person_id
    taking_part = session.participants.filter(person=person_id).first()
    if taking_part is None:
        raise Refused(_("They do not take part in this session."))
    if not whom.may_use(channel):
        raise Refused(_("Nobody has said that it is safe to reach them this way. Ask, and write the answer down."))
    if session.state != SessionState.CANCELLED and not waits:
        readiness_of(session, now).refuse_if_stopped()
    if channel != ContactChannel.CALL:
        queue_messages([messages.told(session, whom, channel, waits=waits)], now=now)
    if session.state != SessionState.CANCELLED and not waits:
        taking_part.told_at = now
        taking_part.save(update_fields=["told_at"])
        if not session.participants.filter(told_at=None).exists():
            session.family_told_at = now
            session.save(update_fields=["family_told_at"])
    record(Verb.FAMILY_TOLD, by=by, now=now, subject=session, fields=["family_told_at"], refs=[whom.ref, channel])
    return session
