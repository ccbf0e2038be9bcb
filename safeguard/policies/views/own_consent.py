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
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.forms import OwnConsentForm
from safeguard.policies.forms.own_consent import NEVER
from safeguard.policies.models import OwnConsent
from safeguard.practitioners.models import Service
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
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
    if request.method == "POST":
        return _say(request, service)
    return _page(request, service, OwnConsentForm(initial=_as_it_is(service)))


@fresh_sign_in_required
def _say(request: SignedInRequest, service: Service) -> HttpResponse:
    form = OwnConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, service, form, status=422)
    given = form.cleaned_data
    facts = {name: given[name] for name in ("policy", "seen", "client_token")}
    try:
        set_own_consent(by=request.user, now=clock.now(), service=service, from_age=form.age, **facts)
    except NewerVersion as newer:  # what was chosen stays, and stands beside what holds now
        holds = selectors.own_consent_of(service.pk)
        answers = request.POST.copy()
        answers["seen"] = str(holds.ref) if holds else ""
        form = OwnConsentForm(answers)
        form.add_error(None, str(newer))
        return _page(request, service, form, holds=holds, status=422)
    except Refused as refused:
        form.add_error("policy", str(refused))
        return _page(request, service, form, status=422)
    messages.success(request, _("It holds from now on."))
    return redirect("policies:own_consents")


def _page(
    request: SignedInRequest,
    service: Service,
    form: OwnConsentForm,
    *,
    holds: OwnConsent | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "service": service, "holds": holds}
    return render(request, "policies/own_consent.html", context, status=status)


def _check(request: SignedInRequest) -> None:
    if not access.may_issue(request.user):
        raise NotVisible


def _as_it_is(service: Service) -> dict[str, str]:
    found = selectors.own_consent_of(service.pk)
    if found is None:
        return {"from_age": NEVER}
    age = NEVER if found.from_age is None else str(found.from_age)
    return {"from_age": age, "policy": found.policy, "seen": str(found.ref)}
