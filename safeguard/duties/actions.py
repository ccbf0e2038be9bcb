"""Giving, doing and handing over duties, and what happens when one is not done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.duties import messages, rules, selectors
from safeguard.duties.enums import DutyKind, DutyState, Escalation, Verb
from safeguard.duties.models import Duty
from safeguard.escalation.actions import (
    climb_due_ladders,
    reroute_ladder,
    resume_ladders,
    stand_down_ladder,
    start_ladder,
)
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.rules import LAST_RESORT
from safeguard.escalation.selectors import climbing, levels_of
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import cancel_messages, queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import who_answers

SUBJECT = "duties.duty"
BATCH = 100


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a duty is about, by reference; its route is climbed when the duty is overdue. A Ladder will do as well."""

    subject_type: str
    subject_ref: str
    path: str
    service: Service | None
    kind: RouteKind = RouteKind.ORDINARY
    excluded: Sequence[int] = ()


@transaction.atomic
def open_duty(
    *, by: User | None, now: datetime, kind: DutyKind, owner: User, due_at: datetime, about: Ladder | Matter
) -> Duty:
    """Give somebody something to do by ``due_at``. Once: the open one about the same subject is kept."""
    duty, is_new = Duty.objects.get_or_create(
        kind=kind,
        subject_type=about.subject_type,
        subject_ref=about.subject_ref,
        state=DutyState.OPEN,
        defaults={
            "ref": new_ref("DU"),
            "owner": owner,
            "path": about.path,
            "opened_at": now,
            "due_at": due_at,
            "escalate_at": rules.escalate_at(kind, due_at, thresholds_in_force(now).hours),
            "route_kind": about.kind,
            "service": about.service,
            # Whoever raised the matter is told nothing of it by others, but deals with it here.
            "excluded": [pk for pk in about.excluded if pk != owner.pk],
        },
    )
    if is_new:
        record(Verb.OPENED, by=by, now=now, subject=duty, fields=["owner", "due_at"])
    elif duty.held_at is not None:  # given anew: it is no longer only of a backup that was restored
        duty.held_at = None
        duty.save(update_fields=["held_at"])
    return duty


@transaction.atomic
def finish_duties(*, by: User, now: datetime, kinds: Iterable[DutyKind], subject_type: str, subject_ref: str) -> int:
    """Mark the open duties of these kinds about a subject as done, and stop telling others of them.

    Returns how many.
    """
    duties = Duty.objects.select_for_update().filter(
        kind__in=list(kinds), subject_type=subject_type, subject_ref=subject_ref, state=DutyState.OPEN
    )
    for duty in duties:
        duty.state, duty.done_at, duty.done_by = DutyState.DONE, now, by
        duty.save(update_fields=["state", "done_at", "done_by"])
        stand_down_ladder(by=by, now=now, subject_type=SUBJECT, subject_ref=duty.ref)
        record(Verb.DONE, by=by, now=now, subject=duty, fields=["state"])
    return len(duties)


@transaction.atomic
def move_duty(
    *, by: User | None, now: datetime, kind: DutyKind, subject_type: str, subject_ref: str, due_at: datetime
) -> None:
    """Another moment has been agreed for an open duty: from then on it is reminded of, and late, all anew.

    A ladder that already climbs about it climbs on: a new promise silences nobody.
    """
    duty = (
        Duty.objects.select_for_update()
        .filter(kind=kind, subject_type=subject_type, subject_ref=subject_ref, state=DutyState.OPEN)
        .first()
    )
    if duty is None:
        return
    duty.due_at, duty.reminded_at, duty.escalated_at, duty.held_at = due_at, None, None, None
    duty.escalate_at = rules.escalate_at(kind, due_at, thresholds_in_force(now).hours)
    duty.save(update_fields=["due_at", "escalate_at", "escalated_at", "reminded_at", "held_at"])
    record(Verb.CHANGED, by=by, now=now, subject=duty, fields=["due_at"])


@transaction.atomic
def hand_over_duty(*, by: User, now: datetime, duty: Duty, to: User) -> Duty:
    """Give an open duty to another person. Only its owner may, and never to somebody named in the matter.

    Raises Refused otherwise.
    """
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.state != DutyState.OPEN or duty.owner_id != by.pk:
        raise Refused("This is not yours to hand over any more.")
    if not to.is_active or to.pk in duty.excluded:
        raise Refused("It cannot be handed to this person.")
    duty.owner, duty.reminded_at, duty.held_at = to, None, None
    duty.save(update_fields=["owner", "reminded_at", "held_at"])
    record(Verb.HANDED_OVER, by=by, now=now, subject=duty, fields=["owner"])
    return duty


@transaction.atomic
def pass_duty_on(
    *, by: User | None, now: datetime, kind: DutyKind, subject_type: str, subject_ref: str, to: User
) -> bool:
    """Give the open duty of a kind about a subject to another person; they are reminded anew. Whether there was one.

    For a caller who has checked that ``by`` may. One that ``to`` is named in, or has already, stays where it is.
    """
    open_ones = Duty.objects.select_for_update().filter(state=DutyState.OPEN, kind=kind)
    duty = open_ones.filter(subject_type=subject_type, subject_ref=subject_ref).first()
    if duty is None or duty.owner_id == to.pk or to.pk in duty.excluded:
        return False
    duty.owner, duty.reminded_at, duty.held_at = to, None, None
    duty.save(update_fields=["owner", "reminded_at", "held_at"])
    record(Verb.HANDED_OVER, by=by, now=now, subject=duty, fields=["owner"])
    return True


@transaction.atomic
def hand_over_duties_of(
    *, by: User | None, now: datetime, owner: User, to: User | None, kinds: Collection[str] = ()
) -> int:
    """Everything somebody had to do (of ``kinds``, if any are named) is to be done by ``to``; where ``to`` is named in
    the matter, or None, by whoever answers for it on its route. What nobody can take stays, and others are told when it
    is late. Returns how many went.

    The caller has checked that ``by`` may: whoever leaves hands nothing over themselves.
    """
    moved = 0
    waiting = Duty.objects.select_for_update().filter(owner=owner, state=DutyState.OPEN).order_by("pk")
    for duty in waiting.filter(kind__in=kinds) if kinds else waiting:
        takes = to if to is not None and to.pk not in duty.excluded else _who_takes(duty, now)
        if takes is None:
            continue
        duty.owner, duty.reminded_at, duty.held_at = takes, None, None
        duty.save(update_fields=["owner", "reminded_at", "held_at"])
        record(Verb.HANDED_OVER, by=by, now=now, subject=duty, fields=["owner"])
        moved += 1
    return moved


@transaction.atomic
def reroute_duties(
    *,
    by: User,
    now: datetime,
    subject_type: str,
    subject_ref: str,
    kind: RouteKind,
    excluded: Iterable[int],
    takes_from: Collection[int] = (),
) -> int:
    """It turns out whom a matter is about: its open duties climb the route of ``kind`` past these people, and what one
    of them had to do is to be done by whoever answers for it (ESC-07). Returns how many went to somebody else.

    ``takes_from``: who has no part in that route any more, and is not left out otherwise. What nobody can take stays
    where it is, and others are told when it is late.
    """
    out, moved = set(excluded), 0
    duties = Duty.objects.select_for_update().filter(state=DutyState.OPEN, subject_type=subject_type)
    for duty in duties.filter(subject_ref=subject_ref).order_by("pk"):
        duty.excluded, duty.route_kind = sorted({*duty.excluded, *out}), kind
        goes = duty.owner_id in out or duty.owner_id in takes_from
        takes = _who_takes(duty, now) if goes else None
        if takes is not None:
            duty.owner, duty.reminded_at, duty.held_at = takes, None, None
            record(Verb.HANDED_OVER, by=by, now=now, subject=duty, fields=["owner"])
            moved += 1
        duty.save(update_fields=["excluded", "route_kind", "owner", "reminded_at", "held_at"])
        cancel_messages(duty.ref, recipient_ids=sorted({*out, *takes_from}))
        for ladder in climbing().filter(subject_type=SUBJECT, subject_ref=duty.ref):
            reroute_ladder(by=by, now=now, ladder=ladder, kind=kind, excluded=out)
    return moved


@transaction.atomic
def let_into_duties(*, by: User, now: datetime, subject_type: str, subject_ref: str, people: Collection[int]) -> None:
    """These people (ids) are left out of the open duties of a matter no more: from now on they are told as others are.

    The caller has checked that nothing else keeps them out.
    """
    duties = Duty.objects.select_for_update().filter(state=DutyState.OPEN, subject_type=subject_type)
    for duty in duties.filter(subject_ref=subject_ref, excluded__overlap=list(people)).order_by("pk"):
        duty.excluded = [pk for pk in duty.excluded if pk not in people]
        duty.save(update_fields=["excluded"])
        record(Verb.CHANGED, by=by, now=now, subject=duty, fields=["excluded"])
        for ladder in climbing().select_for_update().filter(subject_type=SUBJECT, subject_ref=duty.ref):
            ladder.excluded = [pk for pk in ladder.excluded if pk not in people]
            ladder.save(update_fields=["excluded"])


@transaction.atomic
def remind_of_due_duties(*, by: None = None, now: datetime) -> int:
    """Remind owners once when the moment has come. Returns how many were reminded.

    Not of a matter they are left out of, which nobody could take: others are told at once instead.
    """
    due = list(
        selectors.duties_to_remind_of(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("owner")[:BATCH]
    )
    left_out = [duty.pk for duty in due if duty.owner_id in duty.excluded]
    reminded = [duty for duty in due if duty.owner_id not in duty.excluded]
    queue_messages([messages.reminder(duty) for duty in reminded], now=now)
    Duty.objects.filter(pk__in=[duty.pk for duty in due]).update(reminded_at=now)
    Duty.objects.filter(pk__in=left_out, escalated_at__isnull=True).update(escalate_at=now)
    return len(reminded)


@transaction.atomic
def tell_others_of_overdue_duties(*, by: None = None, now: datetime) -> int:
    """Tell whoever is to know of every duty that nobody has done: a ladder, or the line manager. Returns how many."""
    late = list(
        selectors.duties_to_tell_others_of(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("service", "owner__line_manager")[:BATCH]
    )
    for duty in late:
        _tell_others(duty, now)
        record(Verb.ESCALATED, by=None, now=now, subject=duty, fields=["escalated_at"])
    Duty.objects.filter(pk__in=[duty.pk for duty in late]).update(escalated_at=now)
    climb_due_ladders(now=now)  # all of them in one message a person
    return len(late)


def note_watched(*, by: User, now: datetime, duties: Iterable[Duty]) -> None:
    """Somebody sees what others have to do: one event with the references of what it is about."""
    record(Verb.LISTED, by=by, now=now, refs=[duty.subject_ref for duty in duties])


@transaction.atomic
def hold_duties(*, by: None = None, now: datetime) -> int:
    """Tell nobody of any open duty until it is released: a backup was restored. Returns how many."""
    return Duty.objects.filter(state=DutyState.OPEN, held_at__isnull=True).update(held_at=now)


@transaction.atomic
def release_duties(*, by: User, now: datetime) -> int:
    """Tell again of duties that stood still; what is overdue is told at the next turn. Returns how many."""
    return selectors.held_duties().update(held_at=None)


def _tell_others(duty: Duty, now: datetime) -> None:
    how = rules.ESCALATION[DutyKind(duty.kind)]
    manager = _manager_to_tell(duty)
    if manager is not None and how != Escalation.LADDER_CAN_WAIT:
        queue_messages(messages.overdue(duty, manager), now=now)
    if how == Escalation.LINE_MANAGER and manager is None:
        officers = _officers_to_tell(duty, now)
        queue_messages([message for one in officers for message in messages.overdue(duty, one)], now=now)
        if officers:
            return
    elif how == Escalation.LINE_MANAGER:
        return
    ladders = list(climbing().filter(subject_type=SUBJECT, subject_ref=duty.ref))
    resume_ladders(now=now, ladders=ladders)
    if not ladders:
        start_ladder(
            by=None,
            now=now,
            subject_type=SUBJECT,
            subject_ref=duty.ref,
            about_ref=duty.subject_ref,
            path=duty.path,
            kind=RouteKind(duty.route_kind),
            # What was to be written wakes nobody at night (practice C33).
            urgency=Urgency.TODAY if how == Escalation.LADDER_TODAY else Urgency.CAN_WAIT,
            service=duty.service,
            excluded=duty.excluded,
            tell_now=False,
        )


def _officers_to_tell(duty: Duty, now: datetime) -> list[User]:
    """Those who are told instead of a line manager, once: whoever answers first on the duty's route."""
    return _answering(duty, now)[0]


def _who_takes(duty: Duty, now: datetime) -> User | None:
    """Who has a duty from now on that its owner cannot do: whoever answers first on its route; where nobody does there,
    next on it, and in the end one of those who are asked when nobody else is."""
    return next((person for level in _answering(duty, now) for person in level), None)


def _answering(duty: Duty, now: datetime) -> list[list[User]]:
    """Who answers for each level of a duty's route, and as a last resort: neither its owner nor anybody left out."""
    levels = [*levels_of(RouteKind(duty.route_kind), duty.service), LAST_RESORT]
    codes, out = [code for level in levels for code in level], {*duty.excluded, duty.owner_id}
    found = who_answers(codes, service_id=duty.service_id, now=now, hours=thresholds_in_force(now).hours, excluded=out)
    answering = [[one.person for one in (found[code] for code in level) if one is not None] for level in levels]
    return [list({one.pk: one for one in people}.values()) for people in answering]


def _manager_to_tell(duty: Duty) -> User | None:
    """The owner's line manager, unless they have left, or are kept out of the matter."""
    manager = duty.owner.line_manager
    return manager if manager is not None and manager.is_active and manager.pk not in duty.excluded else None
