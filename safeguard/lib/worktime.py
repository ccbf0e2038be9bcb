"""Working time: pure arithmetic over London's clock, weekends and the bank holidays of a nation.

Only what somebody has said can wait is ever slowed by it (practice A1).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

# Bank holidays differ by nation and year; the library follows the proclamations.
import holidays

from safeguard.lib.clock import LONDON


@dataclass(frozen=True)
class WorkingHours:
    """The organisation's working week: hours (London), weekdays (Monday is 0), nation (ENG, WLS, SCT, NIR)."""

    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    nation: str = "ENG"

    def is_working_day(self, day: date) -> bool:
        """Whether anybody is expected at work on this day."""
        return day.weekday() in self.weekdays and day not in bank_holidays(self.nation, day.year)


@lru_cache(maxsize=64)
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """The bank holidays of a UK nation in a year."""
    return frozenset(holidays.country_holidays("GB", subdiv=nation, years=year))


def london_day(moment: datetime) -> date:
    """The day that London's calendar shows at a moment."""
    return moment.astimezone(LONDON).date()


def london_time(moment: datetime) -> time:
    """The time that London's clocks show at a moment."""
    return moment.astimezone(LONDON).time()


def opening_of(day: date, hours: WorkingHours) -> datetime:
    """When work begins on a day, whether or not anybody works that day, in UTC."""
    return _at(day, hours.opens)


def closing_of(day: date, hours: WorkingHours) -> datetime:
    """When work ends on a day, whether or not anybody works that day, in UTC."""
    return _at(day, hours.closes)


def midnight(day: date) -> datetime:
    """The first moment of a day in London, in UTC."""
    return _at(day, time())


def end_of_day(moment: datetime) -> datetime:
    """When the day that London's calendar shows at a moment is over, in UTC."""
    return midnight(london_day(moment) + timedelta(days=1))


def is_working_time(moment: datetime, hours: WorkingHours) -> bool:
    """Whether the moment lies in working time: from opening (included) to closing (not included)."""
    local = moment.astimezone(LONDON)
    return hours.is_working_day(local.date()) and hours.opens <= local.time() < hours.closes


def next_working_moment(moment: datetime, hours: WorkingHours) -> datetime:
    """The moment itself if it lies in working time, else the next opening, in UTC."""
    if is_working_time(moment, hours):
        return moment
    day = moment.astimezone(LONDON).date()
    if not hours.is_working_day(day) or moment >= _at(day, hours.opens):
        day += timedelta(days=1)
        while not hours.is_working_day(day):
            day += timedelta(days=1)
    return _at(day, hours.opens)


def next_working_morning(moment: datetime, hours: WorkingHours) -> datetime:
    """The opening of the first working day after the day of this moment (London), in UTC."""
    day = moment.astimezone(LONDON).date() + timedelta(days=1)
    return next_working_moment(_at(day, time(0)), hours)


def add_working_time(moment: datetime, length: timedelta, hours: WorkingHours) -> datetime:
    """The moment at which so much working time has passed, in UTC. Elapsed time, so summer time changes nothing."""
    moment = next_working_moment(moment, hours)
    while True:
        closing = _at(moment.astimezone(LONDON).date(), hours.closes)
        if moment + length <= closing:
            return moment + length
        length -= closing - moment
        moment = next_working_moment(closing, hours)


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, LONDON).astimezone(UTC)
