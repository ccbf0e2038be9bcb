"""Ladders of a made-up subject, started through the real action."""

from datetime import datetime, timedelta
from typing import Any

from safeguard.escalation.actions import climb_due_ladders, start_ladder
from safeguard.escalation.enums import RouteKind, StepKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import Service


def start(service: Service | None, now: datetime | None = None, **over: Any) -> Ladder:
    """A ladder for an ordinary matter of today."""
    ref = new_ref("TS")
    values = {
        "by": None,
        "now": now or clock.now(),
        "subject_type": "test.subject",
        "subject_ref": ref,
        "about_ref": ref,
        "path": f"/incidents/{ref}/",
        "kind": RouteKind.ORDINARY,
        "urgency": Urgency.TODAY,
        "service": service,
    }
    return start_ladder(**{**values, **over})


def set_clock(moment: datetime) -> datetime:
    """Move the database's clock to a moment, and return what it then says."""
    clock.shift(moment - clock.now())
    return clock.now()


def climb_after(length: timedelta) -> int:
    """Let time pass, then climb what is due."""
    clock.shift(length)
    return climb_due_ladders(now=clock.now())


def told(ladder: Ladder, call: int | None = None) -> list[str]:
    """The names of those told (in one call, or in all), in order."""
    steps = ladder.story.filter(kind=StepKind.TOLD, **({} if call is None else {"call": call}))
    return [step.person.full_name for step in steps.order_by("at", "id").select_related("person")]
