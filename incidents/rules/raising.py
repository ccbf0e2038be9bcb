"""Pure decisions about a concern: how urgent it is, whether it says enough, and the states it goes through."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.enums import HowSoon, IncidentState, YesNoUnsure
from safeguard.escalation.enums import Urgency

LONGEST_TEXT = 20_000  # characters of one answer
NEXT_STATES = {
    IncidentState.RAISED: frozenset({IncidentState.ACKNOWLEDGED}),
    # Raised again: whoever acknowledged it turns out to be part of it.
    IncidentState.ACKNOWLEDGED: frozenset({IncidentState.CLOSED, IncidentState.RAISED}),
    # Raised again: whoever raised it adds to it, and somebody must answer.
    IncidentState.CLOSED: frozenset({IncidentState.ACKNOWLEDGED, IncidentState.RAISED}),
}


def urgency_of(how_soon: str, *, is_danger: bool) -> Urgency:
    """The urgency the ladder runs on until triage (practice A1): danger is *now*, *not sure* counts as *today*."""
    if is_danger or how_soon == HowSoon.NOW:
        return Urgency.NOW
    return Urgency.CAN_WAIT if how_soon == HowSoon.CAN_WAIT else Urgency.TODAY


def counts_as_yes(answer: str) -> bool:
    """*Not sure* counts as yes for whom to tell (practice B17; tree S4)."""
    return answer != YesNoUnsure.NO


def is_about_staff(answer: str, *, is_anybody_named: bool) -> bool:
    """Yes, not sure, or somebody ticked or named although the answer is no (practice B17).

    The narrower way still reaches a human; the wider one could tip somebody off.
    """
    return is_anybody_named or counts_as_yes(answer)


def may_become(state: str, new: str) -> bool:
    """Whether an incident in one state may go into another (INC-32, INC-51)."""
    return new in NEXT_STATES[IncidentState(state)]


@dataclass(frozen=True)
class Missing:
    """A question without which nobody could act: the field and what to do."""

    field: str
    text: str


def what_is_missing(
    *, how_soon: str, about_staff: str, imagery: str, exact_words: str, seen_and_done: str
) -> list[Missing]:
    """The few answers without which a concern cannot be sent. Nothing else ever blocks it (practice A7)."""
    missing = []
    if not how_soon:
        missing.append(Missing("how_soon", _("Choose how soon somebody must act")))
    if not about_staff:
        missing.append(Missing("about_staff", _("Say whether it is about somebody who works or volunteers for us")))
    if not imagery:
        missing.append(Missing("imagery", _("Say whether pictures or videos are part of it")))
    if not exact_words and not seen_and_done:
        missing.append(Missing("exact_words", _("Write what was said, or what you saw and did, in a few words")))
    return missing
