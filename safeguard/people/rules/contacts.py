"""Which bodies outside answer now, and whether somebody has made sure of their numbers lately. Pure."""

from datetime import datetime, time, timedelta

from safeguard.lib.worktime import WorkingHours, london_day, london_time

WHOLE_COUNTRY = ""  # no nation named: the whole of the United Kingdom
CHECKED_FOR = timedelta(weeks=13)  # our own proposal: a number nobody has tried for three months may be wrong
COVERED = "ENG"  # the nation whose contacts are complete (practice F48)


def is_open(
    *,
    is_always_open: bool,
    opens: time | None,
    closes: time | None,
    at_weekends: bool,
    now: datetime,
    hours: WorkingHours,
) -> bool | None:
    """Whether somebody answers at ``now`` (practice A9); None where the hours are only known in words.

    Whoever works at weekends is taken to work on bank holidays too; nobody else is.
    """
    if is_always_open:
        return True
    if opens is None or closes is None:
        return None
    day = london_day(now)
    is_day = at_weekends or WorkingHours(nation=hours.nation).is_working_day(day)
    return is_day and opens <= london_time(now) < closes


def belongs(nation: str, ours: str) -> bool:
    """Whether a body answers for the nation in which we work (practice F48)."""
    return nation in (WHOLE_COUNTRY, ours)
