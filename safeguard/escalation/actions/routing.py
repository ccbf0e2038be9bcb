"""An organisation's own order in which posts are told."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.escalation import access, messages, rules, selectors
from safeguard.escalation.enums import RouteKind, Verb
from safeguard.escalation.exceptions import RouteChanged
from safeguard.escalation.models import Route
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import holders_of_leading_posts

LOCK = 5_011  # the key of the advisory lock that a change of routes holds


@transaction.atomic
def set_route(
    *,
    by: User,
    now: datetime,
    kind: RouteKind,
    service: Service | None,
    levels: Sequence[Sequence[str]],
    seen: Sequence[Sequence[str]],
) -> rules.Levels:
    """Tell posts in this order of matters of ``kind`` from now on: in one service, or where none has its own (ESC-06).

    No ``levels``: as the whole organisation does, or as the guidance says. Ladders that climb keep theirs. The lead,
    the deputy and the strategic lead are told of it. Raises Refused for somebody who may not and for an order that
    cannot be, RouteChanged if it is no longer as it was ``seen``.
    """
    if not access.may_change_route(by, kind):
        raise Refused(_("Only those who answer for such concerns change who is told of them."))
    with connection.cursor() as cursor:  # there may be no row yet to lock
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    current = selectors.levels_of(kind, service)
    if [list(level) for level in current] != [list(level) for level in seen]:
        raise RouteChanged(current)
    if levels:
        why_not = rules.why_not_route(kind, levels)
        if why_not:
            raise Refused(why_not)
    route = Route.objects.filter(kind=kind, service=service).first()
    wanted = [list(level) for level in levels]
    if (route.levels if route else []) == wanted:
        return current
    route = route or Route(kind=kind, service=service)
    route.levels = wanted
    route.save()
    record(Verb.ROUTE_CHANGED, by=by, now=now, subject=route, fields=["levels"])
    told = [person for person in holders_of_leading_posts(now) if person != by]
    queue_messages([messages.route_changed(person, now) for person in told], now=now)
    return selectors.levels_of(kind, service)
