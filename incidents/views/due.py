"""What others still have to do, for those who answer for safeguarding (RPT-15): late first, each a link to the work."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.access import watched_duties
from safeguard.duties.actions import note_watched
from safeguard.duties.enums import DutyKind
from safeguard.duties.selectors import counts_of
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import end_of_day
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def due(request: SignedInRequest) -> HttpResponse:
    """What is late or due today, soonest first; ``kind`` and ``late`` in the address narrow it."""
    if not request.user.may(Permission.SEE_DASHBOARD):
        raise NotVisible
    now = clock.now()
    watched = watched_duties(request.user)
    kind = request.GET.get("kind", "")
    chosen = DutyKind(kind) if kind in DutyKind.values else None
    is_late = request.GET.get("late") == "1"
    rows = watched.filter(due_at__lt=now if is_late else end_of_day(now)).select_related("owner", "service")
    page = by_name(rows.filter(kind=chosen) if chosen else rows, "due_at", request.GET.get("after", ""))
    note_watched(by=request.user, now=now, duties=page.rows)
    context: dict[str, Any] = {
        "now": now,
        "page": page,
        "chosen": chosen,
        "is_late": is_late,
        "kind": chosen.value if chosen else "",
        "late": "1" if is_late else "",
        "counts": counts_of(watched, now, end_of_day(now)),
    }
    return render(request, "incidents/due_list.html", context)
