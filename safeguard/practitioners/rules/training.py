"""Where somebody stands with a training. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safeguard.practitioners.enums import TrainingState


@dataclass(frozen=True)
class TrainingFact:
    """A record of training; ``expires_on`` is the last day on which it counts, None when it does not run out."""

    done_on: date
    expires_on: date | None


def training_on(written_last: TrainingFact | None, day: date) -> TrainingState:
    """Where somebody stands with a training on a day (ORG-26, practice E42 and E43).

    The record written last counts, so that a wrong one is put right by another.
    """
    if written_last is None or written_last.done_on > day:
        return TrainingState.NEVER
    if written_last.expires_on is not None and written_last.expires_on < day:
        return TrainingState.EXPIRED
    return TrainingState.CURRENT


def what_is_wrong_with_training(done_on: date, expires_on: date | None, today: date) -> dict[str, str]:
    """What keeps this training from being recorded, by field (ORG-26); empty if nothing does."""
    if done_on > today:
        return {"done_on": _("Enter a day that has come: a training is recorded once it is done")}
    if expires_on is not None and expires_on < done_on:
        return {"expires_on": _("Enter a day after the one on which it was done")}
    return {}
