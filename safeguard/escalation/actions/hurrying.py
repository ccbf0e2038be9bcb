"""What makes a ladder climb sooner: nobody is reached, or it turns out that it cannot wait."""

import logging
from datetime import datetime

from django.db import transaction

from safeguard.escalation import rules, selectors
from safeguard.escalation.actions.climbing import BATCH, climb_together
from safeguard.escalation.actions.holding import resume_ladders
from safeguard.escalation.enums import LadderState, StepKind, Urgency
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User

logger = logging.getLogger(__name__)


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
        climb_together([ladder], now, thresholds)
    return True
