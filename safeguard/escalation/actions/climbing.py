"""Telling the next people. Whoever calls this, and however many at once, each call is made once."""

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from safeguard.audit.actions import record
from safeguard.escalation import messages, rules, selectors
from safeguard.escalation.enums import LadderState, RouteKind, StepKind, Urgency, Verb
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.policies.rules import Thresholds
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import Answering, everybody_who_answers

logger = logging.getLogger(__name__)
BATCH = 100  # ladders a transaction: what is due together is told together
PUT_OFF = timedelta(minutes=1)
ONE_AT_A_TIME = 5_001  # the key of the advisory lock that a climber holds


@dataclass(frozen=True)
class Telling:
    """One person is to be told of one ladder, as the holder of a post."""

    person: User
    ladder: Ladder
    step: LadderStep


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
        _tell(_climb_safely(ladder, now, thresholds), now)
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
    thresholds = thresholds_in_force(now) if due else None
    tellings: list[Telling] = []
    for ladder in due:
        tellings += _climb_safely(ladder, now, thresholds)  # type: ignore[arg-type]
    _tell(tellings, now)
    return len(due)


def _climb_safely(
    ladder: Ladder, now: datetime, thresholds: Thresholds, how: Callable[..., list[Telling]] | None = None
) -> list[Telling]:
    """Climb, or try again in a minute: one ladder that cannot be worked out stops no other and loses no concern.

    Its due moment stays as it was, so that the reconciler sees that it stands still.
    """
    try:
        with transaction.atomic():
            return (how or _climb)(ladder, now, thresholds)
    except Exception:
        logger.exception("ladder %s could not climb", ladder.ref)
        Ladder.objects.filter(pk=ladder.pk).update(try_again_at=now + PUT_OFF)
        return []


def _is_alone() -> bool:
    """Take the climber's lock until the end of the transaction, if nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def _climb(ladder: Ladder, now: datetime, thresholds: Thresholds) -> list[Telling]:
    plan = rules.plan_climb(
        ladder.levels,
        level=ladder.level,
        due_at=ladder.next_due_at,
        now=now,
        urgency=ladder.urgency,
        thresholds=thresholds,
    )
    answering = _who(ladder, _all_posts(ladder), now, thresholds)
    told = _told_before(ladder)
    new = {code: _first_new(people, told) for code, people in answering.items()}
    passed_on = () if plan.is_again else rules.levels_that_pass_on(ladder.levels, plan.levels[-1], new)
    levels = sorted({*plan.levels, *passed_on})
    _move(ladder, plan, levels[-1], now, thresholds)
    nobody_new = not any(new[code] for level in levels for code in ladder.levels[level])
    everybody = plan.is_again or bool(told and nobody_new)
    tellings = _steps(ladder, range(len(ladder.levels)) if everybody else levels, answering, told, now, everybody)
    if not tellings and (everybody or not told):
        tellings = _last_resort(ladder, answering, now, everybody=everybody)
    record(Verb.CLIMBED, by=None, now=now, subject=ladder, fields=["level"])
    return tellings


def _move(ladder: Ladder, plan: rules.Climb, level: int, now: datetime, thresholds: Thresholds) -> None:
    """Note how far the ladder has come and when the next people are told; levels passed over cost no waiting."""
    ladder.calls += 1
    ladder.level, ladder.next_due_at = level, plan.due_at
    if level > plan.level:
        was_last = level == len(ladder.levels) - 1
        ladder.next_due_at = rules.next_due_at(ladder.urgency, now, thresholds, was_last=was_last)
    ladder.save(update_fields=["calls", "level", "next_due_at"])


def _first_new(people: Sequence[Answering], told: set[int]) -> int | None:
    """Who is told for a post: whoever answers for it, unless they have been told of this matter already."""
    return people[0].person.pk if people and people[0].person.pk not in told else None


def _all_posts(ladder: Ladder) -> list[str]:
    return list(dict.fromkeys([*(code for level in ladder.levels for code in level), *rules.LAST_RESORT]))


def _who(ladder: Ladder, codes: Sequence[str], now: datetime, thresholds: Thresholds) -> dict[str, list[Answering]]:
    return everybody_who_answers(
        codes, service_id=ladder.service_id, now=now, hours=thresholds.hours, excluded=ladder.excluded
    )


def _steps(
    ladder: Ladder,
    levels: Iterable[int],
    answering: dict[str, list[Answering]],
    told: set[int],
    now: datetime,
    everybody: bool,  # noqa: FBT001 - everybody again: cover and holders alike, whether told before or not
) -> list[Telling]:
    tellings: list[Telling] = []
    done = set() if everybody else set(told)
    for level in levels:
        for code in ladder.levels[level]:
            people = answering.get(code, [])
            if not people:
                _nobody(ladder, code, level, now)
            for found in people if everybody else people[:1]:
                if found.person.pk not in done:
                    done.add(found.person.pk)
                    tellings.append(_told(ladder, found, level, now))
    return tellings


def _told_before(ladder: Ladder) -> set[int]:
    return set(ladder.story.filter(kind=StepKind.TOLD, person__isnull=False).values_list("person_id", flat=True))


def _last_resort(
    ladder: Ladder, answering: dict[str, list[Answering]], now: datetime, *, everybody: bool
) -> list[Telling]:
    """The whole route comes to nobody: the next in the organisation is told, and when calling again all of them."""
    found = {a.person.pk: a for code in rules.LAST_RESORT for a in answering.get(code, [])}
    people = list(found.values())
    if not people:
        logger.error("ladder %s: nobody can be told", ladder.ref)
    return [_told(ladder, a, ladder.level, now) for a in (people if everybody else people[:1])]


def _nobody(ladder: Ladder, code: str, level: int, now: datetime) -> None:
    title = str(dict(PostCode.choices).get(code, code))
    LadderStep.objects.create(ladder=ladder, kind=StepKind.NOBODY, at=now, call=ladder.calls, level=level, post=title)


def _told(ladder: Ladder, found: Answering, level: int, now: datetime) -> Telling:
    step = LadderStep(
        ladder=ladder,
        kind=StepKind.TOLD,
        at=now,
        call=ladder.calls,
        level=level,
        post=found.post,
        person=found.person,
    )
    return Telling(found.person, ladder, step)


def _tell(tellings: Sequence[Telling], now: datetime) -> None:
    """Write the steps and queue the messages: one message a person, however many ladders it speaks of."""
    by_person: dict[int, list[Telling]] = {}
    for telling in tellings:
        by_person.setdefault(telling.person.pk, []).append(telling)
    outgoing = []
    for theirs in by_person.values():
        key = uuid.uuid4()
        for telling in theirs:
            telling.step.telling = key
        ladders = sorted((t.ladder for t in theirs), key=lambda ladder: rules.order_of_work(ladder.urgency))
        outgoing += messages.alert(theirs[0].person, ladders, key)
    LadderStep.objects.bulk_create(telling.step for telling in tellings)
    queue_messages(outgoing, now=now)


def hurry_unreached_ladders(*, by: None = None, now: datetime) -> int:
    """Tell the next person at once where every message to somebody is failing (design 4.4).

    Returns how many were hurried.
    """
    hurried = 0
    for step in selectors.unreached_tellings()[:BATCH]:
        try:
            hurried += _hurry(step, now)
        except Exception:
            logger.exception("ladder %s could not be hurried", step.ladder.ref)
    return hurried


@transaction.atomic
def _hurry(step: LadderStep, now: datetime) -> bool:
    ladder = selectors.climbing().select_for_update(skip_locked=True).filter(pk=step.ladder_id).first()
    if ladder is None or not selectors.unreached_tellings().filter(pk=step.pk).exists():
        return False  # somebody else is at it, or has just done it
    LadderStep.objects.create(
        ladder=ladder,
        kind=StepKind.HURRIED,
        at=now,
        call=ladder.calls,
        person_id=step.person_id,
        telling=step.telling,
    )
    if ladder.level < len(ladder.levels) - 1:
        Ladder.objects.filter(pk=ladder.pk, state=LadderState.CLIMBING).update(next_due_at=now)
    return True


@transaction.atomic
def raise_urgency(*, by: User | None, now: datetime, ladder: Ladder, urgency: Urgency) -> bool:
    """Make a ladder that nobody has answered more urgent, because it turns out that it cannot wait (practice A4).

    If it was asleep, the first people are told now; else the next ones sooner. False if it was as urgent already.
    """
    ladder = Ladder.objects.select_for_update().get(pk=ladder.pk)
    if ladder.held_at is not None:
        resume_ladders(now=now, ladders=[ladder])  # what a person says now is not of the backup
        ladder.refresh_from_db()
    if not ladder.is_climbing or rules.order_of_work(ladder.urgency) <= rules.order_of_work(urgency):
        return False
    thresholds = thresholds_in_force(now)
    was_asleep = selectors.is_sleeping(ladder)
    was_last = ladder.level == len(ladder.levels) - 1
    sooner = now if was_asleep else rules.next_due_at(urgency, now, thresholds, was_last=was_last)
    ladder.urgency, ladder.next_due_at = urgency, min(ladder.next_due_at, sooner)
    ladder.save(update_fields=["urgency", "next_due_at"])
    if was_asleep:
        _tell(_climb_safely(ladder, now, thresholds), now)
    return True


@transaction.atomic
def hold_ladders(*, by: None = None, now: datetime) -> int:
    """Let no ladder that nobody has acknowledged tell anybody until it is released. Returns how many."""
    return selectors.climbing().filter(held_at__isnull=True).update(held_at=now)


@transaction.atomic
def resume_ladders(*, by: User | None = None, now: datetime, ladders: Iterable[Ladder]) -> int:
    """Let held ladders climb on, and call again everybody who should have been told by ``now``. Returns how many.

    All of them in one message a person, because what they were told before the backup may never have reached them.
    """
    held = selectors.held_ladders().filter(pk__in=[ladder.pk for ladder in ladders])
    thresholds = thresholds_in_force(now)
    tellings: list[Telling] = []
    resumed = list(held.select_for_update(of=("self",)).select_related("service").order_by("next_due_at"))
    # Whatever becomes of the call: one that cannot be worked out must be seen to stand still, and be tried again.
    Ladder.objects.filter(pk__in=[ladder.pk for ladder in resumed]).update(held_at=None)
    for ladder in resumed:
        tellings += _climb_safely(ladder, now, thresholds, how=_call_again)
    _tell(tellings, now)
    return len(resumed)


def _call_again(ladder: Ladder, now: datetime, thresholds: Thresholds) -> list[Telling]:
    """Every level that was told, and every one whose time has passed meanwhile, from the first on."""
    if ladder.next_due_at <= now:
        plan = rules.plan_climb(
            ladder.levels,
            level=ladder.level,
            due_at=ladder.next_due_at,
            now=now,
            urgency=ladder.urgency,
            thresholds=thresholds,
        )
        ladder.level, ladder.next_due_at = plan.level, plan.due_at
    ladder.calls += ladder.level >= 0
    ladder.save(update_fields=["level", "next_due_at", "calls"])
    if ladder.level < 0:
        return []  # it sleeps on until working time, as was said when it was raised
    answering = _who(ladder, _all_posts(ladder), now, thresholds)
    levels = range(ladder.level + 1)
    tellings = _steps(ladder, levels, answering, set(), now, everybody=False)
    record(Verb.CLIMBED, by=None, now=now, subject=ladder, fields=["level"])
    return tellings or _last_resort(ladder, answering, now, everybody=False)
