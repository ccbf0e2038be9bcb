"""Whole nights played by moving the database's clock: ladders that keep time, and eight hours without anything."""

import time
from collections import Counter
from math import ceil

from django.db.models import Model

from incidents.actions import raise_concern
from incidents.models import Incident
from safeguard.escalation.actions.climbing import BATCH
from safeguard.escalation.enums import LadderState, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.selectors import ALERT_KIND
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.incidents import a_concern
from tests.faults.rows import at_most, none
from tests.faults.world import EVERYTHING, World, fresh_connection

KEEPS_TIME = 10.0  # seconds after its due time within which the next people are told (F19)
EARLY_BY = 5.0  # seconds before the due time to which the clock is moved


def raise_one(world: World, raiser: str = "raiser0", **answers: object) -> Ladder:
    """Raise one concern by the real action and return its ladder."""
    fresh_connection()
    by = world.people[raiser]
    answers = {"how_soon": "now", "service": by.services.get(), **answers}
    incident = raise_concern(by=by, now=clock.now(), concern=a_concern(**answers))
    world.own_tokens.add(str(incident.client_token))
    return Ladder.objects.get(subject_type=Incident.SUBJECT, subject_ref=incident.ref)


def told(ladder: Ladder, level: int) -> LadderStep | None:
    """The first time that a level of this ladder was told."""
    steps = LadderStep.objects.filter(ladder=ladder, level=level, kind=StepKind.TOLD)
    return steps.order_by("id").first()


def ladder_keeps_time(world: World) -> None:
    """Raise a concern, go to five seconds before its next people are due, and see when they are told."""
    ladder = raise_one(world, about_staff="no", imagery="no")
    due = ladder.next_due_at
    world.shift(seconds=(due - clock.now()).total_seconds() - EARLY_BY)
    world.stack.wait_for(lambda: told(ladder, 1), seconds=EARLY_BY + KEEPS_TIME + 10, what=f"level 1 of {ladder.ref}")
    step = told(ladder, 1)
    assert step is not None
    late = (step.at - due).total_seconds()
    assert late >= 0, f"the next people were told {-late:.1f} s before they were due"
    world.rows.append(at_most("next people told after their time by the database's clock", late, KEEPS_TIME))


def eight_hours_off(world: World) -> None:
    """Everything is off for eight hours. Then every level that was missed is told, in order, and nobody is flooded.

    Each person gets one message of all concerns, and one of all duties that went over their time: for every hundred
    of either, which is what one climb takes. Assumes that no load runs.
    """
    fresh_connection()
    world.stop(*EVERYTHING)
    climbing = list(Ladder.objects.filter(state=LadderState.CLIMBING, level=0))
    assert climbing, "no ladder waits on its first level: this would show nothing"
    waiting = Ladder.objects.filter(state=LadderState.CLIMBING).count()
    before, steps_before, newest = _last_id(Message), _last_id(LadderStep), _last_id(Ladder)
    with world.fault("F25"):
        world.shift(hours=8)
        world.start(*EVERYTHING)
    world.stack.wait_for(lambda: not _below_top(climbing), seconds=60, what="every ladder to reach its last level")
    time.sleep(3)  # a storm, if there is one, comes now
    alerts = Message.objects.filter(id__gt=before, kind=ALERT_KIND)
    most = max(Counter(alerts.values_list("address", flat=True)).values())
    overdue = Ladder.objects.filter(pk__gt=newest, level__gte=0).count()
    allowed = ceil(waiting / BATCH) + ceil(overdue / BATCH)
    world.rows += [
        none(
            "ladders that left a level out, or told it twice, after 8 hours off",
            _disordered(world, climbing, steps_before),
        ),
        at_most(f"messages to one person of {waiting} concerns and {overdue} duties", most, allowed, ""),
    ]


def _last_id(model: type[Model]) -> int:
    newest = model._default_manager.order_by("-id").first()
    return newest.pk if newest else 0


def _below_top(ladders: list[Ladder]) -> bool:
    for ladder in Ladder.objects.filter(pk__in=[ladder.pk for ladder in ladders]):
        if ladder.level < len(ladder.levels) - 1:
            return True
    return False


def _disordered(world: World, ladders: list[Ladder], after: int) -> list[str]:
    """The deputy is told first and then the strategic lead, each once (ESC-06), as far as the route goes."""
    above = [(1, world.people["deputy"].pk), (2, world.people["strategic"].pk)]
    found = []
    for ladder in ladders:
        steps = LadderStep.objects.filter(ladder=ladder, id__gt=after, kind=StepKind.TOLD).order_by("id")
        told_so = [(step.level, step.person_id) for step in steps]
        if told_so != above[: len(ladder.levels) - 1]:
            found.append(f"{ladder.ref}: {told_so}")
    return found
