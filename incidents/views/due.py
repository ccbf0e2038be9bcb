"""What others still have to do, for those who answer for safeguarding (RPT-15): late first, each a link to the work."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.access import check_sees_dashboard, watched_duties
from incidents.rules import narrowed
from safeguard.duties.actions import note_watched
from safeguard.duties.enums import DutyKind
from safeguard.duties.selectors import counts_of, narrow_duties
from safeguard.lib import clock
from safeguard.lib.pages import by_name
from safeguard.lib.worktime import end_of_day
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def due(request: SignedInRequest) -> HttpResponse:
    """What is late or due today, soonest first; what stands in the address narrows it."""
    check_sees_dashboard(request.user)
    now, kind = clock.now(), request.GET.get("kind", "")
    to = narrowed({**request.GET.dict(), "kind": request.GET.get("route", "")})
    owner = request.user if to.mine else None
    watched = narrow_duties(watched_duties(request.user), service=to.service, kind=to.kind, owner=owner)
    chosen, is_late = DutyKind(kind) if kind in DutyKind.values else None, to.late
    rows = watched.filter(due_at__lt=now if is_late else end_of_day(now)).select_related("owner", "service")
    page = by_name(rows.filter(kind=chosen) if chosen else rows, "due_at", request.GET.get("after", ""))
    note_watched(by=request.user, now=now, duties=page.rows)
    context: dict[str, Any] = {
        "now": now,
        "page": page,
        "chosen": chosen,
        "is_late": is_late,
        "mine": to.mine,
        "of_service": to.service,
        "is_narrowed": bool(chosen or to.of_duties),
        "due_more": to.of_duties,
        "older": f"?kind={chosen or ''}{to.of_duties}&after={page.older_key}" if page.older else "",
        "counts": counts_of(watched, now, end_of_day(now)),
    }
    return render(request, "incidents/due_list.html", context)
