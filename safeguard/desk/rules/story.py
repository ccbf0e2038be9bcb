"""How a person's story is told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from safeguard.people.rules import age_on, birthday

TURNING = (13, 16, 18)  # years at which rules change (PER-02)
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """One line of somebody's story: what happened at a moment, and where to read more of it."""

    at: datetime
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    link_text: str = ""
    happened: str = ""  # in somebody's words, where that is not when it was written
    corrected: Sequence[tuple[datetime, str, str]] = ()  # when, by whom and how it was corrected


class Dated(Protocol):
    """Anything with its moment."""

    @property
    def at(self) -> datetime:
        """When it happened."""


D = TypeVar("D", bound=Dated)


def page_of(entries: Iterable[D], size: int) -> tuple[list[D], datetime | None]:
    """The newest entries, and the moment before which the older ones lie (None: there are none).

    ``size``: how many entries. What happened at one moment stays together, so that nothing falls between two pages.
    """
    ordered = sorted(entries, key=lambda entry: entry.at, reverse=True)
    if len(ordered) <= size:
        return ordered, None
    last = ordered[size - 1].at
    shown = [entry for entry in ordered if entry.at >= last]
    return shown, last if len(shown) < len(ordered) else None


def next_age_that_matters(born: date, today: date) -> tuple[int, date] | None:
    """The age (whole years) at which rules change and the day, if somebody reaches it within 30 days (PER-02)."""
    for years in TURNING:
        day = birthday(born, years)
        if age_on(born, today) < years and day - today <= SOON:
            return years, day
    return None
