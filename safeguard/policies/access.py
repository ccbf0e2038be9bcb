"""Who may issue policies, see who has signed, and write signatures down."""

from django.db.models import QuerySet

from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.policies.models import Policy, PolicyVersion
from safeguard.policies.selectors import audience_of
from safeguard.practitioners.models import User


def may_issue(user: User) -> bool:
    """Whether somebody issues policies, writes wordings and holds the list of types."""
    return user.may(Permission.MANAGE_POLICIES)


def may_see_signers(user: User, policy: Policy) -> bool:
    """Whether somebody sees who has signed a policy and who has not: its owner, who has the task, and whoever issues
    policies (ORG-36)."""
    return user.is_active and (user.pk == policy.owner_id or may_issue(user))


def visible_audience(user: User, version: PolicyVersion) -> QuerySet[User]:
    """Those of a version's audience whom somebody sees by name: all of them, or their own team.

    Raises NotVisible for whoever sees nobody.
    """
    if may_see_signers(user, version.policy):
        return audience_of(version)
    if user.may(Permission.MANAGE_TEAM):
        return audience_of(version).filter(line_manager=user)
    raise NotVisible


def may_word(user: User) -> bool:
    """Whether somebody writes wordings: managers of a service for it, whoever issues policies for all (ORG-35)."""
    return may_issue(user) or user.may(Permission.MANAGE_TEAM)


def may_word_for(user: User, service_id: int | None) -> bool:
    """Whether somebody writes the wordings of this service (None: of the whole organisation)."""
    if may_issue(user):
        return True
    return service_id is not None and user.may(Permission.MANAGE_TEAM) and service_id in user.works_in


def may_set_threshold(user: User, code: str) -> bool:
    """Whether somebody changes this threshold: the lead; the nation is a fact that administrators state too."""
    return user.may(Permission.MANAGE_THRESHOLDS) or (code == "nation" and user.may(Permission.MANAGE_PEOPLE))
