"""Whom to ring outside: one page for everybody, by the clock, and one on which the numbers are kept right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import is_working_time, london_day
from safeguard.people import access, rules, selectors
from safeguard.people.actions import check_authority, check_contact
from safeguard.people.forms import PlaceForm
from safeguard.people.models import Authority, Signpost
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def contacts(request: SignedInRequest) -> HttpResponse:
    """Whom to ring outside, and who answers now (practice A9). For everybody who has an account (practice A4)."""
    now = clock.now()
    every = thresholds_in_force(now)
    form = PlaceForm(request.GET or None)
    place = form.cleaned_data["place"] if form.is_valid() else ""
    found = selectors.authorities_now(now, every.hours, place)
    context = {
        "form": form,
        "place": place,
        "contacts": selectors.contacts_now(now, every.hours),
        "authorities": found,
        "has_more": len(found) >= selectors.AUTHORITIES_SHOWN,
        "is_working_time": is_working_time(now, every.hours),
        "is_covered": every.hours.nation == rules.COVERED,
        "may_check": access.may_add_authority(request.user),
        **_stale(now),
    }
    return render(request, "people/contact_list.html", context)


@require_safe
def contacts_check(request: SignedInRequest) -> HttpResponse:
    """The same for those who keep it right: what has not been checked for long first, one press each (ESC-10)."""
    if not access.may_add_authority(request.user):
        raise NotVisible
    context = {
        "contacts": selectors.contacts_to_check(),
        "authorities": selectors.authorities_to_check(),
        "may_change": access.may_change_authority(request.user),
        **_stale(clock.now()),
    }
    return render(request, "people/contact_check.html", context)


@require_POST
def contact_checked(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """ "Checked today" of a national body or helpline."""
    return _checked(request, Signpost.objects.filter(ref=ref, is_contact=True).first(), check_contact, "contact")


@require_POST
def authority_checked(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """ "Checked today" of a local authority."""
    return _checked(request, Authority.objects.filter(ref=ref).first(), check_authority, "authority")


def _checked(request: SignedInRequest, found: Any, action: Any, name: str) -> HttpResponse:
    if found is None or not access.may_add_authority(request.user):
        raise NotVisible
    try:
        action(by=request.user, now=clock.now(), **{name: found})
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s: checked today.") % {"name": found.name})
    return redirect("people:contacts_check")


def _stale(now: Any) -> dict[str, Any]:
    """From which day on a check is too old."""
    return {"stale_before": london_day(now) - rules.CHECKED_FOR}
