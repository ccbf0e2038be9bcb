"""A session ends: with a closing step where there is somebody to close with (RUN-34, practice E44)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, move_duty, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.escalation.actions import acknowledge_ladder, note_opened
from safeguard.escalation.selectors import climbing
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import next_working_morning
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from sessions_app import access
from sessions_app.actions.calling import ask_manager_to_support, open_call, tell_manager
from sessions_app.actions.live import ask_for_concern, write_event
from sessions_app.enums import EndedHow, EventKind, SessionState, Verb
from sessions_app.models import LiveEvent, Session, WelfareCall
from sessions_app.rules import live as rules
from sessions_app.selectors import live as selectors


@transaction.atomic
def end_session(
    *,
    by: User,
    now: datetime,
    session: Session,
    ended_how: EndedHow,
    closing: Mapping[str, Any] | None = None,
    worry: bool = False,
    client_token: UUID,
) -> Session:
    """End it, free the slots, and ask for the record.

    ``closing``: the facts of the closing step (``rules.live.check``); ``worry``: whether anything about the end
    worries them. A connection that was lost for good is rearranged; with risk, distress, a concern or the safe word
    before it, somebody makes sure today that they are safe (practice E44). What worries, and has not been raised as a
    concern, is a duty of whoever ended it. Raises Refused with what is missing.
    """
    session = access.lock_own_session(by, session)
    facts = {"how": str(ended_how), "worry": worry}
    if LiveEvent.objects.filter(client_token=client_token, session=session, by=by, facts=facts).exists():
        return session
    if session.state == SessionState.ENDED and worry and session.ended_by_id == by.pk:
        _ask_about_worry(by, now, session, worry=True)  # they went back, and it does worry them
        return session
    if session.state != SessionState.LIVE:
        raise Refused(_("This session has ended already."))
    came = rules.has_come(session.events.values_list("kind", "facts"))
    wrong = rules.what_keeps_open(ended_how, closing, method=session.method, came=came)
    if wrong:
        raise Refused(wrong[0].text)
    if ended_how not in rules.NO_CLOSING:
        kept, _none = rules.check(EventKind.CLOSING, closing or {}, method=session.method)
        token = uuid5(client_token, "closing")
        write_event(by=by, now=now, session=session, kind=EventKind.CLOSING, facts=kept, client_token=token)
    write_event(by=by, now=now, session=session, kind=EventKind.ENDED, facts=facts, client_token=client_token)
    session.state, session.ended_at, session.ended_by, session.ended_how = SessionState.ENDED, now, by, ended_how
    session.save(update_fields=["state", "ended_at", "ended_by", "ended_how"])
    record(Verb.ENDED, by=by, now=now, subject=session, fields=["state", "ended_at", "ended_by", "ended_how"])
    session.bookings.filter(is_free=False).update(is_free=True)
    _ask_for_the_record(by, now, session)
    _ask_about_worry(by, now, session, worry=worry)
    if ended_how in rules.ENDED_IN_CRISIS:
        ask_manager_to_support(by=by, now=now, session=session, has_ended=True)
    if ended_how == EndedHow.CONNECTION_LOST:
        _after_a_loss(by, now, session, client_token)
    return session


def _record_matter(session: Session) -> Matter:
    """What the duty to write the record is about."""
    return Matter(
        subject_type=Session.SUBJECT,
        subject_ref=session.ref,
        path=reverse("sessions:record", args=[session.ref]),
        service=session.service,
    )


def _ask_for_the_record(by: User, now: datetime, session: Session) -> None:
    """Straight after the session (LOG-02); after a crisis on the next working morning (practice C33)."""
    thresholds = thresholds_in_force(now)
    due_at = now + thresholds.minutes("record_due")
    if rules.is_heavy(selectors.kinds_of(session)):
        due_at = next_working_morning(now, thresholds.hours)
    ask_for_record(by=by, now=now, session=session, due_at=due_at)


def ask_for_record(*, by: User, now: datetime, session: Session, due_at: datetime) -> None:
    """The practitioner has the record to write by then: one duty from the start on, so that a session which nobody
    ends is chased too. The caller holds the session's lock."""
    about = _record_matter(session)
    duty = open_duty(by=by, now=now, kind=DutyKind.RECORD, owner=session.practitioner, due_at=due_at, about=about)
    if duty.due_at != due_at:
        move_duty(
            by=by,
            now=now,
            kind=DutyKind.RECORD,
            subject_type=about.subject_type,
            subject_ref=about.subject_ref,
            due_at=due_at,
        )


def _ask_about_worry(by: User, now: datetime, session: Session, *, worry: bool) -> None:
    """Whatever becomes of the page, somebody is asked for the concern, or for why there is none, and chased."""
    told = Duty.objects.filter(
        kind=DutyKind.RAISE_CONCERN, subject_type=Session.SUBJECT, subject_ref=session.ref, done_by=by
    )
    asks = rules.asks_for_concern(session.ended_how, worry=worry, kinds=selectors.kinds_of(session))
    if asks and not told.exists():
        ask_for_concern(by=by, now=now, session=session)


@transaction.atomic
def say_why_no_concern(*, by: User, now: datetime, session: Session, reason: str, client_token: UUID) -> Session:
    """What worried somebody at the end is no concern, or has been raised another way: why, for everybody who reads the
    session. For whoever has the duty, their line manager, and those who were told. Raises Refused without a reason,
    NotVisible for anybody else.
    """
    access.get_worry_for(by, session.ref)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write why there is nothing to raise."))
    session = access.lock_session(session)
    write_event(
        by=by,
        now=now,
        session=session,
        kind=EventKind.NO_CONCERN,
        facts={"text": reason},
        client_token=client_token,
    )
    finish_duties(
        by=by,
        now=now,
        kinds=[DutyKind.RAISE_CONCERN],
        subject_type=Session.SUBJECT,
        subject_ref=session.ref,
    )
    return session


@transaction.atomic
def take_on_worry(*, by: User, now: datetime, session: Session) -> None:
    """Somebody who was told says that they deal with it: nobody else is called. Raises Refused
    for anybody else, NotVisible where they may not even read it."""
    duty = access.get_worry_for(by, session.ref)[1]
    if not access.may_take_on_worry(by, duty):
        raise Refused(_("There is nothing to take on any more."))
    for ladder in climbing().filter(subject_ref=duty.ref):
        acknowledge_ladder(by=by, now=now, ladder=ladder)
    record(Verb.WORRY_TAKEN_ON, by=by, now=now, subject=session)


@transaction.atomic
def note_worry_opened(*, by: User, now: datetime, session: Session) -> None:
    """Somebody opens what worried somebody; if they were told of it, its story says so.

    Raises NotVisible for whoever may not read it.
    """
    duty = access.get_worry_for(by, session.ref)[1]
    record(Verb.WORRY_OPENED, by=by, now=now, subject=session)
    for ladder in climbing().filter(subject_ref=duty.ref):
        note_opened(by=by, now=now, ladder=ladder)


def _after_a_loss(by: User, now: datetime, session: Session, client_token: UUID) -> None:
    """Another time is arranged; whoever is at risk is called today, and the officer and the line manager know."""
    open_duty(
        by=by,
        now=now,
        kind=DutyKind.REARRANGE,
        owner=session.practitioner,
        due_at=next_working_morning(now, thresholds_in_force(now).hours),
        about=_record_matter(session),
    )
    kinds, calm = selectors.kinds_of(session), selectors.calm_of(session)
    participants = list(session.participants.select_related("person").order_by("pk"))
    ratings = selectors.ratings_of([one.person_id for one in participants])
    open_already = set(
        WelfareCall.objects.filter(session=session, made_at__isnull=True).values_list("person_id", flat=True)
    )
    for participant in participants:
        rating = ratings.get(participant.person_id, "")
        if participant.person_id in open_already or not rules.needs_call_after_loss(
            ratings=[rating], kinds=kinds, calm=calm
        ):
            continue
        call = open_call(
            by=by,
            now=now,
            session=session,
            participant=participant,
            is_danger=False,
            client_token=uuid5(client_token, str(participant.ref)),
        )
        tell_manager(by=by, now=now, call=call)


@transaction.atomic
def note_rearranged(*, by: User, now: datetime, session: Session) -> None:
    """Another time has been arranged for a session whose connection was lost: its workers say so, or their manager.

    Raises Refused for anybody else.
    """
    session = access.lock_session(session)
    if not access.may_add_to_record(by, session):
        raise Refused(_("Only those who run this session can do that."))
    finish_duties(
        by=by,
        now=now,
        kinds=[DutyKind.REARRANGE],
        subject_type=Session.SUBJECT,
        subject_ref=session.ref,
    )
