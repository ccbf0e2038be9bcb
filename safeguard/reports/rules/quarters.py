"""Calendar quarters (RPT-01), in London's time: a session at 23:30 on 31 March in British Summer Time is in March."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from safeguard.lib.worktime import london_day, midnight

MONTHS = 3
_NAMES = {
    1: _("January to March %(year)d"),
    4: _("April to June %(year)d"),
    7: _("July to September %(year)d"),
    10: _("October to December %(year)d"),
}


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter by its first day. ``starts_at`` is in it, ``ends_at`` is the first moment that is not."""

    first_day: date

    def __post_init__(self) -> None:
        if self.first_day.day != 1 or self.first_day.month not in _NAMES:
            raise ValueError(f"no quarter begins on {self.first_day}")

    @property
    def starts_at(self) -> datetime:
        """Midnight in London, in UTC."""
        return midnight(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """Midnight in London after the last day, in UTC."""
        return self.next().starts_at

    @property
    def label(self) -> str:
        """How people say it: "October to December 2026"."""
        return str(_NAMES[self.first_day.month] % {"year": self.first_day.year})

    def next(self) -> "Quarter":
        """The quarter after this one."""
        return _moved(self.first_day, MONTHS)

    def previous(self) -> "Quarter":
        """The quarter before this one."""
        return _moved(self.first_day, -MONTHS)

    def has_ended(self, now: datetime) -> bool:
        """Whether its last moment has passed."""
        return now >= self.ends_at


def quarter_of(moment: datetime | date) -> Quarter:
    """The quarter of a day, or of a moment as London's clocks show it."""
    day = london_day(moment) if isinstance(moment, datetime) else moment
    return Quarter(date(day.year, day.month - (day.month - 1) % MONTHS, 1))


def quarters_until(now: datetime, count: int) -> list[Quarter]:
    """The running quarter and those before it, newest first; ``count`` in all."""
    found = [quarter_of(now)]
    while len(found) < count:
        found.append(found[-1].previous())
    return found


def _moved(day: date, months: int) -> Quarter:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Quarter(date(years, month + 1, 1))
