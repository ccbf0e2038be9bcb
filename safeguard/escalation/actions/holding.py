"""Ladders that came back with a backup: nobody is told until they are released."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from safeguard.escalation import selectors
from safeguard.escalation.actions.climbing import climb_together
from safeguard.escalation.actions.planning import plan_call_again
from safeguard.escalation.models import Ladder
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


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
    resumed = list(held.select_for_update(of=("self",)).select_related("service").order_by("next_due_at"))
    # Whatever becomes of the call: one that cannot be worked out must be seen to stand still, and be tried again.
    Ladder.objects.filter(pk__in=[ladder.pk for ladder in resumed]).update(held_at=None)
    if resumed:
        climb_together(resumed, now, thresholds_in_force(now), plan_call_again)
    return len(resumed)
