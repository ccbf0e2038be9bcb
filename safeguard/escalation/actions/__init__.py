"""Writes of ladders: starting, climbing, answering."""

from safeguard.escalation.actions.answering import (
    acknowledge_ladder,
    note_opened,
    stand_down_ladder,
    tell_of_news,
)
from safeguard.escalation.actions.climbing import (
    climb_due_ladders,
    hold_ladders,
    hurry_unreached_ladders,
    raise_urgency,
    resume_ladders,
    start_ladder,
)
from safeguard.escalation.actions.leaving_out import leave_out

__all__ = [
    "acknowledge_ladder",
    "climb_due_ladders",
    "hold_ladders",
    "hurry_unreached_ladders",
    "leave_out",
    "note_opened",
    "raise_urgency",
    "resume_ladders",
    "stand_down_ladder",
    "start_ladder",
    "tell_of_news",
]
