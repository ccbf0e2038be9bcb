"""How concerns have come and gone over the last quarters, for those who answer for safeguarding (RPT-15)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.access import visible_incidents
from incidents.selectors import trend
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.practitioners.requests import SignedInRequest
from safeguard.reports.rules import quarters_until

QUARTERS = 4


@require_safe
def trends(request: SignedInRequest) -> HttpResponse:
    """Each of the last four quarters beside the others: of what this person may open, and nothing else."""
    if not request.user.may(Permission.SEE_DASHBOARD):
        raise NotVisible
    visible = visible_incidents(request.user)
    quarters = quarters_until(clock.now(), QUARTERS)
    rows: list[dict[str, Any]] = [
        {"quarter": one, "trend": trend(visible, one.starts_at, one.ends_at)} for one in quarters
    ]
    most = max((row["trend"].raised for row in rows), default=0)
    context = {"rows": rows, "most": most, "sees_all": request.user.may(Permission.SEE_ALL_INCIDENTS)}
    return render(request, "desk/trends.html", context)
