"""What is counted for a quarter: exact, for the database only. What may be shown of it is decided in ``hiding``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from safeguard.lib.durations import in_words
from safeguard.reports.rules.hiding import Cell, Tally, shown_cells

YES = "yes"
UNDECIDED = "undecided"  # not triaged yet
NO_SERVICE = "none"

_MINUTES, _HOURS, _DAYS = 60, 3600, 86400
_COARSE = ((2 * _HOURS, 5 * _MINUTES), (2 * _DAYS, _HOURS))  # below so much, to the nearest so much; else to the day


@dataclass(frozen=True)
class Figures:
    """Tallies by code, and medians (seconds) by the code of the count that they are over."""

    tallies: tuple[Tally, ...]
    medians: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"tallies": [asdict(tally) for tally in self.tallies], "medians": dict(self.medians)}


@dataclass(frozen=True)
class Shown:
    """What may be shown of a quarter: numbers by code (what is absent is left out), and medians in words by code."""

    cells: Mapping[str, Cell]
    medians: Mapping[str, str]


def shown_figures(figures: Figures, small: int) -> Shown:
    """What may be shown of these figures where counts below ``small`` are hidden (RPT-11).

    A median is shown only over a count that is itself shown and not small, and then roughly.
    """
    cells: dict[str, Cell] = {}
    for tally in figures.tallies:
        cells |= shown_cells(tally, small)
    large = {code for code, cell in cells.items() if cell.rounded}
    return Shown(cells, {code: roughly(seconds) for code, seconds in figures.medians.items() if code in large})


def roughly(seconds: int) -> str:
    """A length of time in words that fit no single case (RPT-11): to 5 minutes, to the hour or to the day."""
    step = next((step for below, step in _COARSE if seconds < below), _DAYS)
    nearest = (seconds + step // 2) // step * step
    if nearest == 0:
        return _("less than 5 minutes")
    return in_words(timedelta(seconds=nearest))
