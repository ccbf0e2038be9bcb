"""What a rule says of facts: one shape for every app, so that every page shows findings the same way."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Level(StrEnum):
    """How much a finding weighs (design 4.1)."""

    STOP = "stop"  # it cannot go on
    REASON = "reason"  # it may, with a reason recorded by somebody allowed to give it
    NOTE = "note"  # worth knowing


class Whose(StrEnum):
    """Who may give the reason."""

    PRACTITIONER = "practitioner"
    MANAGER = "manager"  # the line manager or the officer on duty (practice E43)


@dataclass(frozen=True)
class Finding:
    """``code`` is the requirement's ID, ``source`` cites the guidance (document, clause).

    ``cure`` says what would put it right, ``cure_url`` where (a path of ours, without personal data). ``about`` is
    the reference of the person it concerns, when there are several.
    """

    code: str
    level: Level
    text: str | Promise
    source: str
    cure: str | Promise = ""
    cure_url: str = ""
    whose: Whose = Whose.MANAGER
    about: str = ""

    @property
    def key(self) -> str:
        """What a reason is recorded against: the rule and whom it is about."""
        return f"{self.code}:{self.about}" if self.about else self.code


def at_level(findings: Iterable[Finding], level: Level) -> list[Finding]:
    """Those of one level, in their order."""
    return [finding for finding in findings if finding.level == level]


def unanswered(findings: Iterable[Finding], answered: Iterable[str]) -> list[Finding]:
    """Those that need a reason and have none. ``answered``: the keys reasons were given for."""
    given = set(answered)
    return [f for f in at_level(findings, Level.REASON) if f.key not in given]
