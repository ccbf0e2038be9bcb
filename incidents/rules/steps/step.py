"""What a step is, and when the tracks are there. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.enums import Level, Track, Waits
from incidents.rules.facts import CaseFacts
from safeguard.policies.rules import DOCUMENTS

Words = str | Promise
Is = Callable[[CaseFacts], bool]


@dataclass(frozen=True)
class Standing:
    """What the facts make of a step, and why it is switched off."""

    level: Level
    why: Words = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. ``required`` and ``off`` look at the facts; where neither holds it is offered.

    ``answers``: it is a question, with these answers in place of done or not needed; ``say``: those that need words,
    ``revisit``: those that need a day to look again. ``bodies``: a referral to one of them is the step done.
    ``elsewhere``: something else already keeps the case open for it. ``may_wait``: a day by which it is done is enough
    to close. ``must``: no reason stands in for it, only what ``is_settled`` looks for. ``sends``: it can be sent from
    here, by our own message. ``after_hold``: of what it is one that may wait for the authorities; then it takes their
    agreement (INC-25, practice A3).
    ``asks``: what more its page asks (of ``when``, ``who``, ``reference``, ``version``, ``factors``).
    """

    code: str
    track: Track
    words: Words
    source: str
    required: Is
    off: Callable[[CaseFacts], Words] = lambda _facts: ""
    hint: Words = ""
    answers: type[models.TextChoices] | None = None
    say: frozenset[str] = frozenset()
    revisit: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    elsewhere: bool = False
    may_wait: bool = False
    must: bool = False
    sends: bool = False
    after_hold: Waits | None = None
    of_leads: frozenset[str] = frozenset()  # answers that only those who see cases about staff may give
    asks: tuple[str, ...] = field(default=("when", "who"))
    is_settled: Is = lambda _facts: False

    @property
    def guidance(self) -> str:
        """The documents of the guidance it comes from by their names, with the clause, as pages show them: nobody who
        reads them knows our numbers. Empty: from practice alone."""
        parts = (part.partition(" ") for part in self.source.split("; "))
        return "; ".join(f"{DOCUMENTS[number]}, {clause}" for number, _space, clause in parts if number in DOCUMENTS)

    def standing(self, facts: CaseFacts) -> Standing:
        """What the facts of a case make of it (INC-51)."""
        if not TRACK_OPENS[self.track](facts):
            return Standing(Level.OFF, _("This case has no such branch."))
        why = self.off(facts)
        if why:
            return Standing(Level.OFF, why)
        return Standing(Level.REQUIRED if self.required(facts) else Level.OFFERED)


# When a track is there at all. Whatever was recorded on one that has gone stays readable.
TRACK_OPENS: Mapping[Track, Is] = {
    Track.DANGER: lambda facts: facts.is_immediate,
    Track.SAFEGUARDING: lambda facts: facts.is_welfare,
    Track.ADULT: lambda facts: facts.is_adult_known,
    Track.NUDES: lambda facts: facts.is_about_images,
    Track.STAFF: lambda facts: facts.is_about_staff,
    Track.AUTHORITIES: lambda facts: facts.may_be_offence,
    Track.TELL: lambda _facts: True,
    Track.RESPONSE: lambda _facts: True,
    Track.SUPPORT: lambda _facts: True,
}
