"""What stands still since a backup was restored, and its release by a person (docs/decisions/0019)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.actions import release_held
from safeguard.duties.selectors import held_duties
from safeguard.escalation.selectors import held_ladders
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.notifications import selectors
from safeguard.notifications.selectors import Held
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required


@require_http_methods(["GET", "HEAD", "POST"])
def held(request: SignedInRequest) -> HttpResponse:
    """What stands still, what to look at first, and the button that lets it go on."""
    if not request.user.may(Permission.RELEASE_HELD):
        raise NotVisible
    if request.method == "POST":
        return _release(request)
    standing = selectors.held()
    return render(request, "desk/held.html", {"standing": standing, "rows": _rows(standing) if standing else []})


@fresh_sign_in_required
def _release(request: SignedInRequest) -> HttpResponse:
    count = release_held(by=request.user, now=clock.now())
    if count:
        messages.success(request, _("Released. Whoever has to answer is being told now."))
    elif count is not None:
        messages.success(request, _("Released. Nothing was waiting, so nobody has to be told."))
    else:
        messages.info(request, _("Nothing was held any more."))
    return redirect("desk:held")


def _rows(waiting: Held) -> list[dict[str, Any]]:
    return [
        {"key": _("The backup is of"), "value": _moment(waiting.restoration.taken_at)},
        {"key": _("It was restored"), "value": _moment(waiting.restoration.restored_at)},
        {"key": _("Concerns and calls that nobody has acknowledged"), "value": held_ladders().count()},
        {"key": _("Things that people have to do"), "value": held_duties().count()},
        {"key": _("Alerts that had not left"), "value": waiting.alerts},
        {"key": _("Messages to families that had not left"), "value": waiting.to_families},
        {"key": _("Other messages to staff that had not left"), "value": waiting.others},
    ]


def _moment(moment: datetime) -> str:
    return date_format(moment.astimezone(clock.LONDON), "DATETIME_FORMAT")
