"""My work: what waits for somebody, soonest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import access, selectors
from incidents.actions import note_listed
from safeguard.duties.selectors import open_duties_of
from safeguard.lib import clock
from safeguard.lib.permissions import Permission
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.selectors import drafts_of

REPORTS_SHOWN = 10
DRAFTS_SHOWN = 10
DUTIES_SHOWN = 25


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this person: concerns nobody has acknowledged, their duties, and their own reports."""
    user, now = request.user, clock.now()
    waiting = list(selectors.waiting(access.visible_incidents(user))[:5])
    if waiting:
        note_listed(by=user, now=now, incidents=waiting)
    context = {
        "now": now,
        "waiting": selectors.with_ladders(waiting),
        "duties": open_duties_of(user)[:DUTIES_SHOWN],
        "reports": selectors.reports_of(user)[:REPORTS_SHOWN],
        "drafts": drafts_of(user, DraftForm.CONCERN)[:DRAFTS_SHOWN],
        "sees_dashboard": user.may(Permission.SEE_DASHBOARD),
    }
    return render(request, "desk/home.html", context)


@require_safe
def help_page(request: SignedInRequest) -> HttpResponse:
    """How to use what is here, and whom to ask."""
    return render(request, "desk/help.html")
