"""Days and times of the past, counted from the day on which the organisation is loaded. Pure."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import WorkingHours


@dataclass(frozen=True)
class Days:
    """Moments before and after ``now``, said in days and London's clock, given in UTC."""

    now: datetime
    hours: WorkingHours = field(default_factory=WorkingHours)

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now.astimezone(LONDON).date()

    def day(self, ago: int) -> date:
        """The day that was ``ago`` days before today; a negative number is still to come."""
        return self.today - timedelta(days=ago)

    def ago(self, ago: int, clock: str) -> datetime:
        """A moment on that day: ``ago(3, "16:30")``."""
        return self.on(self.day(ago), clock)

    def on(self, day: date, clock: str) -> datetime:
        """A moment on a day."""
        return datetime.combine(day, time.fromisoformat(clock), LONDON).astimezone(UTC)

    def working_day(self, ago: int) -> date:
        """The last working day that was at least ``ago`` days before today."""
        day = self.day(ago)
        while not self.hours.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def next_working_day(self, after: date) -> date:
        """The first working day after a day."""
        day = after + timedelta(days=1)
        while not self.hours.is_working_day(day):
            day += timedelta(days=1)
        return day


SLOT = timedelta(minutes=75)  # the longest session, and a quarter of an hour to breathe
LAST_HOUR = 15  # o'clock after which no ordinary session begins


@dataclass
class Diary:
    """When each worker is with somebody, so that no plan meets another one."""

    taken: dict[str, list[datetime]] = field(default_factory=dict)

    def book(self, workers: tuple[str, ...], starts_at: datetime, days: Days) -> datetime:
        """The first hour from ``starts_at`` on in which all of them are free; it is theirs now.

        Later in the same day first, then from ten o'clock on the next working day.
        """
        at = starts_at
        while any(abs(at - other) < SLOT for worker in workers for other in self.taken.get(worker, ())):
            at = self._next(at, days)
        self.hold(workers, at)
        return at

    def hold(self, workers: tuple[str, ...], starts_at: datetime) -> None:
        """Take a time that cannot be moved."""
        for worker in workers:
            self.taken.setdefault(worker, []).append(starts_at)

    def _next(self, at: datetime, days: Days) -> datetime:
        local = at.astimezone(LONDON)
        if local.hour < LAST_HOUR:
            return at + timedelta(hours=1)
        return days.on(days.next_working_day(local.date()), "10:00")
