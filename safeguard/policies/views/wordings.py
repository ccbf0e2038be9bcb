"""Wordings that a service writes its own way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies import access, rules, selectors
from safeguard.policies.actions import set_wording
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.forms import WordingForm
from safeguard.practitioners.models import Service
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import services_in_use


@require_safe
def wordings(request: SignedInRequest) -> HttpResponse:
    """Every wording that may be written anew, and for whom."""
    _check(request)
    services = _services(request)
    context = {
        "wordings": [{"code": code, "standard": standard} for code, standard in rules.STANDARD.items()],
        "services": services,
        "for_all": access.may_issue(request.user),
    }
    return render(request, "policies/wording_list.html", context)


def _check(request: SignedInRequest) -> None:
    if not access.may_word(request.user):
        raise NotVisible


def _services(request: SignedInRequest) -> list[Service]:
    """The services whose wording somebody writes."""
    return [one for one in services_in_use() if access.may_word_for(request.user, one.pk)]


def _service(request: SignedInRequest) -> Service | None:
    """The service that ``?service=`` names; None for the whole organisation. Raises NotVisible for any other."""
    named = request.GET.get("service", "")
    if named:
        found = next((one for one in _services(request) if str(one.ref) == named), None)
        if found is None:
            raise NotVisible
        return found
    if not access.may_word_for(request.user, None):
        raise NotVisible
    return None


def _address(request: HttpRequest, code: str) -> str:
    service = request.GET.get("service", "")
    return reverse("policies:wording", args=[code]) + (f"?service={service}" if service else "")


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: SignedInRequest, code: str) -> HttpResponse:
    """The words of a service: written, looked at as they will be read, kept."""
    _check(request)
    service = _service(request)
    if code not in rules.STANDARD:
        raise NotVisible
    latest = selectors.wording_of(code, service.pk if service else None)
    number = latest.number if latest else 0
    if request.method != "POST":
        text = selectors.wordings_of(service.pk if service else None)[code]
        return _page(request, code, service, WordingForm(code=code, initial={"written_on": number, "text": text}))
    form = WordingForm(request.POST, code=code)
    if not form.is_valid():
        return _page(request, code, service, form, status=422)
    if "preview" in request.POST:
        return _page(request, code, service, form, preview=rules.filled_in(code, form.cleaned_data["text"]))
    try:
        set_wording(by=request.user, now=clock.now(), code=code, service=service, **form.cleaned_data)
    except NewerVersion as newer:  # what was typed stays, and stands beside the words that hold now
        answers = request.POST.copy()
        answers["written_on"] = str(number)
        again = WordingForm(answers, code=code)
        again.add_error(None, str(newer))
        return _page(request, code, service, again, status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, code, service, form, status=422)
    messages.success(request, _("The words are kept. What has been sent stays as it was."))
    return redirect(_address(request, code))


def _page(
    request: SignedInRequest,
    code: str,
    service: Service | None,
    form: WordingForm,
    *,
    preview: str = "",
    status: int = 200,
) -> HttpResponse:
    service_id = service.pk if service else None
    written = list(selectors.written_of(code, service_id))
    context: dict[str, Any] = {
        "code": code,
        "standard": rules.STANDARD[code],
        "service": service,
        "form": form,
        "preview": preview,
        "in_force": selectors.wordings_of(service_id)[code],
        "versions": written,
        "number": written[0].number if written else 0,
        "is_own": bool(written) and written[0].text is not None,
        "has_changed": status == 422,
        "address": _address(request, code),
    }
    return render(request, "policies/wording.html", context, status=status)


@require_POST
def standard(request: SignedInRequest, code: str) -> HttpResponse:
    """Go back to the standard words: a version like any other, so that the past keeps its own."""
    _check(request)
    service = _service(request)
    written_on = request.POST.get("written_on", "")
    if code not in rules.STANDARD or not written_on.isascii() or not written_on.isdecimal():
        raise NotVisible
    try:
        set_wording(
            by=request.user, now=clock.now(), code=code, service=service, text=None, written_on=int(written_on[:9])
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The standard words hold again."))
    return redirect(_address(request, code))
