"""A human answers."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from safeguard.audit.actions import record
from safeguard.escalation import messages, selectors
from safeguard.escalation.actions.holding import resume_ladders
from safeguard.escalation.enums import LadderState, StepKind, Verb
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.notifications.actions import cancel_messages, queue_messages
from safeguard.practitioners.models import User


@transaction.atomic
def acknowledge_ladder(*, by: User, now: datetime, ladder: Ladder) -> bool:
    """Stop the ladder: ``by`` is dealing with it. False if somebody else was first; then nothing changes.

    The caller has checked that ``by`` may. One update decides between two people, and between a person and a
    climb that is under way: after this commits, no message about the ladder is created.
    """
    won = Ladder.objects.filter(pk=ladder.pk, state=LadderState.CLIMBING).update(
        state=LadderState.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=by
    )
    if not won:
        return False
    ladder.refresh_from_db()
    LadderStep.objects.create(ladder=ladder, kind=StepKind.ACKNOWLEDGED, at=now, call=ladder.calls, person=by)
    _stop_unsent(ladder)
    record(Verb.ACKNOWLEDGED, by=by, now=now, subject=ladder, fields=["state"])
    return True


def _stop_unsent(ladder: Ladder) -> None:
    """Cancel messages that have not left, but not one that also speaks of a ladder still climbing."""
    own = ladder.story.filter(kind=StepKind.TOLD).values_list("telling", flat=True)
    shared = set(
        LadderStep.objects.filter(telling__in=own, ladder__in=selectors.climbing()).values_list("telling", flat=True)
    )
    for telling in set(own) - shared:
        cancel_messages(str(telling))


def note_opened(*, by: User, now: datetime, ladder: Ladder) -> None:
    """Note that somebody who was told has opened the matter; only the first time is a line in the story."""
    if not selectors.was_told(ladder, by.pk):
        return
    if ladder.story.filter(kind=StepKind.OPENED, person=by).exists():
        return
    try:
        with transaction.atomic():
            LadderStep.objects.create(ladder=ladder, kind=StepKind.OPENED, at=now, call=ladder.calls, person=by)
    except IntegrityError:
        return  # opened in two windows at once: the other one has noted it


@transaction.atomic
def stand_down_ladder(*, by: User | None, now: datetime, subject_type: str, subject_ref: str) -> bool:
    """Stop the ladder of a subject that no longer needs an answer. False if none was climbing."""
    ladder = selectors.climbing().select_for_update().filter(subject_type=subject_type, subject_ref=subject_ref).first()
    if ladder is None:
        return False
    ladder.state = LadderState.STOOD_DOWN
    ladder.save(update_fields=["state"])
    LadderStep.objects.create(ladder=ladder, kind=StepKind.STOOD_DOWN, at=now, call=ladder.calls, person=by)
    _stop_unsent(ladder)
    record(Verb.STOOD_DOWN, by=by, now=now, subject=ladder, fields=["state"])
    return True


@transaction.atomic
def alert_first_in_line(*, by: User, now: datetime, ladder: Ladder) -> int:
    """Alert whoever answers for the first posts of a route of a matter that somebody deals with already: it has become
    theirs to watch, and no news that can wait among others. Where they are left out or there is nobody, the next are
    alerted (ESC-06). Not ``by``, who made it so. Returns how many are told."""
    first = selectors.next_to_watch(ladder, now, by)
    ladder.calls += 1  # a call of its own: some of them were perhaps told by the last one
    ladder.save(update_fields=["calls"])
    steps = [
        LadderStep(
            ladder=ladder,
            kind=StepKind.TOLD,
            at=now,
            call=ladder.calls,
            level=0,
            post=one.post,
            person=one.person,
            telling=uuid.uuid4(),
        )
        for one in first
    ]
    LadderStep.objects.bulk_create(steps)
    outgoing = [messages.to_watch(step.person, ladder, step.telling) for step in steps if step.person and step.telling]
    queue_messages([message for both in outgoing for message in both], now=now)
    record(Verb.CLIMBED, by=by, now=now, subject=ladder, fields=["story"])
    return len(first)


def tell_of_news(
    *,
    now: datetime,
    ladder: Ladder,
    also: Iterable[User] = (),
    but: User | None = None,
    not_before: datetime | None = None,
    is_lasting: bool = False,
) -> int:
    """Tell those who deal with a matter that something was added to it. Returns how many people are told.

    Whoever acknowledged it and whoever answers for the first posts of its route; before that, everybody told so far.
    ``also``: others who deal or have dealt with it, whom the caller knows not to be left out; ``but``: whoever has just
    added it, and knows; ``not_before``: all that is added until then is told in one message; ``is_lasting``: it is
    tried until it gets there.
    Nobody who is left out is told (ESC-07), however they were told or dealt with it before.
    Nobody is told of what is still asleep: they will see it when they are told.
    """
    resume_ladders(now=now, ladders=[ladder])  # what a person adds now is not of a backup that was restored
    ladder.refresh_from_db(fields=["state", "level", "levels", "excluded"])
    if selectors.is_sleeping(ladder):
        return 0
    people = {person.pk: person for person in selectors.first_in_line(ladder, now)}
    if ladder.acknowledged_by is not None:
        people[ladder.acknowledged_by.pk] = ladder.acknowledged_by
    else:
        steps = ladder.story.filter(kind=StepKind.TOLD).select_related("person")
        people |= {step.person.pk: step.person for step in steps if step.person}
    people = {pk: person for pk, person in people.items() if pk not in ladder.excluded}
    people |= {person.pk: person for person in also}
    reachable = [person for person in people.values() if person.is_active]
    reachable = reachable or [answering.person for answering in selectors.who_is_told_now(ladder, now)]
    told = [person for person in reachable if person != but]
    outgoing = [messages.news(person, ladder, due_at=not_before, is_lasting=is_lasting) for person in told]
    queue_messages([message for both in outgoing for message in both], now=now)
    return len(told)
