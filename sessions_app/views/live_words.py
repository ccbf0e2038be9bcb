"""The words of the live page: what each line asks, and what was answered. What must not be read over a shoulder is
kept apart (practice B24)."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.templatetags.ui import readable
from safeguard.platforms.enums import Method
from safeguard.policies.selectors import wordings_of
from sessions_app.enums import CallResult, Calm, ClosingActivity, EndedHow, EventKind, Match, TryResult
from sessions_app.rules.live import lines_present

Words = str | Promise

TITLES: Mapping[str, Words] = {
    EventKind.IDENTITY: gettext_lazy("Who they are"),
    EventKind.PRESENT: gettext_lazy("Who else is there"),
    EventKind.LOCATION: gettext_lazy("Where they are now"),
    EventKind.NUMBER: gettext_lazy("Number to ring them on"),
    EventKind.WORK_NUMBER: gettext_lazy("Your work number"),
    EventKind.SAFE_WORD: gettext_lazy("Safe word"),
    EventKind.GROUND_RULES: gettext_lazy("How you talk with each other"),
    EventKind.NOTES_TOLD: gettext_lazy("What you write down"),
    EventKind.CONSENT_TOLD: gettext_lazy("What they have agreed to"),
    EventKind.FORMAT_TOLD: gettext_lazy("How sessions go"),
}
# What to say or do, a line each; in place of "see" where nobody is seen (practice D38).
HINTS: Mapping[str, tuple[Words, ...]] = {
    EventKind.IDENTITY: (
        gettext_lazy("Ask for their full name and date of birth, where nobody else hears it."),
        gettext_lazy("Use the name they want to be called by."),
    ),
    EventKind.PRESENT: (gettext_lazy("Ask who is in the room, or within hearing: a name, and who it is to them."),),
    EventKind.LOCATION: (gettext_lazy("Ask for the full address each time. In an emergency you say it to 999."),),
    EventKind.NUMBER: (gettext_lazy("If the connection fails you ring them on it within five minutes."),),
    EventKind.WORK_NUMBER: (gettext_lazy("Tell them your work number, and that they may ring it if you are cut off."),),
    EventKind.SAFE_WORD: (
        gettext_lazy("A word or gesture that means: something is wrong, stop. Nobody will ask why."),
        gettext_lazy("Say again how to use it, and that you will check later that they are safe."),
    ),
}
_UNSEEN: Mapping[str, tuple[Words, ...]] = {
    EventKind.PRESENT: (
        gettext_lazy("You cannot see them: ask who is in the room, or within hearing. What you hear counts too."),
    ),
    EventKind.SAFE_WORD: (
        gettext_lazy("A word that means: something is wrong, stop. Nobody will ask why."),
        gettext_lazy("Say again how to use it, and that you will check later that they are safe."),
    ),
}
DONE: Mapping[str, Words] = {
    EventKind.WORK_NUMBER: gettext_lazy("I have told them my number"),
    EventKind.GROUND_RULES: gettext_lazy("We have talked about it"),
    EventKind.NOTES_TOLD: gettext_lazy("I have told them"),
    EventKind.CONSENT_TOLD: gettext_lazy("We have gone through it"),
    EventKind.FORMAT_TOLD: gettext_lazy("I have explained it"),
}


# What is said to everybody, and each service may word its own way (ORG-35); a line each.
WORDED: Mapping[str, str] = {
    EventKind.GROUND_RULES: "ground_rules",
    EventKind.NOTES_TOLD: "notes_told",
    EventKind.CONSENT_TOLD: "consent_told",
    EventKind.FORMAT_TOLD: "format_told",
}


def hints(kind: str, method: str, service_id: int) -> tuple[Words, ...]:
    """What to say or do at a line of the checklist, as the service words it. One query for all lines of a page."""
    if kind in WORDED:
        return tuple(line for line in wordings_of(service_id)[WORDED[kind]].splitlines() if line.strip())
    unseen = _UNSEEN.get(kind) if method != Method.VIDEO else None
    return unseen or HINTS.get(kind, ())


def answered(kind: str, facts: Mapping[str, Any]) -> list[str]:
    """What was answered, as far as anybody may read it who looks at the screen."""
    said = _ANSWERED.get(EventKind(kind))
    return [str(line) for line in said(facts) if line] if said else []


def private(kind: str, facts: Mapping[str, Any]) -> list[str]:
    """What was answered and is shown only when it is asked for: addresses, numbers, the safe word."""
    if kind == EventKind.LOCATION:
        withheld = facts.get("withheld")
        asks = [_("The address is withheld. Ask: %(whom)s") % {"whom": withheld}] if withheld else []
        return [*str(facts.get("address") or "").splitlines(), *asks]
    if kind in (EventKind.NUMBER, EventKind.WORK_NUMBER):
        numbers = [facts.get("phone"), facts.get("other_phone"), facts.get("number")]
        return [readable(number) for number in numbers if number]
    if kind == EventKind.SAFE_WORD:
        return [str(facts["value"])] if facts.get("value") else []
    return []


def _identity(facts: Mapping[str, Any]) -> list[Any]:
    return [Match(facts["match"]).label, facts.get("proof")]


def _present(facts: Mapping[str, Any]) -> list[Any]:
    people = _("Nobody else is there") if facts["alone"] else "; ".join(lines_present(facts["people"]))
    return [people, _("They were asked; nobody was seen") if facts.get("not_seen") else ""]


def _location(facts: Mapping[str, Any]) -> list[Any]:
    return [_("Confirmed: the same as last time") if facts.get("same_as_last") else _("Confirmed")]


def _closing(facts: Mapping[str, Any]) -> list[Any]:
    ways = ", ".join(str(ClosingActivity(code).label) for code in facts.get("activities", ()))
    return [Calm(facts["calm"]).label, ways, facts.get("goals"), facts.get("action")]


def _tried(facts: Mapping[str, Any]) -> list[Any]:
    choices = CallResult if facts.get("call") else TryResult
    return [facts.get("call"), choices(facts["result"]).label, facts.get("note")]


def _ended(facts: Mapping[str, Any]) -> list[Any]:
    return [EndedHow(facts["how"]).label, _("Something about it worries the worker") if facts.get("worry") else ""]


_ANSWERED = {
    EventKind.IDENTITY: _identity,
    EventKind.PRESENT: _present,
    EventKind.LOCATION: _location,
    EventKind.NUMBER: lambda facts: [_("Confirmed")],
    EventKind.WORK_NUMBER: lambda facts: [_("They have it")],
    EventKind.SAFE_WORD: lambda facts: [_("Agreed, and they know when to use it")],
    EventKind.CALL_TRIED: _tried,
    EventKind.SAFE_WORD_USED: lambda facts: [_("Danger now") if facts.get("danger_now") else ""],
    EventKind.CONCERN: lambda facts: [facts.get("ref")],
    EventKind.NOTE: lambda facts: [facts.get("text")],
    EventKind.CLOSING: _closing,
    EventKind.ENDED: _ended,
    EventKind.NO_CONCERN: lambda facts: [facts.get("text")],
}
