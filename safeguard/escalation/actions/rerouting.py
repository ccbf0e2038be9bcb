"""It turns out whom a matter is about, after people were told of it (practice B16, B17)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.escalation import rules, selectors
from safeguard.escalation.actions.climbing import climb_together, start_ladder
from safeguard.escalation.actions.holding import resume_ladders
from safeguard.escalation.enums import RouteKind, StepKind, Verb
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.notifications.actions import cancel_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@transaction.atomic
def reroute_ladder(*, by: User, now: datetime, ladder: Ladder, kind: RouteKind, excluded: Iterable[int]) -> list[int]:
    """Leave these people out of a matter from now on, and let it climb the route of ``kind`` (ESC-07).

    What has not left yet for them is stopped, what has is in the story; nobody is called back, because that would say
    more. While nobody has answered, the first of the new route are told at once; what can wait sleeps on. Returns who
    of those left out had been told, by their ids.
    """
    ladder = Ladder.objects.select_for_update(of=("self",)).select_related("service").get(pk=ladder.pk)
    resume_ladders(now=now, ladders=[ladder])  # what a person says now is not of a backup that was restored
    ladder.refresh_from_db()
    out = set(excluded) - set(ladder.excluded)
    told = _stop_telling(ladder, out, now)
    is_another = kind != ladder.kind
    ladder.excluded = sorted({*ladder.excluded, *out})
    if is_another:
        ladder.kind, ladder.levels = kind, [list(level) for level in selectors.levels_of(kind, ladder.service)]
    if ladder.is_climbing and (is_another or told) and not selectors.is_sleeping(ladder):
        ladder.level, ladder.next_due_at = -1, rules.first_due_at(ladder.urgency, now, thresholds_in_force(now))
    ladder.save(update_fields=["excluded", "kind", "levels", "level", "next_due_at"])
    record(Verb.REROUTED, by=by, now=now, subject=ladder, fields=["excluded", "kind", "levels"])
    if ladder.is_climbing and ladder.level < 0 and ladder.next_due_at <= now:
        climb_together([ladder], now, thresholds_in_force(now))
    return told


def _stop_telling(ladder: Ladder, out: set[int], now: datetime) -> list[int]:
    steps = list(ladder.story.filter(kind=StepKind.TOLD, person__in=out).order_by("id"))
    for telling in {step.telling for step in steps if step.telling}:
        # One that speaks of other matters too is about more than this, and says no more than references.
        if not LadderStep.objects.filter(telling=telling).exclude(ladder=ladder).exists():
            cancel_messages(str(telling), recipient_ids=sorted(out))
    told = list(dict.fromkeys(step.person_id for step in steps if step.person_id))
    LadderStep.objects.bulk_create(
        LadderStep(ladder=ladder, kind=StepKind.LEFT_OUT, at=now, call=ladder.calls, person_id=pk) for pk in told
    )
    return told


@transaction.atomic
def start_again(*, by: User, now: datetime, ladder: Ladder) -> Ladder:
    """A new ladder for a matter whose answer no longer counts, because whoever gave it is left out: the first of its
    route are told as they were the first time (practice A1)."""
    return start_ladder(
        by=by,
        now=now,
        subject_type=ladder.subject_type,
        subject_ref=ladder.subject_ref,
        about_ref=ladder.about_ref,
        path=ladder.path,
        kind=RouteKind(ladder.kind),
        urgency=ladder.urgency,
        service=ladder.service,
        excluded=ladder.excluded,
    )
