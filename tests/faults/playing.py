"""Whole nights played by moving the database's clock: ladders that keep time, and eight hours without anything."""

import time
from collections import Counter

from incidents.actions import raise_concern
from incidents.models import Incident
from safeguard.escalation.enums import LadderState, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.incidents import a_concern
from tests.faults.world import EVERYTHING, World, fresh_connection

KEEPS_TIME = 10.0  # seconds after its due time within which the next people are told (F19)
EARLY_BY = 5.0  # seconds before the due time to which the clock is moved
AT_MOST = 2  # messages to one person after an outage: one of concerns, one of overdue duties, each of all at once


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
    assert 0 <= late <= KEEPS_TIME, f"the next people were told {late:.1f} s after they were due"
    world.measured["ladder late while clocks are wrong (s)"] = late


def eight_hours_off(world: World) -> None:
    """Everything is off for eight hours. Then every level that was missed is told, in order, and nobody is flooded.

    Assumes that no load runs.
    """
    fresh_connection()
    world.stop(*EVERYTHING)
    climbing = list(Ladder.objects.filter(state=LadderState.CLIMBING, level=0))
    assert climbing, "no ladder waits on its first level: this would show nothing"
    before, steps_before = _last_id(Message), _last_id(LadderStep)
    with world.fault("F25"):
        world.shift(hours=8)
        world.start(*EVERYTHING)
    world.stack.wait_for(lambda: not _below_top(climbing), seconds=60, what="every ladder to reach its last level")
    time.sleep(3)  # a storm, if there is one, comes now
    _told_in_order(climbing, steps_before)
    got = Counter(Message.objects.filter(id__gt=before, kind="escalation.alert").values_list("address", flat=True))
    world.measured["ladders waiting through 8 hours off"] = len(climbing)
    world.measured["most messages to one address after it"] = max(got.values())
    assert max(got.values()) <= AT_MOST, f"a storm after eight hours: {got.most_common(3)}"


def _last_id(model: type[Message] | type[LadderStep]) -> int:
    newest = model.objects.order_by("-id").first()  # type: ignore[attr-defined]
    return newest.pk if newest else 0


def _below_top(ladders: list[Ladder]) -> bool:
    for ladder in Ladder.objects.filter(pk__in=[ladder.pk for ladder in ladders]):
        if ladder.level < len(ladder.levels) - 1:
            return True
    return False


def _told_in_order(ladders: list[Ladder], after: int) -> None:
    """Every level above the first was told once (or its post was found empty), lower levels first."""
    for ladder in ladders:
        steps = LadderStep.objects.filter(ladder=ladder, id__gt=after).order_by("id")
        levels = [step.level for step in steps if step.kind in (StepKind.TOLD, StepKind.NOBODY)]
        wanted = [level for level in range(1, len(ladder.levels)) for _ in range(len(ladder.levels[level]))]
        assert levels == wanted, f"ladder {ladder.ref} told {levels} after eight hours, and should {wanted}"
