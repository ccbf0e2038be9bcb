"""Who manages and who stands in for whom: never in a circle. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


def makes_circle(manager_of: Mapping[int, int | None], person_id: int, manager_id: int | None) -> bool:
    """Whether somebody would stand in the line above themselves, once this person had this manager (our own).

    ``manager_of``: the ids of the managers as they now are, by the ids of their people.
    """
    above, seen = manager_id, set[int]()
    while above is not None and above not in seen:
        if above == person_id:
            return True
        seen.add(above)
        above = manager_of.get(above)
    return False


@dataclass(frozen=True)
class Cover:
    """Somebody stands in for the holder of a post, from a moment to a moment (not included; None: open)."""

    holder_id: int
    cover_id: int
    from_at: datetime
    to_at: datetime | None

    def overlaps(self, other: "Cover") -> bool:
        """Whether there is a moment in which both hold."""
        begins_in_time = other.to_at is None or self.from_at < other.to_at
        return begins_in_time and (self.to_at is None or other.from_at < self.to_at)


def ring_of(covers: Iterable[Cover], new: Cover) -> list[int]:
    """Those who would in the end stand in for themselves: each away, each told that the next answers (ORG-21).

    Their ids, from the holder of ``new`` on, each followed by who stands in for them; empty if nobody would.
    Only what holds at the same time as ``new`` counts.
    """
    stand_ins: dict[int, list[int]] = {}
    for one in covers:
        if one.overlaps(new):
            stand_ins.setdefault(one.holder_id, []).append(one.cover_id)
    reached, paths = set[int](), [[new.holder_id, new.cover_id]]
    while paths:
        path = paths.pop(0)
        if path[-1] == new.holder_id:
            return path[:-1]
        if path[-1] not in reached:
            reached.add(path[-1])
            paths += [[*path, after] for after in stand_ins.get(path[-1], [])]
    return []
