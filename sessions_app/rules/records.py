"""What the record keeps of the live page (LOG-04), and what may be said of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions_app.enums import EventKind

# A record is read by more people than the live page: the word itself stays out of it.
_LEFT_OUT = {EventKind.SAFE_WORD: {"value"}}


@dataclass(frozen=True)
class Noted:
    """A press as the record keeps it: ``by`` a name, ``of`` the reference of a person, or empty."""

    kind: str
    at: datetime
    by: str
    of: str
    facts: Mapping[str, Any]


def snapshot(
    *,
    events: Sequence[Noted],
    people: Sequence[str],
    adults: Sequence[tuple[str, str, bool]],
    started_at: datetime | None,
    ended_at: datetime | None,
    ended_how: str,
) -> dict[str, Any]:
    """People present, address, numbers, checklist, events with times, adults, actual length (LOG-04).

    ``adults``: those who were to be there, with who they are and whether they had agreed. Only JSON's own types, so
    that it comes back as it was written.
    """
    return {
        "people": list(people),
        "adults": [{"name": name, "relationship": who, "agreed": agreed} for name, who, agreed in adults],
        "events": [
            {
                "kind": str(one.kind),
                "at": one.at.isoformat(),
                "by": one.by,
                "of": one.of,
                "facts": {k: v for k, v in one.facts.items() if k not in _LEFT_OUT.get(EventKind(one.kind), ())},
            }
            for one in events
        ],
        "minutes": minutes_between(started_at, ended_at),
        "ended_how": str(ended_how),
    }


def minutes_between(started_at: datetime | None, ended_at: datetime | None) -> int:
    """The actual length in whole minutes, as a clock would show it."""
    if started_at is None or ended_at is None:
        return 0
    return max(0, round((ended_at - started_at).total_seconds() / 60))
