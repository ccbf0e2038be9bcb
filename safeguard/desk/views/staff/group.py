"""The record of the Online Safety Group (ORG-22)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.desk.forms.staff import SeatForm
from safeguard.desk.views.staff.pages import check_may, edit_page
from safeguard.lib import clock
from safeguard.lib.permissions import Permission
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import end_seat, seat_member
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import GroupMember
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.practitioners.selectors import directory, staff


@require_safe
def group(request: SignedInRequest) -> HttpResponse:
    """Who leads the group, who sits in it, and what each does from day to day; for everybody who works here."""
    now = clock.now()
    led = [one.person for one in selectors.holders_now(now) if one.post.code == PostCode.DSL and one.reason is None]
    context = {
        "leads": led,
        "seats": directory.group(now),
        "keeps": request.user.may(Permission.MANAGE_GROUP),
    }
    return render(request, "desk/staff/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def seat(request: SignedInRequest, ref: UUID | None = None) -> HttpResponse:
    """Take somebody into the group, or change what they do in it. A role comes with it: it asks who is here."""
    check_may(request, Permission.MANAGE_GROUP)
    now = clock.now()
    found = staff.seat_with(ref, now) if ref else None
    initial = {name: getattr(found, name) for name in ("sits_as", "duties", "version")} if found else {}

    def act(form: SeatForm) -> None:
        given = form.cleaned_data
        seat_member(
            by=request.user,
            now=now,
            person=found.person if found else given["person"],
            sits_as=given["sits_as"],
            duties=given["duties"],
            version=(given["version"] or 0) if found else None,
        )

    def as_it_is() -> tuple[int, Sequence[dict[str, Any]]]:
        row = GroupMember.objects.get(pk=found.pk)  # type: ignore[union-attr]
        rows = [{"key": _("As what"), "value": row.get_sits_as_display()}, {"key": _("Duties"), "value": row.duties}]
        return row.version, rows

    name = found.person.full_name if found else _("Take somebody into the group")
    return edit_page(
        request,
        lambda data: SeatForm(data, initial=initial, people=selectors.everybody(), is_new=found is None),
        act=act,
        done=_("The record is kept."),
        to=reverse("desk:online_safety_group"),
        context={"title": name, "back_url": reverse("desk:online_safety_group"), "back_text": _("Online Safety Group")},
        as_it_is=as_it_is,
    )


@require_POST
@fresh_sign_in_required
def seat_end(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Somebody sits in the group no more."""
    check_may(request, Permission.MANAGE_GROUP)
    now = clock.now()
    end_seat(by=request.user, now=now, seat=staff.seat_with(ref, now))
    messages.success(request, _("They sit in the group no more. The record keeps that they did."))
    return redirect("desk:online_safety_group")
