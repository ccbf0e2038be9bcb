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


def choices_for(taking_part: Collection[int], handed_over: Collection[int], *, may_keep: bool) -> list[SessionChoice]:
    """What may become of a session, the first as proposed. One with others, who stay, is kept; none at all, where
    nothing may be kept: it has to be settled first.

    ``taking_part``, ``handed_over``: ids; ``may_keep``: whether its worker still works here, and it is not because of
    a case about staff: who is accused sees nobody any longer for a session (our own)."""
    keep = [SessionChoice.KEEP] if may_keep else []
    if not set(taking_part) <= set(handed_over):
        return keep
    return [SessionChoice.MOVE, SessionChoice.CALL_OFF, *keep]


def seen_until(kept: Iterable[datetime]) -> datetime | None:
    """Until when the practitioner before still sees somebody for sessions that begin at these moments: the end of the
    last one's day, London; None without a session (our own)."""
    days = [london_day(moment) for moment in kept]
    return midnight(max(days) + timedelta(days=1)) if days else None
