"""Who may do what, and who answers for a post at a moment. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from safeguard.lib.permissions import Permission
from safeguard.practitioners.enums import CoverReason, PostCode, Role, TrainingState

EVERYBODY = frozenset({Permission.RAISE_CONCERN})
_WORKER = EVERYBODY | {Permission.WORK_WITH_PEOPLE}
_DSL_TEAM = EVERYBODY | {Permission.HANDLE_INCIDENTS, Permission.SEE_DASHBOARD}
_LEADS = _DSL_TEAM | {
    Permission.SIGN_OFF_STAFF_INCIDENTS,
    Permission.SEE_ALL_PEOPLE,
    Permission.LIFT_CONTACT_STOPS,
    Permission.SEE_REPORTS,
    Permission.SEE_DRAFT_REPORTS,
    Permission.ISSUE_REPORTS,
    Permission.RELEASE_HELD,
}

# INC-01: everybody who can sign in may raise a concern. ORG-19, SEC-06, practice B16 and B18 for the rest.
PERMISSIONS_OF: Mapping[str, frozenset[Permission]] = {
    Role.PRACTITIONER: _WORKER,
    Role.LINE_MANAGER: _WORKER
    | {
        Permission.MANAGE_TEAM,
        Permission.SEE_SERVICE_PEOPLE,
        Permission.SEE_REPORTS,
        Permission.SEE_DRAFT_REPORTS,
    },
    Role.DSO: _DSL_TEAM | {Permission.SEE_SERVICE_INCIDENTS, Permission.SEE_SERVICE_PEOPLE},
    Role.DEPUTY_DSL: _LEADS
    | {
        Permission.SEE_ALL_INCIDENTS,
        Permission.SEE_STAFF_INCIDENTS,
        Permission.SEE_IMAGERY_INCIDENTS,
        Permission.SIGN_OFF_INCIDENTS,
    },
    Role.DSL: _LEADS
    | {
        Permission.SEE_ALL_INCIDENTS,
        Permission.SEE_STAFF_INCIDENTS,
        Permission.SEE_IMAGERY_INCIDENTS,
        Permission.SIGN_OFF_INCIDENTS,
        Permission.MANAGE_THRESHOLDS,
        Permission.MANAGE_POLICIES,
    },
    Role.STRATEGIC_LEAD: (_LEADS - {Permission.LIFT_CONTACT_STOPS})
    | {Permission.SEE_ALL_INCIDENTS, Permission.SEE_STAFF_INCIDENTS, Permission.SEE_LEAD_INCIDENTS},
    Role.HR_DSO: _DSL_TEAM | {Permission.SEE_STAFF_INCIDENTS, Permission.SEE_LEAD_INCIDENTS},
    Role.BOARD: EVERYBODY | {Permission.SEE_REPORTS},
    Role.ICT: EVERYBODY | {Permission.OPERATE, Permission.RELEASE_HELD, Permission.MANAGE_PLATFORMS},
    Role.ADMINISTRATOR: EVERYBODY
    | {
        Permission.MANAGE_PEOPLE,
        Permission.OPERATE,
        Permission.RELEASE_HELD,
        Permission.MANAGE_PLATFORMS,
        Permission.MANAGE_POLICIES,
    },
}

# SEC-02: these roles see what would harm a child if it leaked, or can give such roles.
NEED_SECOND_FACTOR = frozenset(
    {Role.DSO, Role.DEPUTY_DSL, Role.DSL, Role.STRATEGIC_LEAD, Role.HR_DSO, Role.ADMINISTRATOR, Role.ICT}
)


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """What these roles grant together (SEC-01, SEC-06); a role this version does not know grants nothing."""
    return EVERYBODY.union(*(PERMISSIONS_OF.get(role, frozenset()) for role in roles))


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles must sign in with a second factor (SEC-02)."""
    return not NEED_SECOND_FACTOR.isdisjoint(roles)


# What the holder of a post has to be allowed to do: the role comes with the post, and goes with it.
ROLE_OF_POST: Mapping[str, Role] = {
    PostCode.DSO: Role.DSO,
    PostCode.DEPUTY_DSL: Role.DEPUTY_DSL,
    PostCode.DSL: Role.DSL,
    PostCode.STRATEGIC_LEAD: Role.STRATEGIC_LEAD,
    PostCode.HR_DSO: Role.HR_DSO,
    PostCode.CHAIR: Role.BOARD,
}
# Roles that somebody is given by themselves. The others come with a post, so that nobody reads concerns without
# being told of them, or is told without being let in.
ROLES_BY_HAND = (Role.PRACTITIONER, Role.LINE_MANAGER, Role.BOARD, Role.ICT, Role.ADMINISTRATOR)

# With these, somebody reads cases or lets others in: whoever answers for safeguarding is told (practice B16).
LETS_IN = frozenset(
    role
    for role, granted in PERMISSIONS_OF.items()
    if granted & {Permission.HANDLE_INCIDENTS, Permission.MANAGE_PEOPLE}
)


# How people speak of a post when they say whom a concern is about.
SPOKEN_NAMES: Mapping[str, tuple[str, ...]] = {
    PostCode.DSO: ("dso", "safeguarding officer"),
    PostCode.DEPUTY_DSL: ("ddsl", "deputy"),
    PostCode.DSL: ("dsl", "safeguarding lead"),
    PostCode.STRATEGIC_LEAD: ("strategic lead",),
    PostCode.HR_DSO: ("hr",),
    PostCode.CHAIR: ("chair",),
}


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
