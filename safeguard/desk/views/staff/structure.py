"""Brands, contracts, closing a service, and one person for several services at once (ORG-01)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.desk.actions import close_service
from safeguard.desk.forms.staff import BrandForm, ContractForm, ScopeForm
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.desk.views.staff.pages import edit_page
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import cover_services, create_brand, end_coverage, keep_contract
from safeguard.practitioners.models import Contract
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.practitioners.selectors import staff
from safeguard.practitioners.selectors.coverage import coverage_with, coverages

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


@administrators_only
@asked_and_sent
def contracts(request: SignedInRequest) -> HttpResponse:
    """Brands and contracts, and one more brand."""
    form = BrandForm(request.POST if request.method == "POST" else None)
    rows = [_row(one) for one in staff.contracts()]
    return form_page(
        request,
        form,
        act=lambda: create_brand(by=request.user, now=clock.now(), **form.cleaned_data),
        done=_("The brand is set up."),
        to=reverse("desk:contracts"),
        template="desk/staff/contracts.html",
        context={
            "brands": staff.brands(),
            "rows": rows,
            "heads": [cell["label"] for row in rows[:1] for cell in row],
        },
        beside="name",
    )


def _row(one: Contract) -> list[dict[str, Any]]:
    today = clock.now().astimezone(clock.LONDON).date()
    is_over = one.to_on is not None and one.to_on < today
    until = date_format(one.to_on, "SHORT_DATE_FORMAT") if one.to_on else _("Open")
    return [
        {"label": _("Contract"), "text": one.title, "url": reverse("desk:contract", args=[one.ref])},
        {"label": _("Funder"), "text": one.funder or _("Not said")},
        {"label": _("From"), "text": date_format(one.from_on, "SHORT_DATE_FORMAT")},
        {"label": _("To"), "text": until, **({"level": "information"} if is_over else {})},
        {"label": _("Services"), "text": ", ".join(service.name for service in one.services.all())},
    ]


@administrators_only
@asked_and_sent
def contract(request: SignedInRequest, ref: UUID | None = None) -> HttpResponse:
    """Write a contract down, or change one."""
    found = staff.contract_with(ref) if ref else None
    initial: dict[str, Any] = {"version": 0}
    if found is not None:
        initial = {name: getattr(found, name) for name in ("version", "title", "funder", "from_on", "to_on")}
        initial["services"] = [one.ref for one in found.services.all()]

    def act(form: ContractForm) -> None:
        keep_contract(by=request.user, now=clock.now(), contract=found, **form.cleaned_data)

    def as_it_is() -> tuple[int, Sequence[dict[str, Any]]]:
        row = staff.contract_with(found.ref)  # type: ignore[union-attr]
        return row.version, [{"key": cell["label"], "value": cell["text"]} for cell in _row(row)]

    return edit_page(
        request,
        lambda data: ContractForm(data, initial=initial),
        act=act,
        done=_("The contract is kept."),
        to=reverse("desk:contracts"),
        context={
            "title": found.title if found else _("Add a contract"),
            "back_url": reverse("desk:contracts"),
            "back_text": _("Brands and contracts"),
        },
        as_it_is=as_it_is,
    )


@administrators_only
@require_POST
@fresh_sign_in_required
def service_close(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Run a service no more."""
    found = selectors.service_with(ref)
    try:
        close_service(by=request.user, now=clock.now(), service=found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:set_up_service", ref=found.ref)
    messages.success(request, _("The service is closed. Its records stay."))
    return redirect("desk:set_up_services")


@administrators_only
@asked_and_sent
@fresh_sign_in_required
def scope(request: SignedInRequest) -> HttpResponse:
    """Let somebody work in, or answer for, every service of a brand, a region or a contract, also those to come."""
    return edit_page(
        request,
        lambda data: ScopeForm(data, by=request.user),
        act=lambda form: cover_services(by=request.user, now=clock.now(), **form.scope()),
        done=_("It holds for each of these services, and for those to come."),
        to=reverse("desk:post_scope"),
        template="desk/staff/scope.html",
        context={
            "title": _("One person for several services"),
            "back_url": reverse("desk:set_up_posts"),
            "back_text": _("Posts"),
            "button": _("Save"),
            "coverages": coverages(),
        },
    )


@administrators_only
@require_POST
@fresh_sign_in_required
def scope_end(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Let it hold no more for services to come."""
    if end_coverage(by=request.user, now=clock.now(), coverage=coverage_with(ref)):
        messages.success(request, _("It has ended. What they have in services of now stays until you change it there."))
    return redirect("desk:post_scope")
