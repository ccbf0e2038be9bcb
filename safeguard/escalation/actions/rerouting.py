"""It turns out whom a matter is about, after people were told of it (practice B16, B17)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.escalation import access, messages, rules, selectors
from safeguard.escalation.actions.climbing import climb_together, start_ladder
from safeguard.escalation.actions.holding import resume_ladders
from safeguard.escalation.enums import RouteKind, StepKind, Urgency, Verb
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.notifications.actions import cancel_messages, queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@transaction.atomic
def reroute_ladder(*, by: User, now: datetime, ladder: Ladder, kind: RouteKind, excluded: Iterable[int]) -> list[int]:
    """Leave these people out of a matter from now on, and let it climb the route of ``kind`` (ESC-07).

    With them go those who were told and have no part in the new route, as an officer of a service in what is about
    staff (practice B17). What has not left yet for them is stopped, what has is in the story; nobody is called back,
    because that would say more. While nobody has answered, the first of the new route are told at once; what can wait
    sleeps on. Returns who of those left out had been told, by their ids.
    """
    ladder = Ladder.objects.select_for_update(of=("self",)).select_related("service").get(pk=ladder.pk)
    is_another = kind != ladder.kind
    if is_another:
        ladder.kind, ladder.levels = kind, [list(level) for level in selectors.levels_of(kind, ladder.service)]
    out = set(excluded) - set(ladder.excluded)
    if is_another and ladder.is_climbing:
        out |= _without_part(ladder, now)
    ladder.excluded = sorted({*ladder.excluded, *out})
    told = _stop_telling(ladder, out, now)
    if ladder.is_climbing and (is_another or told) and not selectors.is_sleeping(ladder):
        ladder.level, ladder.next_due_at = -1, rules.first_due_at(ladder.urgency, now, thresholds_in_force(now))
    ladder.save(update_fields=["excluded", "kind", "levels", "level", "next_due_at"])
    record(Verb.REROUTED, by=by, now=now, subject=ladder, fields=["excluded", "kind", "levels"])
    # What a person says now is not of a backup that was restored; whoever is left out is not called again by that.
    resume_ladders(now=now, ladders=[ladder])
    ladder.refresh_from_db()
    if ladder.is_climbing and ladder.level < 0 and ladder.next_due_at <= now:
        climb_together([ladder], now, thresholds_in_force(now))
    return told


def _without_part(ladder: Ladder, now: datetime) -> set[int]:
    """Who was told of a matter and neither answers for a post of the route it climbs now, nor sees it by role."""
    steps = ladder.story.filter(kind=StepKind.TOLD, person__isnull=False).select_related("person")
    told = {step.person.pk: step.person for step in steps if step.person is not None}
    part = {answering.person.pk for answering in selectors.who_may_be_told(ladder, now)}
    kind = RouteKind(ladder.kind)
    return {pk for pk, person in told.items() if pk not in part and not access.sees_route(person, kind)}


def _stop_telling(ladder: Ladder, out: set[int], now: datetime) -> list[int]:
    steps = list(ladder.story.filter(kind=StepKind.TOLD, person__in=out).select_related("person").order_by("id"))
    cancel_messages(ladder.ref, recipient_ids=sorted(out))  # that something was added
    for telling, person in {(step.telling, step.person) for step in steps if step.telling and step.person}:
        if cancel_messages(str(telling), recipient_ids=[person.pk]):
            _tell_of_the_others(telling, person, ladder, now)
    told = list(dict.fromkeys(step.person_id for step in steps if step.person_id))
    LadderStep.objects.bulk_create(
        LadderStep(ladder=ladder, kind=StepKind.LEFT_OUT, at=now, call=ladder.calls, person_id=pk) for pk in told
    )
    return told


def _tell_of_the_others(telling: UUID, person: User, ladder: Ladder, now: datetime) -> None:
    """A message that spoke of other matters too leaves without this one: the others need its recipient."""
    steps = LadderStep.objects.filter(telling=telling, person=person, ladder__in=selectors.climbing())
    others = [step.ladder for step in steps.exclude(ladder=ladder).select_related("ladder")]
    others = [other for other in others if person.pk not in other.excluded]
    if others:
        others.sort(key=lambda other: rules.order_of_work(other.urgency))
        again = messages.alert(person, others, telling)
        # The key of what was stopped is taken.
        queue_messages([replace(one, dedupe_key=f"{one.dedupe_key}:{ladder.ref}") for one in again], now=now)


@transaction.atomic
def start_again(
    *, by: User | None, now: datetime, ladder: Ladder, urgency: Urgency, not_before: datetime | None = None
) -> Ladder:
    """A new ladder for a matter whose answer no longer counts, because whoever gave it is left out or more is known
    since: the first of its route are told as they were the first time, as soon as ``urgency`` says (practice A1).

    ``not_before``: as for any ladder.
    """
    return start_ladder(
        by=by,
        now=now,
        subject_type=ladder.subject_type,
        subject_ref=ladder.subject_ref,
        about_ref=ladder.about_ref,
        path=ladder.path,
        kind=RouteKind(ladder.kind),
        urgency=urgency,
        service=ladder.service,
        excluded=ladder.excluded,
        not_before=not_before,
    )
