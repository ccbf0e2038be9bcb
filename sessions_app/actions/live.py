"""Every press of the live page is a row at once, with its moment (RUN-01)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, move_duty, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import next_working_morning
from safeguard.people.access import may_change
from safeguard.people.actions import agree_safe_word
from safeguard.people.models import Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from sessions_app import access
from sessions_app.enums import EventKind, SessionState, Verb
from sessions_app.models import LiveEvent, Participant, Session
from sessions_app.rules import live as rules
from sessions_app.selectors import live as selectors

STARTED = (SessionState.LIVE, SessionState.ENDED, SessionState.RECORDED)


@transaction.atomic
def note_press(
    *,
    by: User,
    now: datetime,
    session: Session,
    kind: EventKind,
    participant: Participant | None = None,
    facts: Mapping[str, Any],
    client_token: UUID,
    held: timedelta = timedelta(0),
) -> LiveEvent:
    """Note what was just done or said. Only the session's own workers, only while it is under way.

    The same client token again gives the first row back; changed in between, it is another row. ``held``: how long
    the press waited in the page for a signal, so that it carries the moment it was made (practice A13). Raises Refused
    when it says too little, or while an introductory session waits for who is there (RUN-04).
    """
    session = access.lock_own_session(by, session)
    if kind in rules.NOT_PRESSED:
        raise Refused(_("This cannot be noted by hand."))
    participant = _meant(session, kind, participant)
    kept, wrong = rules.check(kind, facts, method=session.method)
    before = LiveEvent.objects.filter(client_token=client_token, by=by, session=session, kind=kind, facts=kept).first()
    if before is not None and session.state != SessionState.LIVE:
        return before
    _check_live(session)
    if wrong:
        raise Refused(wrong[0].text)
    unknown = selectors.not_identified(session)
    if rules.waits_for_identity(kind=kind, phase=session.phase, session_kind=session.kind, unknown=unknown):
        raise Refused(_("First make sure who is there."))
    at = rules.pressed_at(now, held, session.started_at)
    event = write_event(
        by=by,
        now=now,
        at=at,
        session=session,
        kind=kind,
        participant=participant,
        facts=kept,
        client_token=client_token,
    )
    if kind == EventKind.SAFE_WORD and participant is not None:
        _keep_safe_word(by, now, participant.person, kept["value"])
    return event


def _keep_safe_word(by: User, now: datetime, person: Person, word: str) -> None:
    """For the next session; whoever does not work with the person any more has still noted it in this one."""
    if person.safe_word != word and may_change(by, person):
        agree_safe_word(by=by, now=now, person=person, safe_word=word)


def _check_live(session: Session) -> None:
    if session.state != SessionState.LIVE:
        raise Refused(_("This session is not under way. Write what happened in its record."))


def _meant(session: Session, kind: str, participant: Participant | None) -> Participant | None:
    """Whom a press is about: named, or the only one who takes part."""
    if participant is not None and participant.session_id != session.pk:
        raise Refused(_("They do not take part in this session."))
    asked = any(item.kind == kind and item.of_person for item in selectors.checklist_of(session))
    if participant is None and asked:
        everybody = list(session.participants.select_related("person")[:2])
        if len(everybody) != 1:
            raise Refused(_("Say whom it is about."))
        participant = everybody[0]
    return participant


def write_event(
    *,
    by: User,
    now: datetime,
    session: Session,
    kind: EventKind,
    facts: Mapping[str, Any],
    client_token: UUID,
    participant: Participant | None = None,
    at: datetime | None = None,
) -> LiveEvent:
    """One row. The caller has checked that it may be written; ``at`` is when it was pressed, if not ``now``.

    Raises Refused for a token that was used for something else.
    """
    event, is_new = LiveEvent.objects.get_or_create(
        client_token=client_token,
        defaults={
            "session": session,
            "participant": participant,
            "kind": kind,
            "facts": dict(facts),
            "by": by,
            "at": at or now,
        },
    )
    if is_new:
        record(Verb.PRESSED, by=by, now=now, subject=event, fields=["kind", "facts"])
        return event
    if (event.by_id, event.session_id, event.kind) != (by.pk, session.pk, kind):
        raise Refused(_("This form was used for something else. Open the page again."))
    if event.facts == facts and event.participant_id == (participant.pk if participant else None):
        return event
    said = json.dumps([participant.pk if participant else None, facts], sort_keys=True)
    return write_event(
        by=by,
        now=now,
        at=at,
        session=session,
        kind=kind,
        facts=facts,
        participant=participant,
        client_token=uuid5(client_token, said),
    )


@transaction.atomic
def open_crisis(*, by: User, now: datetime, session: Session, client_token: UUID | None = None) -> None:
    """Somebody opens the crisis sheet: a reading, and while its workers hold the session an event of it too.

    Nobody is refused: help waits for nothing (practice A7).
    """
    record(Verb.CRISIS_OPENED, by=by, now=now, subject=session)
    session = access.lock_session(session)
    if session.state != SessionState.LIVE or not access.may_run(by, session):
        return
    if not selectors.crisis_opened_since(session, now - rules.BACK_WITHIN):
        token = client_token or uuid4()
        write_event(by=by, now=now, session=session, kind=EventKind.CRISIS, facts={}, client_token=token)


@transaction.atomic
def note_concern(
    *, by: User, now: datetime, session: Session, ref: str, is_hidden: bool = False, client_token: UUID
) -> None:
    """A concern was raised from a session: a worry at its end has been told. If one of its workers raised it, the
    session says so, and its record may wait until the next working morning (practice C33). ``ref``: of the concern.

    ``is_hidden``: the session says nothing of it, because somebody who is to know nothing may read the session
    (practice B16, B18).
    """
    session = access.lock_session(session)
    if session.state not in STARTED:
        return
    if is_hidden and access.may_run(by, session):
        # Kept as a duty that is done: at the end nobody asks them for it again, and nobody else reads of it.
        ask_for_concern(by=by, now=now, session=session)
    about = {"subject_type": Session.SUBJECT, "subject_ref": session.ref}
    finish_duties(by=by, now=now, kinds=[DutyKind.RAISE_CONCERN], **about)
    if is_hidden or not access.may_run(by, session):
        return
    write_event(by=by, now=now, session=session, kind=EventKind.CONCERN, facts={"ref": ref}, client_token=client_token)
    move_duty(
        by=by,
        now=now,
        kind=DutyKind.RECORD,
        due_at=next_working_morning(now, thresholds_in_force(now).hours),
        **about,
    )


@transaction.atomic
def ask_for_concern(*, by: User, now: datetime, session: Session) -> None:
    """Whoever was worried has the concern to raise, or to say why not: a duty, so that no closed page loses it."""
    about = Matter(
        subject_type=Session.SUBJECT,
        subject_ref=session.ref,
        path=reverse("sessions:worry", args=[session.ref]),
        service=session.service,
    )
    open_duty(by=by, now=now, kind=DutyKind.RAISE_CONCERN, owner=by, due_at=rules.worry_due_at(now), about=about)


def note_live_opened(*, by: User, now: datetime, session: Session) -> None:
    """Somebody opens the live page or the record of a session."""
    record(Verb.OPENED, by=by, now=now, subject=session)
