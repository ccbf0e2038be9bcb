"""The safe word, and the welfare call that follows it. It can be made, handed on and escalated, never skipped
(RUN-30, RUN-31, LOG-08, practice A11)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, hand_over_duty, move_duty, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.duties.selectors import open_duties_about
from safeguard.escalation.actions import (
    acknowledge_ladder,
    note_opened,
    raise_urgency,
    stand_down_ladder,
    start_ladder,
    tell_of_news,
)
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import climbing, ladder_about
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.people.enums import ContactChannel
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from sessions_app import access, messages
from sessions_app.actions.live import write_event
from sessions_app.enums import CallResult, EventKind, SessionState, Verb
from sessions_app.models import LiveEvent, Participant, Session, WelfareCall
from sessions_app.rules import live as rules


@transaction.atomic
def use_safe_word(
    *,
    by: User,
    now: datetime,
    session: Session,
    participant: Participant,
    is_danger: bool,
    client_token: UUID,
    held: timedelta = timedelta(0),
) -> WelfareCall:
    """The safe word was used: stop, and somebody makes sure that they are safe, today (RUN-30, RUN-31).

    The officer of the service and the lead are told at once (practice A11). ``is_danger``: "danger now?". A second
    time in the same session belongs to the call that is open already, and makes it more urgent if there is danger now.
    The same token with another person, or with another answer, is another press. ``held``: how long the press waited
    for a signal (practice A13): the hour for the call begins when it was made. Raises Refused for anybody but the
    session's workers, and for a session that has not begun.
    """
    session = access.lock_own_session(by, session)
    if participant.session_id != session.pk:
        raise Refused(_("They do not take part in this session."))
    token = uuid5(client_token, f"{participant.ref} {is_danger}")
    if LiveEvent.objects.filter(client_token=token, session=session, by=by).exists():
        return session.welfare_calls.filter(person=participant.person_id).order_by("-id")[0]
    if session.state not in (*access.IN_HAND, SessionState.RECORDED):
        raise Refused(_("This session is not under way. Raise a concern instead."))
    at = rules.pressed_at(now, held, session.started_at)
    write_event(
        by=by,
        now=now,
        at=at,
        session=session,
        kind=EventKind.SAFE_WORD_USED,
        participant=participant,
        facts={"danger_now": is_danger},
        client_token=token,
    )
    still_open = session.welfare_calls.select_for_update().filter(person=participant.person_id, made_at__isnull=True)
    call = still_open.first()
    ask_manager_to_support(by=by, now=now, session=session)
    if call is None:
        return open_call(
            by=by, now=now, at=at, session=session, participant=participant, is_danger=is_danger, client_token=token
        )
    _grow(by, now, call, is_danger=is_danger)
    return call


def open_call(
    *,
    by: User,
    now: datetime,
    session: Session,
    participant: Participant,
    is_danger: bool,
    client_token: UUID,
    at: datetime | None = None,
) -> WelfareCall:
    """A call that somebody has to make, with its duty and its ladder. The caller holds the session's lock.

    ``at``: since when it has been needed, if not ``now``.
    """
    within = thresholds_in_force(now).minutes("welfare_call")
    due_at = max(now, rules.call_due_at(at or now, within, _end_of_day(now)))
    call = WelfareCall(
        ref=new_ref("WC"),
        client_token=client_token,
        session=session,
        person=participant.person,
        is_danger=is_danger,
        opened_at=now,
        opened_by=by,
        due_at=due_at,
        caller=by,
    )
    call.save(force_insert=True)
    record(Verb.CALL_SET, by=by, now=now, subject=call, fields=["due_at", "caller", "is_danger"])
    open_duty(by=by, now=now, kind=DutyKind.WELFARE_CALL, owner=by, due_at=due_at, about=_matter(call))
    is_urgent = is_danger or participant.person.has_known_violence  # PER-13
    _tell(by, now, call, Urgency.NOW if is_urgent else Urgency.TODAY)
    return call


def _matter(call: WelfareCall) -> Matter:
    return Matter(
        subject_type=WelfareCall.SUBJECT,
        subject_ref=call.ref,
        path=call.get_absolute_url(),
        service=call.session.service,
    )


def _tell(by: User, now: datetime, call: WelfareCall, urgency: Urgency) -> Ladder:
    return start_ladder(
        by=by,
        now=now,
        subject_type=WelfareCall.SUBJECT,
        subject_ref=call.ref,
        about_ref=call.ref,
        path=call.get_absolute_url(),
        kind=RouteKind.ORDINARY,
        urgency=urgency,
        service=call.session.service,
        excluded={by.pk},  # they know
    )


def _ladder(by: User, now: datetime, call: WelfareCall) -> Ladder:
    """Its newest ladder. There always is one; if there were none, helping comes first."""
    return ladder_about(WelfareCall.SUBJECT, call.ref) or _tell(by, now, call, Urgency.NOW)


def _grow(by: User, now: datetime, call: WelfareCall, *, is_danger: bool) -> None:
    """The safe word again: those who deal with the call are told, sooner if there is danger now."""
    if is_danger and not call.is_danger:
        call.is_danger = True
        call.save(update_fields=["is_danger"])
        record(Verb.CALL_SET, by=by, now=now, subject=call, fields=["is_danger"])
    ladder = _ladder(by, now, call)
    if is_danger and not ladder.is_climbing:
        _tell(by, now, call, Urgency.NOW)
        return
    if is_danger:
        raise_urgency(by=by, now=now, ladder=ladder, urgency=Urgency.NOW)
    tell_of_news(now=now, ladder=ladder, but=by)


def _end_of_day(now: datetime) -> datetime:
    """The end of the day in London that a moment lies in."""
    return datetime.combine(now.astimezone(LONDON).date() + timedelta(days=1), time(0), LONDON).astimezone(now.tzinfo)


def _lock(by: User, call: WelfareCall) -> WelfareCall:
    """The call's row, locked, for somebody who may make it. Raises Refused when it has been made."""
    if not access.may_call(by, call):
        raise Refused(_("You may read this, but the call is made by somebody else."))
    call = WelfareCall.objects.select_for_update().get(pk=call.pk)
    if call.made_at is not None:
        raise Refused(_("This call has been made already. If something worries you, raise a concern."))
    return call


@transaction.atomic
def agree_call(
    *, by: User, now: datetime, call: WelfareCall, due_at: datetime, channel: ContactChannel, caller: User
) -> WelfareCall:
    """Agreed with the young person: when today, how, and who calls (LOG-08). The duty moves with it.

    The call passes to another caller only from the one who has it now. Raises Refused for another day; a call that
    was not made on its own day may still be agreed on, for the day it is now.
    """
    call = _lock(by, call)
    if not now <= due_at < _end_of_day(now):
        raise Refused(_("Agree on a time that is still to come, and today."))
    if caller.pk != call.caller_id:
        if not access.may_call(caller, call):
            raise Refused(_("They have nothing to do with this session, and cannot make the call."))
        _hand_over(by, now, call, caller)
    call.due_at, call.channel, call.agreed_with_person = due_at, channel, True
    call.save(update_fields=["due_at", "channel", "caller", "agreed_with_person"])
    record(Verb.CALL_SET, by=by, now=now, subject=call, fields=["due_at", "channel", "caller"])
    move_duty(
        by=by,
        now=now,
        kind=DutyKind.WELFARE_CALL,
        subject_type=WelfareCall.SUBJECT,
        subject_ref=call.ref,
        due_at=due_at,
    )
    return call


def _hand_over(by: User, now: datetime, call: WelfareCall, caller: User) -> None:
    for duty in open_duties_about(WelfareCall.SUBJECT, call.ref).filter(kind=DutyKind.WELFARE_CALL):
        hand_over_duty(by=by, now=now, duty=duty, to=caller)
    call.caller = caller


@transaction.atomic
def record_call(
    *, by: User, now: datetime, call: WelfareCall, result: CallResult, note: str = "", client_token: UUID
) -> WelfareCall:
    """What came of a try. Only "safe" or "worried" ends the call; not reached, it stays to be made and others are told.

    The same client token with the same words lands once. Not reached: the line manager and the route, now; the lead
    decides, a police welfare check included (practice A11).
    Worried: the ladder climbs on until somebody takes it on, and the page leads to raising a concern. Raises Refused
    for whoever may not make it, and once it has been made.
    """
    call = WelfareCall.objects.select_for_update().get(pk=call.pk)
    facts = {"call": call.ref, "result": str(result), "note": note.strip()}
    said = LiveEvent.objects.filter(kind=EventKind.CALL_TRIED, by=by, session=call.session_id, facts=facts)
    if said.filter(client_token__in=[client_token, uuid5(client_token, str(facts))]).exists():
        return call  # sent twice; with other words it is another try
    call = _lock(by, call)
    if result not in CallResult.values:
        raise Refused(_("Say what came of the call."))
    if LiveEvent.objects.filter(client_token=client_token).exists():
        client_token = uuid5(client_token, str(facts))
    write_event(
        by=by,
        now=now,
        session=call.session,
        kind=EventKind.CALL_TRIED,
        participant=call.session.participants.filter(person=call.person_id).first(),
        facts=facts,
        client_token=client_token,
    )
    call.tries += 1
    call.result, call.note = result, note.strip()
    if result == CallResult.NOT_REACHED:
        _not_reached(by, now, call)
    else:
        _made(by, now, call)
    return call


def _made(by: User, now: datetime, call: WelfareCall) -> None:
    call.made_at, call.made_by = now, by
    call.save(update_fields=["tries", "result", "note", "made_at", "made_by"])
    record(Verb.CALL_MADE, by=by, now=now, subject=call, fields=["result", "note", "made_at"])
    finish_duties(
        by=by,
        now=now,
        kinds=[DutyKind.WELFARE_CALL],
        subject_type=WelfareCall.SUBJECT,
        subject_ref=call.ref,
    )
    ladder = _ladder(by, now, call)
    if call.result == CallResult.SAFE:
        stand_down_ladder(by=by, now=now, subject_type=WelfareCall.SUBJECT, subject_ref=call.ref)
    elif not ladder.is_climbing:
        ladder = _tell(by, now, call, Urgency.NOW if call.is_danger else Urgency.TODAY)
    tell_of_news(now=now, ladder=ladder, but=by)


def _not_reached(by: User, now: datetime, call: WelfareCall) -> None:
    call.escalated_at = now
    call.save(update_fields=["tries", "result", "note", "escalated_at"])
    record(Verb.CALL_MADE, by=by, now=now, subject=call, fields=["result", "note"])
    ladder = _ladder(by, now, call)
    if not ladder.is_climbing:
        _tell(by, now, call, Urgency.NOW)
    else:
        raise_urgency(by=by, now=now, ladder=ladder, urgency=Urgency.NOW)
        tell_of_news(now=now, ladder=ladder, but=by)
    tell_manager(by=by, now=now, call=call)


def ask_manager_to_support(*, by: User, now: datetime, session: Session, has_ended: bool = False) -> None:
    """The line manager of whoever leads a session hears that they may need support (ESC-09; 004 Risk b1, b3), unless
    it is they who press: once while it lasts, and once when it has ended early."""
    manager = session.practitioner.line_manager
    if manager is not None and manager.is_active and manager.pk != by.pk:
        queue_messages(messages.may_need_support(session, manager, has_ended=has_ended), now=now)


def tell_manager(*, by: User, now: datetime, call: WelfareCall) -> None:
    """The worker's line manager is told as well, unless it is they who have just noted it (RUN-36, LOG-08)."""
    manager = call.session.practitioner.line_manager
    if manager is not None and manager.is_active and manager.pk != by.pk:
        queue_messages(messages.welfare_call(call, manager), now=now)


@dataclass(frozen=True)
class TakenOn:
    """Who is dealing with it since when, and whether that was this press or an earlier one."""

    by: User
    at: datetime
    is_new: bool


@transaction.atomic
def take_on_call(*, by: User, now: datetime, call: WelfareCall) -> TakenOn:
    """Somebody who was told says that they are dealing with it: nobody else is called. The call is still to be made.

    If somebody else was first, nothing changes and the answer says who. Raises Refused for a reader who may not.
    """
    call = WelfareCall.objects.select_for_update().get(pk=call.pk)
    if not access.may_take_on(by, call):
        raise Refused(_("You may read this, but somebody who was told of it must take it on."))
    own = list(climbing().filter(about_ref=call.ref))  # its own, and that of a call that is overdue
    for ladder in own:
        acknowledge_ladder(by=by, now=now, ladder=ladder)
    if own:
        record(Verb.CALL_TAKEN_ON, by=by, now=now, subject=call)
        return TakenOn(by, now, is_new=True)
    ladder_before = ladder_about(WelfareCall.SUBJECT, call.ref)
    if ladder_before is None or ladder_before.acknowledged_by is None or ladder_before.acknowledged_at is None:
        raise Refused(_("There is nothing to take on any more."))
    return TakenOn(ladder_before.acknowledged_by, ladder_before.acknowledged_at, is_new=False)


@transaction.atomic
def note_call_opened(*, by: User, now: datetime, call: WelfareCall) -> None:
    """Somebody opens a welfare call; if they were told of it, its story says so."""
    record(Verb.CALL_OPENED, by=by, now=now, subject=call)
    for ladder in climbing().filter(about_ref=call.ref):
        note_opened(by=by, now=now, ladder=ladder)
