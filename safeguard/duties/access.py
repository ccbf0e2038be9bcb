"""Whose duties somebody watches over. What they may not see is not counted either (SEC-06)."""

from django.db.models import Q, QuerySet

from safeguard.duties.enums import DutyState
from safeguard.duties.models import Duty
from safeguard.escalation.access import seen_by_role
from safeguard.lib.permissions import Permission
from safeguard.practitioners.models import User


def watched_duties(user: User, officer: Q | None = None) -> QuerySet[Duty]:
    """What others still have to do, for those who answer for safeguarding: all by role, an officer's of their services.

    Never of a matter they are left out of. Nobody else watches over anybody here: a line manager does so by the team.
    ``officer``: which rows are of their services, where that is known already.
    """
    if not user.may(Permission.SEE_DASHBOARD):
        return Duty.objects.none()
    open_ones = Duty.objects.filter(seen_by_role(user, "route_kind", officer), state=DutyState.OPEN)
    return open_ones.exclude(excluded__contains=[user.pk])
