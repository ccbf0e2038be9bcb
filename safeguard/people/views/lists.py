"""Lists: the people somebody works with, everybody they may see, and the local authorities."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.pages import by_name, newest_first
from safeguard.lib.permissions import Permission
from safeguard.lib.templatetags.ui import readable
from safeguard.people import access, selectors
from safeguard.people.actions import add_authority, change_authority, note_listed
from safeguard.people.forms import AuthorityForm
from safeguard.people.models import Person
from safeguard.people.rules import AUTHORITY_PHONES, age_on
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def people_list(request: SignedInRequest) -> HttpResponse:
    """Those somebody works with, by name; or with ``?show=all`` everybody they may see, the newest first."""
    user, now = request.user, clock.now()
    if not access.may_see_people(user):
        raise NotVisible
    sees_others = access.may_see_others(user)
    show_all = sees_others and (request.GET.get("show") == "all" or not access.may_register(user))
    after = request.GET.get("after", "")
    if show_all:
        everybody = access.visible_people(user, access.scope_of(user)).select_related("service")
        page = newest_first(everybody, "registered_at", after)
    else:
        page = by_name(selectors.people_of(user, now), "known_as", after)
    note_listed(by=user, now=now, people=page.rows)
    here = reverse("people:list")
    context = {
        "page": page,
        "show_all": show_all,
        "tabs": _tabs(here, show_all=show_all) if sees_others and access.may_register(user) else [],
        "here": f"{here}?show=all" if show_all else here,
        "older_url": f"{here}?{'show=all&' if show_all else ''}after={page.older_key}" if page.older else "",
        "may_register": access.may_register(user),
        "people": person_rows(page.rows, now),
    }
    return render(request, "people/person_list.html", context)


def person_rows(people: Sequence[Person], now: datetime) -> list[dict[str, Any]]:
    """People as a table shows them: with their age today and who is allocated to them. One query."""
    today, allocated = now.astimezone(clock.LONDON).date(), selectors.allocated_to(people, now)
    return [{"person": one, "age": age_on(one.born_on, today), "practitioner": allocated.get(one.pk)} for one in people]


def _tabs(here: str, *, show_all: bool) -> list[dict[str, Any]]:
    return [
        {"text": _("Those you work with"), "url": here, "current": not show_all},
        {"text": _("Everybody you may see"), "url": f"{here}?show=all", "current": show_all},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def authorities(request: SignedInRequest) -> HttpResponse:
    """The directory of local authorities, and one more for it."""
    if not access.may_add_authority(request.user):
        raise NotVisible
    form = AuthorityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_authority(by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("It is in the directory."))
            return redirect("people:authorities")
    context = {
        "form": form,
        "authorities": selectors.authorities(),
        "may_change": access.may_change_authority(request.user),
        "manages_people": request.user.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "people/authority_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Correct what the directory says of a local authority."""
    if not access.may_change_authority(request.user):
        raise NotVisible
    found = selectors.authority_with(ref)
    as_it_is = {name: getattr(found, name) for name in AuthorityForm.base_fields}
    as_it_is |= {name: readable(as_it_is[name]) for name in AUTHORITY_PHONES}
    form = AuthorityForm(request.POST if request.method == "POST" else None, initial=as_it_is)
    if form.is_valid():
        try:
            change_authority(by=request.user, now=clock.now(), authority=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The directory has been corrected."))
            return redirect("people:authorities")
    context = {"form": form, "authority": found}
    return render(request, "people/authority_change.html", context, status=422 if form.errors else 200)
