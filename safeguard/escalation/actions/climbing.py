"""Telling the next people. Whoever calls this, and however many at once, each call is made once."""

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from safeguard.audit.actions import record, record_all
from safeguard.escalation import messages, rules, selectors
from safeguard.escalation.actions.planning import Facts, Move, plan_climb
from safeguard.escalation.enums import RouteKind, StepKind, Verb
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.policies.rules import Thresholds
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import post_book

logger = logging.getLogger(__name__)
BATCH = 100  # ladders a transaction: what is due together is told together
PUT_OFF = timedelta(minutes=1)
ONE_AT_A_TIME = 5_001  # the key of the advisory lock that a climber holds
CANNOT_CLIMB = "ladder %s could not climb"
MOVED = ["level", "next_due_at", "calls"]


@transaction.atomic
def start_ladder(
    *,
    by: User | None,
    now: datetime,
    subject_type: str,
    subject_ref: str,
    about_ref: str,
    path: str,
    kind: RouteKind,
    urgency: str,
    service: Service | None,
    excluded: Iterable[int] = (),
    tell_now: bool = True,
    not_before: datetime | None = None,
) -> Ladder:
    """Start telling people of a subject, in the transaction that writes the subject (ESC-05).

    The first people are told at once; what can wait is first told of in working time (practice A1). With
    ``tell_now`` False the next climb tells them, of everything that is due then in one message; ``not_before``: that
    is not before this moment.
    """
    thresholds = thresholds_in_force(now)
    first_due_at = rules.first_due_at(urgency, now, thresholds)
    ladder = Ladder.objects.create(
        ref=new_ref("LD"),
        subject_type=subject_type,
        subject_ref=subject_ref,
        about_ref=about_ref,
        path=path,
        kind=kind,
        levels=[list(level) for level in selectors.levels_of(kind, service)],
        service=service,
        urgency=urgency,
        excluded=sorted(set(excluded)),
        started_at=now,
        next_due_at=max(first_due_at, not_before or first_due_at),
    )
    record(Verb.STARTED, by=by, now=now, subject=ladder, fields=["urgency", "kind"])
    if tell_now and ladder.next_due_at <= now:
        climb_together([ladder], now, thresholds)
    return ladder


def climb_due_ladders(*, by: None = None, now: datetime, batches: int = 10) -> int:
    """Climb every ladder whose time has come at ``now``, by the database's clock. Returns how many climbed.

    One climber works at a time, so that after an outage each person gets one message and not one per climber;
    the others return at once. ``batches``: how many at most.
    """
    climbed = 0
    for _ in range(batches):
        count = _climb_batch(now)
        climbed += count
        if count < BATCH:
            break
    return climbed


@transaction.atomic
def _climb_batch(now: datetime) -> int:
    if not _is_alone():
        return 0
    due = list(
        selectors.climbing()
        # Not app_now(): a ladder that falls due while we work is for the next turn, which plans with a later now.
        .filter(Q(try_again_at__isnull=True) | Q(try_again_at__lte=now), next_due_at__lte=now, held_at__isnull=True)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("service")
        .order_by("next_due_at")[:BATCH]
    )
    if due:
        climb_together(due, now, thresholds_in_force(now))
    return len(due)


def _is_alone() -> bool:
    """Take the climber's lock until the end of the transaction, if nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def climb_together(
    ladders: Sequence[Ladder],
    now: datetime,
    thresholds: Thresholds,
    plan: Callable[[Ladder, Facts], Move] = plan_climb,
) -> None:
    """Work out what becomes of each ladder, and write it all at once: one message a person, however many they are of.

    The ladders are the caller's alone until the end of the transaction. One that cannot be worked out stops no other
    and loses no concern: it is tried again in a minute.
    """
    facts = _facts(ladders, now, thresholds)
    moves = [move for ladder in ladders if (move := _planned(ladder, facts, plan)) is not None]
    try:
        with transaction.atomic():
            _write(moves, now)
    except Exception:
        if len(moves) == 1:
            logger.exception(CANNOT_CLIMB, moves[0].ladder.ref)
            _put_off(moves[0].ladder, now)
            return
        logger.exception("%s ladders could not be written together, each climbs alone", len(moves))
        again = Ladder.objects.filter(pk__in=[move.ladder.pk for move in moves]).select_related("service")
        for ladder in again.order_by("next_due_at"):
            climb_together([ladder], now, thresholds, plan)


def _facts(ladders: Iterable[Ladder], now: datetime, thresholds: Thresholds) -> Facts:
    posts = post_book({ladder.service_id for ladder in ladders}, now=now, hours=thresholds.hours)
    told: dict[int, set[int]] = {}
    steps = LadderStep.objects.filter(ladder__in=ladders, kind=StepKind.TOLD, person__isnull=False)
    for ladder_id, person_id in steps.values_list("ladder_id", "person_id").distinct():
        told.setdefault(ladder_id, set()).add(person_id)
    return Facts(posts, told, now, thresholds)


def _planned(ladder: Ladder, facts: Facts, plan: Callable[[Ladder, Facts], Move]) -> Move | None:
    try:
        return plan(ladder, facts)
    except Exception:
        logger.exception(CANNOT_CLIMB, ladder.ref)
        _put_off(ladder, facts.now)
        return None


def _put_off(ladder: Ladder, now: datetime) -> None:
    """Its due moment stays as it was, so that the reconciler sees that it stands still."""
    Ladder.objects.filter(pk=ladder.pk).update(try_again_at=now + PUT_OFF)


def _write(moves: Sequence[Move], now: datetime) -> None:
    for move in moves:
        if move.is_lost:
            logger.error("ladder %s: nobody can be told", move.ladder.ref)
    climbed = [move.ladder for move in moves if move.is_climb]
    for move in moves:
        move.ladder.level, move.ladder.next_due_at, move.ladder.calls = move.level, move.next_due_at, move.calls
    Ladder.objects.bulk_update([move.ladder for move in moves], MOVED)
    record_all(Verb.CLIMBED, by=None, now=now, subjects=climbed, fields=["level"])
    _tell([step for move in moves for step in move.steps], now)


def _tell(steps: Sequence[LadderStep], now: datetime) -> None:
    """Write the steps and queue the messages: one message a person, however many ladders it speaks of."""
    by_person: dict[User, list[LadderStep]] = {}
    for step in steps:
        if step.person is not None:
            by_person.setdefault(step.person, []).append(step)
    outgoing = []
    for person, theirs in by_person.items():
        key = uuid.uuid4()
        for step in theirs:
            step.telling = key
        ladders = sorted((step.ladder for step in theirs), key=lambda ladder: rules.order_of_work(ladder.urgency))
        outgoing += messages.alert(person, ladders, key)
    LadderStep.objects.bulk_create(steps)
    queue_messages(outgoing, now=now)
