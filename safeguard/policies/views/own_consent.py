"""Which services take a young person's own consent, and from which age."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies import access, selectors
from safeguard.policies.actions import set_own_consent
from safeguard.policies.forms import OwnConsentForm
from safeguard.policies.forms.own_consent import NEVER
from safeguard.practitioners.models import Service
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import services_in_use


@require_safe
def own_consents(request: SignedInRequest) -> HttpResponse:
    """Every service, and what holds for it."""
    _check(request)
    services = list(services_in_use())
    found = selectors.own_consents([one.pk for one in services])
    rows = [{"service": one, "own": found.get(one.pk)} for one in services]
    return render(request, "policies/own_consent_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def own_consent(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Say it of one service."""
    _check(request)
    service = next((one for one in services_in_use() if one.ref == ref), None)
    if service is None:
        raise NotVisible
    posted = request.method == "POST"
    form = OwnConsentForm(request.POST if posted else None, initial=_as_it_is(service))
    if posted and form.is_valid():
        given = form.cleaned_data
        facts = {"from_age": form.age, "policy": given["policy"], "client_token": given["client_token"]}
        try:
            set_own_consent(by=request.user, now=clock.now(), service=service, **facts)
        except Refused as refused:
            form.add_error("policy", str(refused))
        else:
            messages.success(request, _("It holds from now on."))
            return redirect("policies:own_consents")
    context = {"form": form, "service": service}
    return render(request, "policies/own_consent.html", context, status=422 if posted else 200)


def _check(request: SignedInRequest) -> None:
    if not access.may_issue(request.user):
        raise NotVisible


def _as_it_is(service: Service) -> dict[str, str]:
    found = selectors.own_consent_of(service.pk)
    if found is None or found.from_age is None:
        return {"from_age": NEVER}
    return {"from_age": str(found.from_age), "policy": found.policy}
