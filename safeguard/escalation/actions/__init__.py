"""Writes of ladders: starting, climbing, answering."""

from safeguard.escalation.actions.answering import (
    acknowledge_ladder,
    alert_first_in_line,
    note_opened,
    stand_down_ladder,
    tell_of_news,
)
from safeguard.escalation.actions.climbing import climb_due_ladders, start_ladder
from safeguard.escalation.actions.holding import hold_ladders, resume_ladders
from safeguard.escalation.actions.hurrying import hurry_unreached_ladders, raise_urgency
from safeguard.escalation.actions.rerouting import reroute_ladder, start_again
from safeguard.escalation.actions.routing import set_route

__all__ = [
    "acknowledge_ladder",
    "alert_first_in_line",
    "climb_due_ladders",
    "hold_ladders",
    "hurry_unreached_ladders",
    "note_opened",
    "raise_urgency",
    "reroute_ladder",
    "resume_ladders",
    "set_route",
    "stand_down_ladder",
    "start_again",
    "start_ladder",
    "tell_of_news",
]
