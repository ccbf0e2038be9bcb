"""What is said of somebody who works here: by an administrator, and by themselves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.forms.staff import WEEKDAYS, OwnProfileForm, ProfileForm
from safeguard.desk.views.set_up.pages import administrators_only
from safeguard.desk.views.staff.pages import edit_page
from safeguard.lib import clock
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import describe_oneself, describe_person
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.practitioners.selectors import sign_ins as door


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def details(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Name, address, kind, services, line manager, hours, and whether the name goes out (ORG-02, ORG-13, ORG-18)."""
    found = selectors.somebody(ref)
    back = reverse("desk:set_up_person", args=[found.ref])
    initial = {**_as_typed(found), "version": found.version}

    def act(form: ProfileForm) -> None:
        given = form.cleaned_data
        describe_person(
            by=request.user, now=clock.now(), person=found, version=given["version"], profile=form.profile()
        )

    return edit_page(
        request,
        lambda data: ProfileForm(data, initial=initial, person=found),
        act=act,
        done=lambda: _said(found),
        to=back,
        context={"title": found.full_name, "back_url": back, "back_text": found.full_name},
        as_it_is=lambda: _now(found),
    )


def _said(person: User) -> str:
    waiting = door.open_reset_of(person)
    if waiting is None or not waiting.email:
        return _("Saved.")
    return _(
        "Saved, but for the new address: it waits for an hour, because they sign in with a password alone. They and "
        "those who lead safeguarding have been told. See how they sign in."
    )


def _as_typed(person: User) -> dict[str, Any]:
    return {
        "full_name": person.full_name,
        "email": person.email,
        "kind": person.kind,
        "work_social": person.work_social,
        "do_not_publicise": person.do_not_publicise,
        "services": [service.ref for service in person.services.all()],
        "line_manager": person.line_manager.ref if person.line_manager else None,
        **_hours(person),
    }


def _hours(person: User) -> dict[str, Any]:
    return {
        "works_from": f"{person.works_from:%H:%M}" if person.works_from else "",
        "works_to": f"{person.works_to:%H:%M}" if person.works_to else "",
        "works_on": [str(day) for day in person.works_on],
    }


def _now(person: User) -> tuple[int, Sequence[dict[str, Any]]]:
    row = selectors.somebody(person.ref)
    return row.version, profile_rows(row)


def profile_rows(person: User) -> list[dict[str, Any]]:
    """What is said of somebody, in words."""
    days = ", ".join(str(dict(WEEKDAYS)[str(day)]) for day in person.works_on)
    words = {"opens": f"{person.works_from:%H:%M}", "closes": f"{person.works_to:%H:%M}"} if person.works_from else {}
    times = _("%(opens)s to %(closes)s") % words if words else ""
    return [
        {"key": _("Full name"), "value": person.full_name},
        {"key": _("Work email address"), "value": person.email},
        {"key": _("Social account of the organisation"), "value": person.work_social or _("None")},
        {"key": _("They are a"), "value": person.get_kind_display()},
        {"key": _("Services"), "value": ", ".join(one.name for one in person.services.all()) or _("None")},
        {"key": _("Line manager"), "value": person.line_manager or _("Nobody yet")},
        {"key": _("Working hours"), "value": " ".join(filter(None, [times, days])) or _("Those of the organisation")},
        {"key": _("Name for families"), "value": person.name_for_families},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: SignedInRequest) -> HttpResponse:
    """Whether one's own name goes out, and when one works."""
    user = request.user
    initial = {"do_not_publicise": user.do_not_publicise, **_hours(user)}

    def act(form: OwnProfileForm) -> None:
        flag = form.cleaned_data["do_not_publicise"]
        describe_oneself(by=user, now=clock.now(), do_not_publicise=flag, hours=form.hours())

    return edit_page(
        request,
        lambda data: OwnProfileForm(data, initial=initial),
        act=act,
        done=_("Saved."),
        to=reverse("desk:yours"),
        context={
            "title": _("Your name and your hours"),
            "back_url": reverse("desk:yours"),
            "back_text": _("Yours"),
            "intro": _(
                "We keep your work address and your work number, and nothing of your home. Safety-critical alerts come "
                "at any hour. Without times of your own, the organisation’s hours count."
            ),
        },
    )
