"""What somebody says of themselves, when it is asked again, and what a low answer asks for. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.practitioners.enums import AskedOf, CheckKind, OfficerKnown

# Each has to be ticked: what cannot be said truthfully is not said (002 §5.3; 003 Tips b2, b3; 002 A2 §1.2).
STATEMENTS: Mapping[str, Mapping[str, str | Promise]] = {
    CheckKind.ACCOUNTS: {
        "logged_out": gettext_lazy("I am logged out of my own accounts on every device I work with"),
        "work_details": gettext_lazy("The accounts I use at work are made with my work e-mail and work number only"),
        "links": gettext_lazy("I have thought about which of my accounts might be linked to each other, and looked"),
    },
    CheckKind.PRIVACY: {
        "private": gettext_lazy("I have looked at the privacy settings of my own accounts"),
        "not_found": gettext_lazy("Young people cannot easily find me there, or add me"),
    },
    CheckKind.ICT: {
        "up_to_date": gettext_lazy("I keep up to date on online safety"),
        "policy": gettext_lazy("I have read and understood the online safety policy"),
        "aup": gettext_lazy("I have signed the policy on acceptable use"),
    },
    CheckKind.OFFICER: {
        "who": gettext_lazy("I know who my safeguarding officer is"),
        "reach": gettext_lazy("I know how to reach them, by day and out of hours"),
        "refer": gettext_lazy("I know how to refer to social care and the police myself"),
    },
}
LOW = 2  # of five, and below: our own proposal
PARTS: Mapping[str, str | Promise] = {
    "technology": gettext_lazy("Using the technology"),
    "storing": gettext_lazy("How data are stored and kept safe"),
    "duties": gettext_lazy("Ethical and legal duties in remote work"),
}


def due_again(said_on: date | None, every: timedelta, joined_on: date) -> date:
    """The day on which a self-check is due: a year (``every``) after the last, or on joining (ORG-09, ORG-15)."""
    return joined_on if said_on is None else said_on + every


def officer_known(said: int | None, officer: int | None, *, own: int) -> OfficerKnown:
    """Where somebody stands with their officer (ORG-25). ``said``: the id of whom they named last, ``officer``: the
    id of who it is now; None: nobody. ``own``: their own id, because an officer knows themselves."""
    if officer is None:
        return OfficerKnown.NOBODY
    if officer == own:
        return OfficerKnown.KNOWN
    if said is None:
        return OfficerKnown.NEVER
    return OfficerKnown.KNOWN if said == officer else OfficerKnown.CHANGED


def low_parts(scores: Mapping[str, int]) -> list[str]:
    """The parts that somebody is not sure of, by their codes in the order of the form (ORG-33)."""
    return [part for part in PARTS if scores[part] <= LOW]


def asked_of_whom(*, has_manager: bool) -> AskedOf:
    """Who is asked for help: the line manager, or the group where there is none (ORG-33)."""
    return AskedOf.MANAGER if has_manager else AskedOf.GROUP


def what_is_not_said(kind: str, ticked: Iterable[str]) -> list[str]:
    """The statements of a kind that were not ticked, by their codes (ORG-09, ORG-14, ORG-15, ORG-25)."""
    said = set(ticked)
    return [code for code in STATEMENTS[kind] if code not in said]


def nudges_missed(last_on: date, day: date, every: timedelta) -> int:
    """How many times somebody should have talked with a colleague or their manager since they did (ORG-40).

    That is how many whole lengths of ``every`` have passed; 0 while nothing is due.
    """
    return max(0, (day - last_on) // every)


def what_is_wrong_with_day(day: date, today: date) -> str | None:
    """Why a thing cannot have happened on this day, or None (our own: nothing is recorded before it happened)."""
    return _("Enter a day that has come") if day > today else None
