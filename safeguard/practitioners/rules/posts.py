"""Who answers for a post at a moment, and which role comes with it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from safeguard.practitioners.enums import CoverReason, PostCode, Role

# What the holder of a post has to be allowed to do: the role comes with the post, and goes with it.
ROLE_OF_POST: Mapping[str, Role] = {
    PostCode.DSO: Role.DSO,
    PostCode.DEPUTY_DSL: Role.DEPUTY_DSL,
    PostCode.DSL: Role.DSL,
    PostCode.STRATEGIC_LEAD: Role.STRATEGIC_LEAD,
    PostCode.HR_DSO: Role.HR_DSO,
    PostCode.CHAIR: Role.BOARD,
    PostCode.CHAMPION: Role.CHAMPION,
    PostCode.POLICY_DSO: Role.POLICY_DSO,
}
# Roles that somebody is given by themselves. The others come with a post, so that nobody reads concerns without
# being told of them, or is told without being let in.
ROLES_BY_HAND = (
    Role.PRACTITIONER,
    Role.LINE_MANAGER,
    Role.SERVICE_MANAGER,
    Role.BOARD,
    Role.ICT,
    Role.CIO,
    Role.OPS,
    Role.COMMS,
    Role.ADMINISTRATOR,
    Role.RAISER,
)
# Posts that hear of concerns. The Champion asks the board's questions and the officer for policy keeps the policies:
# neither is told of a case (ORG-19, SEC-06).
TOLD_OF_CONCERNS = frozenset(PostCode) - {PostCode.CHAMPION, PostCode.POLICY_DSO}

# How people speak of a post when they say whom a concern is about.
SPOKEN_NAMES: Mapping[str, tuple[str, ...]] = {
    PostCode.DSO: ("dso", "safeguarding officer"),
    PostCode.DEPUTY_DSL: ("ddsl", "deputy"),
    PostCode.DSL: ("dsl", "safeguarding lead"),
    PostCode.STRATEGIC_LEAD: ("strategic lead",),
    PostCode.HR_DSO: ("hr",),
    PostCode.CHAIR: ("chair of trustees", "chair of the board", "the chair"),
    PostCode.CHAMPION: ("champion",),
    PostCode.POLICY_DSO: ("policy officer",),
}

# "Deputy" alone is the safeguarding lead's; before one of these words it is somebody else's.
OTHER_DEPUTIES = frozenset({"manager", "head", "headteacher", "principal", "director", "leader", "chief", "chair"})


@dataclass(frozen=True)
class Standing:
    """Somebody who may answer for a post, from a moment to a moment (None: open). ``reason`` None: the holder."""

    person_id: int
    from_at: datetime
    to_at: datetime | None
    reason: CoverReason | None = None
    is_active: bool = True

    def holds_at(self, moment: datetime) -> bool:
        """From ``from_at`` (included) to ``to_at`` (not included), for people who still work here."""
        return self.is_active and self.from_at <= moment and (self.to_at is None or moment < self.to_at)


def who_answers(
    standings: Iterable[Standing], moment: datetime, *, is_working_time: bool, excluded: Iterable[int] = ()
) -> list[int]:
    """The ids of those who answer for a post at a moment, in the order in which they are asked (ESC-06, ESC-14).

    Out of hours whoever is on duty comes first; while the holder is away, whoever stands in; then the holder.
    Only the first is told: the rest step in when somebody before them is left out (ESC-07).
    """
    out = set(excluded)
    now = [s for s in standings if s.holds_at(moment) and s.person_id not in out]
    order = {
        CoverReason.ON_DUTY: 3 if is_working_time else 0,
        CoverReason.ABSENCE: 1,
        None: 2,
    }
    ranked = sorted(
        (s for s in now if not (s.reason == CoverReason.ON_DUTY and is_working_time)),
        key=lambda s: (order[s.reason], s.from_at, s.person_id),
    )
    return list(dict.fromkeys(s.person_id for s in ranked))
