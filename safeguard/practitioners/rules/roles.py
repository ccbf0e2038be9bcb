"""Which roles may do what. Pure."""

from collections.abc import Iterable, Mapping

from safeguard.lib.permissions import Permission
from safeguard.practitioners.enums import Role

EVERYBODY = frozenset({Permission.RAISE_CONCERN})
_WORKER = EVERYBODY | {Permission.WORK_WITH_PEOPLE}
_DSL_TEAM = EVERYBODY | {Permission.HANDLE_INCIDENTS, Permission.SEE_DASHBOARD}
_LEADS = _DSL_TEAM | {
    Permission.VERIFY_DIRECTORY,
    Permission.MANAGE_GROUP,
    Permission.SIGN_OFF_STAFF_INCIDENTS,
    Permission.SEE_ALL_PEOPLE,
    Permission.LIFT_CONTACT_STOPS,
    Permission.SEE_REPORTS,
    Permission.SEE_DRAFT_REPORTS,
    Permission.ISSUE_REPORTS,
    Permission.RELEASE_HELD,
    Permission.ANSWER_QUESTIONS,
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
    # Answers for services and works with nobody themselves: a line manager of managers.
    Role.SERVICE_MANAGER: EVERYBODY
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
    Role.POLICY_DSO: EVERYBODY | {Permission.MANAGE_POLICIES, Permission.VERIFY_DIRECTORY},
    Role.OSG_MEMBER: EVERYBODY | {Permission.SEE_REPORTS, Permission.ANSWER_QUESTIONS},
    Role.BOARD: EVERYBODY | {Permission.SEE_REPORTS},
    Role.CHAMPION: EVERYBODY | {Permission.SEE_REPORTS},
    Role.ICT: EVERYBODY
    | {Permission.OPERATE, Permission.RELEASE_HELD, Permission.MANAGE_PLATFORMS, Permission.MANAGE_DEVICES},
    Role.CIO: EVERYBODY | {Permission.OPERATE, Permission.MANAGE_PLATFORMS, Permission.MANAGE_DEVICES},
    # They are told of incidents by name (INC-19) and look at none: what they need is in what they are told.
    Role.OPS: EVERYBODY,
    Role.COMMS: EVERYBODY,
    Role.RAISER: EVERYBODY,
    Role.ADMINISTRATOR: EVERYBODY
    | {
        Permission.MANAGE_PEOPLE,
        Permission.OPERATE,
        Permission.RELEASE_HELD,
        Permission.MANAGE_PLATFORMS,
        Permission.MANAGE_POLICIES,
        Permission.VERIFY_DIRECTORY,
        Permission.MANAGE_GROUP,
        Permission.MANAGE_DEVICES,
    },
}

# SEC-02: these roles see what would harm a child if it leaked, or can give such roles. A manager opens every young
# person of their services.
NEED_SECOND_FACTOR = frozenset(
    {
        *(Role.DSO, Role.DEPUTY_DSL, Role.DSL, Role.STRATEGIC_LEAD, Role.HR_DSO, Role.POLICY_DSO),
        *(Role.LINE_MANAGER, Role.SERVICE_MANAGER, Role.ADMINISTRATOR, Role.ICT, Role.CIO),
    }
)


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """What these roles grant together (SEC-01, SEC-06); a role this version does not know grants nothing."""
    return EVERYBODY.union(*(PERMISSIONS_OF.get(role, frozenset()) for role in roles))


def raises_only(roles: Iterable[str]) -> bool:
    """Whether somebody signs in only to raise concerns and to see what became of their own (INC-01)."""
    return set(roles) == {Role.RAISER}


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles must sign in with a second factor (SEC-02)."""
    return not NEED_SECOND_FACTOR.isdisjoint(roles)


# With these, somebody reads cases, opens young people who are not their own, or lets others in: whoever answers for
# safeguarding is told (practice B16).
LETS_IN = frozenset(
    role
    for role, granted in PERMISSIONS_OF.items()
    if granted
    & {
        *(Permission.HANDLE_INCIDENTS, Permission.MANAGE_PEOPLE),
        *(Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE),
    }
)
MANAGERS = frozenset({Role.LINE_MANAGER, Role.SERVICE_MANAGER})  # let in by hand, with no post that says so
