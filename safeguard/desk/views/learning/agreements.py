"""How each service is delivered, as practitioners and management have agreed on it (ORG-34)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.desk.actions import finish_form
from safeguard.desk.views.learning.pages import FormPage, ListPage, Part, Row
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners import access
from safeguard.practitioners.actions import sign_agreement, write_agreement
from safeguard.practitioners.enums import Side
from safeguard.practitioners.forms import AgreementForm
from safeguard.practitioners.models import Service, ServiceAgreement, User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import learning
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

PARTS = {
    "planning": gettext_lazy("Planning and scheduling"),
    "inclusion": gettext_lazy("Including everybody"),
    "crisis": gettext_lazy("In a crisis"),
    "notice": gettext_lazy("Telling people beforehand, help to join"),
    "parents": gettext_lazy("Telling parents and carers"),
    "consent": gettext_lazy("Consent"),
}


@require_safe
def agreements(request: SignedInRequest) -> HttpResponse:
    """The services whose agreements somebody reads, and which of them have none."""
    user = request.user
    services = list(learning.with_agreements(access.services_agreed_on_by(user)))
    refs = dict(ServiceAgreement.objects.filter(service__in=services).values_list("service", "ref").order_by("number"))
    return ListPage(
        title=_("How services are delivered"),
        back=(reverse("desk:organisation"), _("The organisation")),
        intro=_("Six things that practitioners and management agree on for each service, signed by both."),
        press=[(reverse("desk:agreement_write"), _("Write an agreement"))] if _may_write(user) else [],
        parts=[
            Part(
                title=_("Services and their agreements"),
                rows=[_row(one, refs.get(one.pk)) for one in services],
                empty=_("You work in no service"),
                empty_hint=_("The agreements of the services you work in will be here."),
            )
        ],
    ).show(request)


def _row(service: Any, ref: str | None) -> Row:
    if service.agreed is None:
        state = {"text": _("None in force"), "level": "high"}
    else:
        state = {"text": _("In force: version %(number)s") % {"number": service.agreed}, "level": "done"}
    waits = service.written is not None and service.written != service.agreed
    name = {"label": _("Service"), "text": service.name}
    last = {"label": _("Last version"), "text": _("Waits for a signature") if waits else "–"}
    if ref is not None:
        name["url"] = reverse("desk:agreement", args=[ref])
    return [name, {"label": _("State"), **state}, last]


def _may_write(user: User) -> bool:
    return any(access.side_of(user, service) for service in user.services.filter(is_active=True)[:1])


@require_safe
def agreement(request: SignedInRequest, ref: str) -> HttpResponse:
    """One agreement in its six parts, who has signed it, and the button to sign."""
    return _detail(request, access.get_agreement_for(request.user, ref))


def _detail(request: SignedInRequest, found: ServiceAgreement) -> HttpResponse:
    signed = {one.side: one for one in found.signatures.select_related("signed_by")}
    last = ServiceAgreement.objects.filter(service=found.service).order_by("-number").first()
    is_last = last is not None and last.pk == found.pk
    side = access.side_of(request.user, found.service)
    rows: list[dict[str, Any]] = [
        {"key": _("Service"), "value": found.service.name},
        {"key": _("Version"), "value": found.number},
        {"key": _("Written by"), "value": f"{found.written_by.full_name}, {clock.to_the_minute(found.written_at)}"},
        *_parts(found),
        *({"key": _("Signed %(side)s") % {"side": one.label}, "value": _signed(signed.get(one))} for one in Side),
    ]
    if not is_last and last is not None:
        later = {"key": _("Later version"), "value": last.number}
        rows.append({**later, "url": last.get_absolute_url(), "action": _("Read")})
    context = {
        "title": _("How %(service)s is delivered") % {"service": found.service.name},
        "rows": rows,
        "back": (reverse("desk:agreements"), _("How services are delivered")),
    }
    if is_last and side is not None and side not in signed:
        context |= {"press_url": reverse("desk:agreement_sign", args=[found.ref])}
        context |= {"press_text": _("Sign it %(side)s") % {"side": side.label}}
    return render(request, "desk/learning/detail.html", context)


def _parts(found: ServiceAgreement) -> list[dict[str, Any]]:
    return [{"key": label, "value": getattr(found, name), "long": True} for name, label in PARTS.items()]


def _signed(signature: Any) -> str:
    if signature is None:
        return _("Not yet")
    return f"{signature.signed_by.full_name}, {clock.to_the_minute(signature.signed_at)}"


@require_POST
def agreement_sign(request: SignedInRequest, ref: str) -> HttpResponse:
    """Sign for one's side."""
    found = access.get_agreement_for(request.user, ref)
    try:
        sign_agreement(by=request.user, now=clock.now(), agreement=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You have signed it."))
    return redirect(found)


def _write_page(other: ServiceAgreement | None = None) -> FormPage:
    more = {"other": _parts(other), "other_title": _("What was written meanwhile")} if other is not None else {}
    return FormPage(
        title=_("How a service is delivered"),
        intro=_("Write it together. It is in force once a practitioner and a manager of the service have signed."),
        button=_("Keep this version"),
        back=(reverse("desk:agreements"), _("How services are delivered")),
        draft=DraftForm.AGREEMENT,
        more=more,
    )


def _write_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = AgreementForm(request.POST, user=request.user)
    form.add_error(None, error)
    return _write_page().show(request, form, status=status)


@keeps_typing(DraftForm.AGREEMENT, shown_at="desk:agreement_write", show_again=_write_again)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_write(request: SignedInRequest) -> HttpResponse:
    """Write the next version for a service one works in; whoever wrote on an older one sees both texts."""
    user = request.user
    if not _may_write(user):
        raise NotVisible
    if request.method != "POST":
        begun = restored(draft_of(user, DraftForm.AGREEMENT), AgreementForm) or _begun(user)
        return _write_page().show(request, AgreementForm(initial=begun, user=user))
    form = AgreementForm(request.POST, user=user)
    other = None
    if form.is_valid():
        values = form.cleaned_data
        written_on = _number(values["service"]) if values["written_on"] is None else values["written_on"]
        parts = {name: values[name] for name in ServiceAgreement.PARTS}
        try:
            made = finish_form(
                by=user,
                now=clock.now(),
                form=DraftForm.AGREEMENT,
                client_token=values["client_token"],
                action=write_agreement,
                values={"service": values["service"], "written_on": written_on, "parts": parts},
            )
        except Refused as refused:
            number = _number(values["service"])
            other = learning.agreement_numbered(values["service"], number)
            form = AgreementForm({**request.POST.dict(), "written_on": number}, user=user)
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has been kept. Now both sides sign it."))
            return redirect(made)
    return _write_page(other).show(request, form)


def _number(service: Service) -> int:
    last = ServiceAgreement.objects.filter(service=service).order_by("-number").first()
    return last.number if last is not None else 0


def _begun(user: User) -> dict[str, Any]:
    """Whoever works in one service begins with its words, and does not choose it."""
    own = list(user.services.filter(is_active=True)[:2])
    if len(own) != 1:
        return {}
    number = _number(own[0])
    last = learning.agreement_numbered(own[0], number)
    words = {name: getattr(last, name) for name in ServiceAgreement.PARTS} if last is not None else {}
    return {"service": own[0].ref, "written_on": number, **words}
