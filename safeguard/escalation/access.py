"""Whose matters are whose to see, by the route they climb; who may see and change in which order people are told."""

from django.db.models import Q

from safeguard.escalation.enums import RouteKind, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib.permissions import Permission
from safeguard.practitioners.access import officer_of
from safeguard.practitioners.models import User

_ROUTES_SEEN = {
    Permission.SEE_ALL_INCIDENTS: RouteKind.ORDINARY,
    Permission.SEE_STAFF_INCIDENTS: RouteKind.ABOUT_STAFF,
    Permission.SEE_LEAD_INCIDENTS: RouteKind.ABOUT_LEAD,
    Permission.SEE_IMAGERY_INCIDENTS: RouteKind.IMAGERY,
}


def seen_by_role(user: User, route: str, officer: Q | None = None) -> Q:
    """Rows whose matter somebody may see by role: by the kind of its route, and an officer those of their services.

    ``route``: the field with the kind; the rows have a ``service`` (SEC-06, practice B17, B18). ``officer``: which rows
    are of those services, where that is known already.
    """
    seen = [kind for permission, kind in _ROUTES_SEEN.items() if user.may(permission)]
    allowed = Q(**{f"{route}__in": seen})
    if user.may(Permission.SEE_SERVICE_INCIDENTS) and RouteKind.ORDINARY not in seen:
        allowed |= Q(**{route: RouteKind.ORDINARY}) & (officer_of(user) if officer is None else officer)
    return allowed


def sees_route(user: User, kind: RouteKind) -> bool:
    """Whether somebody sees every matter of this kind by role, of whichever service (practice B16 to B18)."""
    return any(user.may(permission) for permission, seen in _ROUTES_SEEN.items() if seen == kind)


def may_know_of(user: User, ref: str) -> bool:
    """Whether what led to a matter may say to somebody that it did: never to whoever is left out of it now, and of one
    that is not ordinary only to those who see it by role or were told (practice B16 to B18). ``ref``: of the matter.

    Whoever raised it is left out too, and knows; ask this of others.
    """
    ladder = Ladder.objects.filter(subject_ref=ref, about_ref=ref).order_by("-id").first()
    if ladder is None:
        return True
    if user.pk in ladder.excluded:
        return False
    kind = RouteKind(ladder.kind)
    told = LadderStep.objects.filter(ladder__about_ref=ref, person=user, kind=StepKind.TOLD)
    return kind == RouteKind.ORDINARY or sees_route(user, kind) or told.exists()


def may_see_routes(user: User) -> bool:
    """Whether somebody may see who is told in which order: those who answer for concerns, and who fills the posts."""
    return user.may(Permission.SEE_DASHBOARD) or user.may(Permission.MANAGE_PEOPLE)


def may_change_route(user: User, kind: RouteKind) -> bool:
    """Whether somebody may change it: the lead and the deputy, but never for what is about the lead (practice B16)."""
    if kind == RouteKind.ABOUT_LEAD:
        return user.may(Permission.SEE_LEAD_INCIDENTS)
    return user.may(Permission.SIGN_OFF_INCIDENTS)
