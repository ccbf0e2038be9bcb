"""The people who work here: adding, inviting, correcting what was typed, and changing a work mobile or a role."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.desk.forms.setting_up import ChangePersonForm, CorrectPersonForm, SetUpPersonForm
from safeguard.desk.forms.staff import ReopenForm
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.desk.views.staff.pages import edit_page
from safeguard.desk.views.staff.profiles import profile_rows
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.templatetags.ui import readable
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import add_person, change_person, correct_person, invite_person
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.practitioners.rules import ROLES_BY_HAND
from safeguard.practitioners.selectors import sign_ins as door

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])
HERE = "desk:set_up_people"


def rows_of(people: list[User], now: datetime) -> list[list[dict[str, Any]]]:
    """People as rows of the list, with what they do and whether they have signed in. Two queries."""
    held: dict[int, list[str]] = {}
    for holding in selectors.holders_now(now):
        held.setdefault(holding.person_id, []).append(str(holding.post))
    factors = selectors.with_second_factor()
    return [_row(one, held.get(one.pk, []), has_factor=one.pk in factors) for one in people]


def _row(person: User, posts: list[str], *, has_factor: bool) -> list[dict[str, Any]]:
    does = [grant.get_role_display() for grant in person.role_grants.all() if grant.role in ROLES_BY_HAND]
    return [
        {"label": _("Name"), "text": person.full_name, "url": reverse("desk:set_up_person", args=[person.ref])},
        {"label": _("Does"), "text": ", ".join([*posts, *does]) or _("Nothing yet")},
        {
            "label": _("Work mobile"),
            "text": readable(person.work_phone) or _("None"),
            **({"level": "high"} if posts and not person.work_phone else {}),
        },
        {"label": _("Sign-in"), **_sign_in(person, needs=bool(posts) or person.needs_second_factor, has=has_factor)},
    ]


def _sign_in(person: User, *, needs: bool, has: bool) -> dict[str, Any]:
    if person.left_at is not None:
        return {"text": _("Left %(day)s") % {"day": date_format(person.left_at.astimezone(clock.LONDON), "j M Y")}}
    if person.last_login is None:
        return {"text": _("Not yet"), "level": "high"} if needs else {"text": _("Not yet")}
    if needs and not has:
        return {"text": _("No second factor yet"), "level": "high"}
    return {"text": _("Has a second factor") if has else _("Has signed in")}


@administrators_only
@asked_and_sent
@fresh_sign_in_required
def person_add(request: SignedInRequest) -> HttpResponse:
    """Add somebody, and invite them."""
    form = SetUpPersonForm(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form,
        act=lambda: add_person(by=request.user, now=clock.now(), details=form.details()),
        done=_("They are added. The invitation is on its way to them."),
        to=reverse(HERE),
        template="desk/set_up/person_add.html",
        beside="email",
    )


@administrators_only
@asked_and_sent
@fresh_sign_in_required
def person(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Somebody who works here: all that was typed of them may be corrected until they have signed in, and their work
    mobile and what they do changed ever after."""
    found = selectors.whoever(ref)
    if not found.is_active:
        return render(
            request, "desk/staff/left.html", {"person": found, "rows": profile_rows(found), "form": ReopenForm()}
        )
    if found.last_login is not None and "email" not in request.POST:  # a correction that came too late is told so
        return _change(request, found)

    def correct(form: CorrectPersonForm) -> None:
        correct_person(
            by=request.user,
            now=clock.now(),
            person=found,
            version=form.cleaned_data["version"],
            details=form.details(),
        )

    return edit_page(
        request,
        lambda data: CorrectPersonForm(data, initial=_as_typed(found)),
        act=correct,
        done=_("Corrected."),
        to=reverse(HERE),
        template="desk/set_up/person_correct.html",
        context={"person": found},
        as_it_is=lambda: _now(found),
    )


def _change(request: SignedInRequest, found: User) -> HttpResponse:
    as_it_is = _as_typed(found)
    is_own = found.pk == request.user.pk
    held = [one for one in selectors.holders_now(clock.now()) if one.person_id == found.pk]
    posts = [f"{one.post}: {one.get_reason_display()}" if one.reason else str(one.post) for one in held]

    def change(form: ChangePersonForm) -> None:
        given = {"roles": as_it_is["roles"], **form.cleaned_data}
        change_person(by=request.user, now=clock.now(), person=found, **given)

    return edit_page(
        request,
        lambda data: ChangePersonForm(data, initial=as_it_is, is_own=is_own),
        act=change,
        done=_("Saved. A new work mobile of somebody who holds a safeguarding post needs a new test message."),
        to=reverse(HERE),
        template="desk/set_up/person.html",
        context={
            "person": found,
            "rows": _facts(found, posts, is_own=is_own),
            "is_own": is_own,
            "arranged": selectors.leaving_of(found),
            "waiting": door.open_reset_of(found),
        },
        as_it_is=lambda: _now(found),
    )


def _as_typed(person: User) -> dict[str, Any]:
    return {
        "version": person.version,
        "full_name": person.full_name,
        "email": person.email,
        "work_phone": readable(person.work_phone),
        "kind": person.kind,
        "roles": [role for role in person.role_codes if role in ROLES_BY_HAND],
        "services": [service.ref for service in person.services.all()],
        "line_manager": person.line_manager.ref if person.line_manager else None,
    }


def _now(person: User) -> tuple[int, list[dict[str, Any]]]:
    """What somebody else has meanwhile made of them, for whoever was slower."""
    row = selectors.whoever(person.ref)
    does = [grant.get_role_display() for grant in row.role_grants.all() if grant.role in ROLES_BY_HAND]
    phone = {"key": _("Work mobile"), "value": readable(row.work_phone) or _("None")}
    return row.version, [
        *profile_rows(row),
        phone,
        {"key": _("What they do"), "value": ", ".join(does) or _("Nothing")},
    ]


def _facts(person: User, posts: list[str], *, is_own: bool) -> list[dict[str, Any]]:
    """What stands fast: one's own roles too, which are a question of the form to anybody else."""
    does = [grant.get_role_display() for grant in person.role_grants.all() if grant.role in ROLES_BY_HAND]
    roles = [{"key": _("What you do"), "value": ", ".join(does)}] if is_own else []
    return [*profile_rows(person)[1:], {"key": _("Safeguarding posts"), "value": ", ".join(posts) or _("None")}, *roles]


@administrators_only
@require_POST
def invite(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Send the invitation again."""
    found = selectors.somebody(ref)
    try:
        invite_person(by=request.user, now=clock.now(), person=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Another invitation is on its way to them."))
    return redirect("desk:set_up_person", ref=found.ref)
