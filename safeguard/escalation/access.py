"""Who may see and change in which order people are told."""

from safeguard.escalation.enums import RouteKind
from safeguard.lib.permissions import Permission
from safeguard.practitioners.models import User


def may_see_routes(user: User) -> bool:
    """Whether somebody may see who is told in which order: those who answer for concerns, and who fills the posts."""
    return user.may(Permission.SEE_DASHBOARD) or user.may(Permission.MANAGE_PEOPLE)


def may_change_route(user: User, kind: RouteKind) -> bool:
    """Whether somebody may change it: the lead and the deputy, but never for what is about the lead (practice B16)."""
    if kind == RouteKind.ABOUT_LEAD:
        return user.may(Permission.SEE_LEAD_INCIDENTS)
    return user.may(Permission.SIGN_OFF_INCIDENTS)
