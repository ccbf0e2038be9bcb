"""What is there and what is missing, and the switch."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.actions import go_live
from safeguard.desk.rules.installation import Place, findings
from safeguard.desk.selectors import installation, lapses, places
from safeguard.desk.views.set_up.pages import administrators_only
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.findings import Finding, Level, at_level
from safeguard.practitioners.requests import SignedInRequest

TASKS = {
    Place.ORGANISATION: gettext_lazy("Your organisation"),
    Place.SERVICES: gettext_lazy("Services"),
    Place.PEOPLE: gettext_lazy("People who work here"),
    Place.POSTS: gettext_lazy("Who answers for safeguarding"),
    Place.AUTHORITIES: gettext_lazy("Local authorities and their emergency duty teams"),
    Place.CONTACTS: gettext_lazy("Numbers of authorities and helplines"),
    Place.MESSAGES: gettext_lazy("Test messages"),
    Place.POLICIES: gettext_lazy("Acceptable use policy"),
    Place.PLATFORMS: gettext_lazy("Platforms"),
}


@administrators_only
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """The parts of a set-up day with what each lacks; after going live, the installation as it now is."""
    now = clock.now()
    there = installation(now)
    found = findings(there, places(), now)
    context = {
        "installation": there,
        "tasks": [_task(place, url, found) for place, url in places().items()],
        "essential": at_level(found, Level.STOP),
        "recommended": at_level(found, Level.NOTE),
    }
    return render(request, "desk/set_up/overview.html", context)


def _task(place: Place, url: str, found: Sequence[Finding]) -> dict[str, Any]:
    """One line of the list: only what needs doing is marked."""
    lacks = [one for one in found if one.cure_url == url]
    task = {"text": TASKS[place], "url": url}
    if stops := at_level(lacks, Level.STOP):
        return {**task, "lacks": stops, "status": _("Essential"), "level": "high"}
    if lacks:
        return {**task, "lacks": lacks, "status": _("Recommended"), "level": "information"}
    return {**task, "status": _("Done")}


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def live(request: SignedInRequest) -> HttpResponse:
    """Let real people be recorded from now on, or see what is still missing."""
    now = clock.now()
    if request.method == "POST":
        try:
            go_live(by=request.user, now=now)
        except Refused:
            return render(request, "desk/set_up/live.html", {"missing": lapses(now), "refused": True}, status=422)
        messages.success(request, _("Safeguard is live. Young people can be registered from now on."))
        return redirect("desk:set_up")
    if installation(now).live_at is not None:
        return redirect("desk:set_up")
    return render(request, "desk/set_up/live.html", {"missing": lapses(now)})
