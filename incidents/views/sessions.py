"""What of the sessions, and of the safeguarding organisation, waits for those who answer for it (RPT-15)."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import access
from safeguard.lib import clock
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors.gaps import posts_nobody_holds, services_without_officer
from sessions_app.access import people_shown_in, visible_sessions
from sessions_app.actions import note_listed
from sessions_app.enums import Watch
from sessions_app.selectors.watching import count_watched, watched_sessions
from sessions_app.views.lines import list_line

LEVELS = {Watch.DECISION: "high", Watch.CONSENT: "high", Watch.TRAINING: "high", Watch.ALONE: "moderate"}


@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    """How many there are of each, and with ``what`` in the address those themselves, the next one first."""
    access.check_sees_dashboard(request.user)
    now, what = clock.now(), request.GET.get("what", "")
    if what not in Watch.values:
        return render(request, "incidents/sessions_watched.html", _counted(request.user, now))
    rows = watched_sessions(visible_sessions(request.user), Watch(what), now)
    page = by_name(rows, "starts_at", request.GET.get("after", ""))
    note_listed(by=request.user, now=now, sessions=page.rows)
    shown_in = people_shown_in(request.user, page.rows)
    found = [list_line(one, shown_in[one.pk]) for one in page.rows]
    context = {"what": Watch(what), "page": page, "rows": found}
    return render(request, "incidents/sessions_watched.html", context)


@require_safe
def sessions_counted(request: SignedInRequest) -> HttpResponse:
    """The same counts for an open dashboard, which asks for them once it is there."""
    access.check_sees_dashboard(request.user)
    return render(request, "incidents/sessions_counted.html", _counted(request.user, clock.now()))


def _counted(user: User, now: datetime) -> dict[str, Any]:
    counted = count_watched(visible_sessions(user), now)
    rows = [{"what": one.what, "count": one.count, "level": LEVELS.get(one.what, "none")} for one in counted.sessions]
    gaps = _gaps(now) if user.may(Permission.SEE_ALL_INCIDENTS) else {}
    is_calm = not (rows or counted.reasons or any(gaps.values()))
    return {"rows": rows, "reasons": counted.reasons, **gaps, "is_calm": is_calm}


def _gaps(now: datetime) -> dict[str, list[str]]:
    """What the organisation lacks, for those who answer for all of it. Two queries."""
    return {
        "without_officer": list(services_without_officer(now).order_by("name").values_list("name", flat=True)),
        "nobody_holds": [str(post) for post in posts_nobody_holds(now).select_related("service").order_by("pk")],
    }
