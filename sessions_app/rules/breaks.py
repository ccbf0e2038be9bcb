"""Breaks between the sessions of a worker's day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from safeguard.lib.worktime import london_day


@dataclass(frozen=True)
class Slot:
    """A planned session of one worker."""

    key: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Break:
    """The time after a session until the next one of the same day; ``is_short``: too little to rest and think."""

    length: timedelta
    is_short: bool


def breaks_after(slots: Iterable[Slot], least: timedelta) -> Mapping[int, Break]:
    """The break after each session that another follows on the same day, by the key of the session (ORG-39).

    ``least``: how long it should be. Sessions that touch or overlap have a break of nothing.
    """
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    found = {}
    for slot, following in pairwise(ordered):
        if london_day(slot.starts_at) == london_day(following.starts_at):
            length = max(timedelta(), following.starts_at - slot.ends_at)
            found[slot.key] = Break(length, is_short=length < least)
    return found
