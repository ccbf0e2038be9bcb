"""Telling a family of a session before it takes place, or that it does not (PLN-19, practice B14)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.people.enums import ContactChannel
from safeguard.people.messages import NOT_AGREED, may_hear
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import User
from sessions_app import access, messages
from sessions_app.enums import SessionState, Verb
from sessions_app.models import Participant, Session
from sessions_app.rules import planning
from sessions_app.selectors.readiness import readiness_of
from sessions_app.selectors.sessions import told_among


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

    A call is only noted: its words are spoken. Raises Refused where that channel has not been said to be safe, for the
    family of an adult who has not agreed (practice A12), once
    the session has begun, and for a plan that something stops: nothing is offered before that is put right (RA-01).
    The same message is never sent twice, unless the first cannot arrive: it was stopped, or went to another number.
    """
    channel = ContactChannel(channel)
    session = access.lock_session(session)
    if not access.may_plan(by, session):
        raise Refused(_("Only its workers and their line manager tell the family."))
    if session.state not in planning.OPEN | {SessionState.CANCELLED}:
        raise Refused(_("It has begun: tell them yourself."))
    whom = _lock(whom)
    taking_part = session.participants.filter(person=whom if isinstance(whom, Person) else whom.person_id).first()
    if taking_part is None:
        raise Refused(_("They do not take part in this session."))
    if not whom.may_use(channel):
        raise Refused(_("Nobody has said that it is safe to reach them this way. Ask, and write the answer down."))
    if not may_hear(whom):
        raise Refused(NOT_AGREED)
    if session.state != SessionState.CANCELLED and not waits:
        readiness_of(session, now).refuse_if_stopped()
    key = Participant.SPOKEN
    if channel != ContactChannel.CALL:
        message = messages.told(session, whom, channel, waits=waits)
        queue_messages([message], now=now)
        key = message.dedupe_key
    if session.state != SessionState.CANCELLED and not waits:
        taking_part.told_at, taking_part.told_through = now, sorted({*taking_part.told_through, key})
        taking_part.save(update_fields=["told_at", "told_through"])
        everybody = list(session.participants.all())
        if len(told_among(everybody)) == len(everybody):
            session.family_told_at = now
            session.save(update_fields=["family_told_at"])
    record(Verb.FAMILY_TOLD, by=by, now=now, subject=session, fields=["family_told_at"], refs=[whom.ref, channel])
    return session


def _lock(whom: Person | Adult) -> Person | Adult:
    """Them as they now are: whoever changes meanwhile what is safe waits, and then stops this message (B19)."""
    if isinstance(whom, Person):
        return Person.objects.select_for_update(no_key=True).get(pk=whom.pk)
    Person.objects.select_for_update(no_key=True).get(pk=whom.person_id)  # who may be in danger at home
    return Adult.objects.select_for_update(no_key=True).get(pk=whom.pk)
