"""The register of closed groups. A group's own page shows people, and is composed in ``desk``."""

from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.platforms.access import may_open_groups, visible_groups
from safeguard.platforms.actions import open_group
from safeguard.platforms.forms import GroupForm
from safeguard.platforms.models import ClosedGroup
from safeguard.platforms.views.register import ASKED, today_in_london
from safeguard.practitioners.requests import SignedInRequest

SHOWN = 200  # open groups come first; an organisation has a handful


@require_safe
def group_list(request: SignedInRequest) -> HttpResponse:
    """The groups somebody may see: open ones first, of these the ones without two adults, then what closes soonest."""
    has_two = ExpressionWrapper(
        Q(administrator__is_active=True, second_administrator__is_active=True), output_field=BooleanField()
    )
    order = (F("closed_at").desc(nulls_first=True), has_two, "closes_on", "pk")
    found = visible_groups(request.user).order_by(*order)[:SHOWN]
    rows = [_row(one) for one in found]
    context = {
        "rows": rows,
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "may_open": may_open_groups(request.user),
    }
    return render(request, "platforms/group_list.html", context)


def _row(group: ClosedGroup) -> list[dict[str, Any]]:
    keepers = (group.administrator, group.second_administrator)
    return [
        {"label": _("Group"), "text": group.name, "url": group.get_absolute_url()},
        {"label": _("Platform"), "text": group.platform.name},
        {"label": _("Who looks after it"), "text": ", ".join(one.full_name for one in keepers)},
        {"label": _("Closes"), "text": date_format(group.closes_on)},
        {"label": _("State"), **_state(group)},
    ]


def _state(group: ClosedGroup) -> dict[str, str]:
    if group.closed_at is not None:
        return {"text": _("Closed"), "level": "none"}
    left = [one for one in (group.administrator, group.second_administrator) if not one.is_active]
    if left:
        return {"text": _("One of the two has left") if len(left) == 1 else _("Both have left"), "level": "now"}
    if group.closes_on <= today_in_london():
        return {"text": _("To be closed"), "level": "high"}
    return {"text": _("Open")}


@require_http_methods(ASKED)
def group_open(request: SignedInRequest) -> HttpResponse:
    """Open a closed group."""
    if not may_open_groups(request.user):
        raise NotVisible
    form = GroupForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            group = open_group(by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The group is in the register. Nobody is in it before you let them in."))
            return redirect(group)
    return render(request, "platforms/group_open.html", {"form": form}, status=422 if form.errors else 200)
