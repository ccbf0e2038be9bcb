"""The organisation itself, and its services."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.actions import describe_organisation
from safeguard.desk.forms.setting_up import OrganisationForm, ServiceForm
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.lib import clock
from safeguard.policies.selectors import is_nation_set, thresholds_in_force
from safeguard.practitioners.actions import change_service, create_service
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import organisation as the_organisation
from safeguard.practitioners.selectors import service_with, services_in_use

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


@administrators_only
@asked_and_sent
def organisation(request: SignedInRequest) -> HttpResponse:
    """What the organisation is called, and in which nation it works."""
    now = clock.now()
    initial: dict[str, Any] = {"name": the_organisation().name}
    if is_nation_set(now):
        initial["nation"] = thresholds_in_force(now).hours.nation
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=initial)
    return form_page(
        request,
        form,
        act=lambda: describe_organisation(by=request.user, now=now, **form.cleaned_data),
        done=_("Saved."),
        to=reverse("desk:set_up"),
        template="desk/set_up/organisation.html",
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
        context={"services": services_in_use()},
        beside="name",
    )


@administrators_only
@asked_and_sent
def service(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Correct what a service is called."""
    found = service_with(ref)
    as_it_is = {"name": found.name, "region": found.region}
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=as_it_is)
    return form_page(
        request,
        form,
        act=lambda: change_service(by=request.user, now=clock.now(), service=found, **form.cleaned_data),
        done=_("Saved."),
        to=reverse("desk:set_up_services"),
        template="desk/set_up/service.html",
        context={"name": as_it_is["name"]},
        beside="name",
    )
