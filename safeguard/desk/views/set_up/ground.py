"""The organisation itself, and its services."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.actions import describe_organisation
from safeguard.desk.forms.setting_up import NATIONS, OrganisationForm, ServiceForm
from safeguard.desk.forms.staff import ServiceDetailsForm
from safeguard.desk.selectors import organisation_as_it_is
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.desk.views.staff.pages import edit_page
from safeguard.lib import clock
from safeguard.policies.selectors import is_nation_set, thresholds_in_force
from safeguard.practitioners.actions import create_service, describe_service
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import organisation as the_organisation
from safeguard.practitioners.selectors import service_with
from safeguard.practitioners.selectors.staff import everything_run

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


@administrators_only
@asked_and_sent
def organisation(request: SignedInRequest) -> HttpResponse:
    """What the organisation is called, and in which nation it works."""
    now = clock.now()
    nation = thresholds_in_force(now).hours.nation if is_nation_set(now) else ""
    initial = {"name": the_organisation().name, "nation": nation, "version": organisation_as_it_is(now)}

    def act(form: OrganisationForm) -> None:
        describe_organisation(by=request.user, now=now, **form.cleaned_data)

    def as_it_is() -> tuple[str, Sequence[dict[str, Any]]]:
        facts = {_("Name"): initial["name"], _("Nation"): dict(NATIONS).get(nation)}
        return initial["version"], [{"key": key, "value": value or _("Not said")} for key, value in facts.items()]

    return edit_page(
        request,
        lambda data: OrganisationForm(data, initial=initial),
        act=act,
        done=_("Saved."),
        to=reverse("desk:set_up"),
        template="desk/set_up/organisation.html",
        context={},
        as_it_is=as_it_is,
    )


@administrators_only
@asked_and_sent
def services(request: SignedInRequest) -> HttpResponse:
    """The services that are run, and one more."""
    form = ServiceForm(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form,
        act=lambda: create_service(by=request.user, now=clock.now(), **form.cleaned_data),
        done=_("The service is set up."),
        to=reverse("desk:set_up_services"),
        template="desk/set_up/services.html",
        context={"services": everything_run()},
        beside="name",
    )


@administrators_only
@asked_and_sent
def service(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """What a service is called, where it is, for whom, and under which brand; and closing it."""
    found = service_with(ref)
    initial = {name: getattr(found, name) for name in ("version", "name", "region", "audience")}
    initial["brand"] = found.brand.ref if found.brand else None

    def act(form: ServiceDetailsForm) -> None:
        describe_service(by=request.user, now=clock.now(), service=found, **form.cleaned_data)

    def as_it_is() -> tuple[int, Sequence[dict[str, Any]]]:
        row = service_with(ref)
        facts = {_("Name"): row.name, _("Brand"): row.brand, _("Region"): row.region, _("For whom"): row.audience}
        return row.version, [{"key": key, "value": value or _("Not said")} for key, value in facts.items()]

    return edit_page(
        request,
        lambda data: ServiceDetailsForm(data, initial=initial),
        act=act,
        done=_("Saved."),
        to=reverse("desk:set_up_services"),
        template="desk/set_up/service.html",
        context={"title": found.name, "service": found},
        as_it_is=as_it_is,
    )
