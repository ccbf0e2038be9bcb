"""What becomes of planned sessions when people are handed over. Pure."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from safeguard.lib.worktime import london_day, midnight


class SessionChoice(StrEnum):
    """What becomes of one planned session."""

    MOVE = "move"  # whoever takes over runs it
    KEEP = "keep"  # it stays, and whoever runs it sees the person until that day is over
    CALL_OFF = "call_off"


def choices_for(taking_part: Collection[int], handed_over: Collection[int], *, is_active: bool) -> list[SessionChoice]:
    """What may become of a session, the first as proposed. One with others, who stay, is kept; who has left keeps
    none. ``taking_part``, ``handed_over``: ids; ``is_active``: whether its worker still works here (our own)."""
    if not set(taking_part) <= set(handed_over):
        return [SessionChoice.KEEP]
    keep = [SessionChoice.KEEP] if is_active else []
    return [SessionChoice.MOVE, SessionChoice.CALL_OFF, *keep]


def seen_until(kept: Iterable[datetime]) -> datetime | None:
    """Until when the practitioner before still sees somebody for sessions that begin at these moments: the end of the
    last one's day, London; None without a session (our own)."""
    days = [london_day(moment) for moment in kept]
    return midnight(max(days) + timedelta(days=1)) if days else None
