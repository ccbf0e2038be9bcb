"""A closed group: who is in it, as far as the reader may know them; letting in, leaving, closing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.desk.actions.groups import admit_person
from safeguard.desk.forms.groups import AdmitForm
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import visible_people
from safeguard.platforms.access import get_group_for, may_name_keepers, may_run_group
from safeguard.platforms.actions import change_administrators, close_group, extend_group, note_group_shown, note_left
from safeguard.platforms.forms import GroupCloseForm, GroupExtendForm, KeepersForm
from safeguard.platforms.models import ClosedGroup
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.requests import token_in

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def group(request: SignedInRequest, ref: str) -> HttpResponse:
    """The group, and the form by which somebody is let in."""
    found = get_group_for(request.user, ref)
    may_run = may_run_group(request.user, found)
    form = None
    if may_run and found.closed_at is None:
        form = AdmitForm(request.POST if request.method == "POST" else None, user=request.user, group=found)
    elif request.method == "POST":
        raise NotVisible
    if form is not None and form.is_valid():
        try:
            admit_person(by=request.user, now=clock.now(), group=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("They may join. Let them in on the platform too."))
            return redirect(found)
    return _page(request, found, form, may_run=may_run)


def _page(request: SignedInRequest, found: ClosedGroup, form: AdmitForm | None, *, may_run: bool) -> HttpResponse:
    members = list(found.members.filter(left_at__isnull=True).select_related("approved_by").order_by("approved_at"))
    people = visible_people(request.user).filter(ref__in=[one.person_ref for one in members])
    known = {one.ref: one for one in people}
    note_group_shown(by=request.user, now=clock.now(), group=found, refs=sorted(known))
    keepers = (found.administrator, found.second_administrator)
    context = {
        "group": found,
        "rows": _rows(found),
        "members": [{"row": one, "person": known[one.person_ref]} for one in members if one.person_ref in known],
        "others": len(members) - len(known),
        "left": [one for one in keepers if not one.is_active],
        "form": form,
        "may_run": may_run,
        "may_name_keepers": may_name_keepers(request.user, found),
    }
    return render(request, "desk/group.html", context, status=422 if form is not None and form.errors else 200)


def _rows(found: ClosedGroup) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": _("Platform"), "value": found.platform.name},
        {"key": _("Service"), "value": found.service.name},
        {"key": _("Who looks after it"), "value": f"{found.administrator}, {found.second_administrator}"},
        {"key": _("Who may join"), "value": found.who_may_join, "long": True},
        {"key": _("Who can see what is put there"), "value": found.who_sees_material, "long": True},
        {"key": _("Closes"), "value": found.closes_on},
    ]
    if found.extended_why:
        rows.append({"key": _("Why it goes on"), "value": found.extended_why, "long": True})
    if found.closing_record:
        rows.append({"key": _("How it was closed"), "value": found.closing_record, "long": True})
    return rows


@require_POST
def group_left(request: SignedInRequest, ref: str) -> HttpResponse:
    """Somebody is not in the group any more."""
    found = _to_run(request, ref)
    ref_of_member = token_in(request.POST, "member")
    members = found.members.select_related("group")
    member = members.filter(ref=ref_of_member).first() if ref_of_member is not None else None
    if member is None or not visible_people(request.user).filter(ref=member.person_ref).exists():
        raise NotVisible
    return _say(request, found, lambda: note_left(by=request.user, now=clock.now(), member=member), _("It is noted."))


@require_http_methods(ASKED)
def group_keepers(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who looks after the group from now on."""
    found = _to_run(request, ref, may=may_name_keepers)
    form = KeepersForm(request.POST if request.method == "POST" else None, group=found)
    words = {"title": _("Who looks after the group?"), "button": _("Save")}
    return _asked(request, found, form, change_administrators, words)


@require_http_methods(ASKED)
def group_extend(request: SignedInRequest, ref: str) -> HttpResponse:
    """The group goes on for longer."""
    found = _to_run(request, ref)
    form = GroupExtendForm(request.POST if request.method == "POST" else None)
    return _asked(request, found, form, extend_group, {"title": _("Let the group go on"), "button": _("Let it go on")})


@require_http_methods(ASKED)
def group_close(request: SignedInRequest, ref: str) -> HttpResponse:
    """The group is closed, with its record."""
    found = _to_run(request, ref)
    form = GroupCloseForm(request.POST if request.method == "POST" else None)
    lead = _("Close it on the platform first. Everybody in it is then noted as having left.")
    return _asked(
        request, found, form, close_group, {"title": _("Close the group"), "button": _("Close it"), "lead": lead}
    )


def _to_run(
    request: SignedInRequest, ref: str, *, may: Callable[[User, ClosedGroup], bool] = may_run_group
) -> ClosedGroup:
    found = get_group_for(request.user, ref)
    if not may(request.user, found):
        raise NotVisible
    return found


def _asked(
    request: SignedInRequest, found: ClosedGroup, form: Any, act: Callable[..., object], words: dict[str, str]
) -> HttpResponse:
    """One question about a group: ask it, or act and go back."""
    if form.is_valid():
        try:
            act(by=request.user, now=clock.now(), group=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is noted."))
            return redirect(found)
    context = {"group": found, "form": form, **words}
    return render(request, "desk/group_question.html", context, status=422 if form.errors else 200)


def _say(request: SignedInRequest, found: ClosedGroup, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(found)
