"""Somebody turns out to be part of a matter after it was told: from then on they are left out of it (practice B16)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.escalation import selectors
from safeguard.escalation.actions.answering import stand_down_ladder
from safeguard.escalation.actions.climbing import start_ladder
from safeguard.escalation.enums import RouteKind, Verb
from safeguard.escalation.models import Ladder
from safeguard.practitioners.models import User


@transaction.atomic
def leave_out(
    *,
    by: User | None,
    now: datetime,
    ladder: Ladder,
    people: Iterable[int],
    kind: RouteKind,
    answers_anew: bool = False,
) -> Ladder:
    """Tell of a matter only by this route, and never these people (practice B16 to B18, ESC-07).

    One that still climbs ends, with what has not left yet, and another begins by the new route: whom the first one
    told stays in its story. One that was acknowledged only tells other people of what is new, unless
    ``answers_anew``: whoever acknowledged it is one of those left out.
    """
    ladder = Ladder.objects.select_for_update(of=("self",)).select_related("service").get(pk=ladder.pk)
    excluded = sorted({*ladder.excluded, *people})
    if excluded == ladder.excluded and kind == ladder.kind:
        return ladder
    if not ladder.is_climbing and not answers_anew:
        ladder.excluded, ladder.kind = excluded, kind
        ladder.levels = [list(level) for level in selectors.levels_of(kind, ladder.service)]
        ladder.save(update_fields=["excluded", "kind", "levels"])
        record(Verb.LEFT_OUT, by=by, now=now, subject=ladder, fields=["kind"])
        return ladder
    stand_down_ladder(by=by, now=now, subject_type=ladder.subject_type, subject_ref=ladder.subject_ref)
    return start_ladder(
        by=by,
        now=now,
        subject_type=ladder.subject_type,
        subject_ref=ladder.subject_ref,
        about_ref=ladder.about_ref,
        path=ladder.path,
        kind=kind,
        urgency=ladder.urgency,
        service=ladder.service,
        excluded=excluded,
    )
