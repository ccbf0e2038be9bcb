"""The register of the organisation's devices, and one's own (SEC-09)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.desk.forms.staff import DeviceForm
from safeguard.desk.views.staff.pages import check_may, edit_page
from safeguard.lib import clock
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.practitioners.actions import keep_device, report_lost_device
from safeguard.practitioners.enums import DeviceState
from safeguard.practitioners.models import Device
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import staff

LEVELS = {DeviceState.LOST: "high"}


@require_safe
def devices(request: SignedInRequest) -> HttpResponse:
    """The register."""
    check_may(request, Permission.MANAGE_DEVICES)
    page = by_name(staff.devices().order_by(), "asset_number", request.GET.get("after", ""))
    rows = [_row(one) for one in page.rows]
    context = {"page": page, "rows": rows, "heads": [cell["label"] for row in rows[:1] for cell in row]}
    return render(request, "desk/staff/devices.html", context)


def _row(one: Device) -> list[dict[str, Any]]:
    state = DeviceState(one.state)
    level = {"level": LEVELS[state]} if state in LEVELS else {}
    return [
        {"label": _("Asset number"), "text": one.asset_number, "url": reverse("desk:device", args=[one.ref])},
        {"label": _("Device"), "text": one.label},
        {"label": _("Kind"), "text": one.get_kind_display()},
        {"label": _("Who has it"), **_custodian(one)},
        {"label": _("State"), "text": state.label, **level},
    ]


def _custodian(one: Device) -> dict[str, str]:
    """Whoever has it; marked if they have left and it has not come back."""
    if one.custodian is None:
        return {"text": _("Nobody")}
    if not one.custodian.is_active:
        return {"text": _("%(name)s, who has left") % {"name": one.custodian.full_name}, "level": "high"}
    since = date_format(one.given_at.astimezone(clock.LONDON), "j M Y") if one.given_at else ""
    return {"text": _("%(name)s, since %(day)s") % {"name": one.custodian.full_name, "day": since}}


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: SignedInRequest, ref: UUID | None = None) -> HttpResponse:
    """Enter a device in the register, or change what it says."""
    check_may(request, Permission.MANAGE_DEVICES)
    found = staff.device_with(ref) if ref else None
    initial: dict[str, Any] = {"version": 0}
    if found is not None:
        initial = {name: getattr(found, name) for name in ("version", "label", "kind", "asset_number", "state")}
        initial["custodian"] = found.custodian.ref if found.custodian else None

    def act(form: DeviceForm) -> None:
        keep_device(by=request.user, now=clock.now(), device=found, **form.cleaned_data)

    def as_it_is() -> tuple[int, Sequence[dict[str, Any]]]:
        row = staff.device_with(found.ref)  # type: ignore[union-attr]
        return row.version, [{"key": cell["label"], "value": cell["text"]} for cell in _row(row)]

    return edit_page(
        request,
        lambda data: DeviceForm(data, initial=initial, device=found),
        act=act,
        done=_("The register is kept."),
        to=reverse("desk:devices"),
        context={
            "title": str(found) if found else _("Enter a device"),
            "back_url": reverse("desk:devices"),
            "back_text": _("Devices"),
        },
        as_it_is=as_it_is,
    )


@require_safe
def own_devices(request: SignedInRequest) -> HttpResponse:
    """The devices somebody has from us."""
    return render(request, "desk/staff/own_devices.html", {"devices": staff.devices_of(request.user)})


@require_POST
def device_lost(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Say that one's own device is lost or stolen. Nothing is asked first: minutes count."""
    report_lost_device(by=request.user, now=clock.now(), device=staff.own_device(request.user, ref))
    messages.success(request, _("ICT and the safeguarding leads have been told. Ring them too."))
    return redirect("desk:own_devices")
