"""Pure decisions about consent: what is in force on a day, and what that means for a session."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from consent.enums import Decision, Party, Purpose
from safeguard.people.rules import age_on


class Standing(StrEnum):
    """How consent to one purpose stands for one person on a day."""

    COMPLETE = "complete"
    NOT_COUNTERSIGNED = "not countersigned"  # the young person agrees, and a parent or carer has not yet (CON-06)
    ABSENT = "absent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Answer:
    """One answer that was given, as the rule needs it."""

    purpose: Purpose
    party: Party
    decision: Decision
    given_at: datetime
    by: str = ""  # which parent or carer, where there are several


@dataclass(frozen=True)
class Consents:
    """All answers about one person and one activity, oldest first or in any order."""

    answers: tuple[Answer, ...] = ()

    def latest(self, purpose: Purpose, party: Party) -> set[Decision]:
        """The answers in force: the last one of each person of that party. Empty when nobody has answered."""
        own = [a for a in self.answers if (a.purpose, a.party) == (purpose, party)]
        return {a.decision for a in {a.by: a for a in sorted(own, key=lambda a: a.given_at)}.values()}


def needs_countersignature(born: date, day: date, *, under: int, is_adult_at_risk: bool = False) -> bool:
    """Whether a parent or carer countersigns (CON-06; 003 Informed Consent): under ``under`` years on the day of the
    session. Nobody countersigns for an adult at risk (practice A12)."""
    return not is_adult_at_risk and age_on(born, day) < under


def standing(consents: Consents, purpose: Purpose, *, countersigned: bool) -> Standing:
    """How consent to a purpose stands. ``countersigned``: whether a parent or carer has to agree too.

    A refusal or a withdrawal by anybody whose answer counts holds, whatever the others say (CON-01): when parents
    disagree, people talk before a session takes place.
    """
    young = consents.latest(purpose, Party.YOUNG_PERSON)
    parents = consents.latest(purpose, Party.PARENT_CARER) if countersigned else set()
    if Decision.WITHDRAWN in young | parents:
        return Standing.WITHDRAWN
    if Decision.REFUSED in young | parents:
        return Standing.REFUSED
    if not young:
        return Standing.ABSENT
    return Standing.NOT_COUNTERSIGNED if countersigned and not parents else Standing.COMPLETE
