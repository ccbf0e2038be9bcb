"""Raising a concern: danger first (practice A5), then one page that can be filled in under a minute."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents.actions import Concern, raise_concern
from incidents.forms import ConcernForm
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.actions import discard_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.selectors import draft_of

WANTS_JSON = "application/json"


@require_safe
def raise_start(request: SignedInRequest) -> HttpResponse:
    """Is anybody in danger right now?"""
    return render(request, "incidents/raise_start.html", {"draft": draft_of(request.user, DraftForm.CONCERN)})


@require_safe
def raise_danger(request: SignedInRequest) -> HttpResponse:
    """999 first, before any form (ESC-01, practice A8)."""
    return render(request, "incidents/raise_danger.html")


@require_http_methods(["GET", "HEAD", "POST"])
def raise_form(request: SignedInRequest) -> HttpResponse:
    """The form. What somebody began earlier is there again; what is sent wrong is there still."""
    now = clock.now()
    if request.method == "POST":
        form = ConcernForm(request.POST, user=request.user, now=now)
        if form.is_valid():
            answer = _raise(request, form, now)
            if answer is not None:
                return answer
        return _answer(request, form, 422, now)
    draft = draft_of(request.user, DraftForm.CONCERN)
    form = ConcernForm(initial=_initial(request, draft), user=request.user, now=now)
    return _answer(request, form, 200, now, draft)


def _show_again(request: SignedInRequest) -> HttpResponse:
    """The form with what was typed, after its token had gone stale: press Send again."""
    now = clock.now()
    form = ConcernForm(request.POST, user=request.user, now=now)
    form.add_error(None, _("You had signed in again since this page was opened. Nothing is lost: press Send again."))
    return _answer(request, form, 422, now)


raise_form.keeps_typing = DraftForm.CONCERN  # type: ignore[attr-defined]
raise_form.show_again = _show_again  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def raise_discard(request: SignedInRequest) -> HttpResponse:
    """Drop what was typed, because its author says so, twice: nothing typed is lost by one press."""
    if request.method != "POST":
        return render(request, "incidents/raise_discard.html", {"draft": draft_of(request.user, DraftForm.CONCERN)})
    discard_draft(by=request.user, form=DraftForm.CONCERN)
    messages.info(request, _("What you had typed has been discarded. Nothing was sent."))
    return redirect("desk:home")


def _initial(request: SignedInRequest, draft: Draft | None) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    if draft is not None:
        lists = {"safeguarding_people"}
        initial = {k: (v if k in lists else v[-1]) for k, v in draft.content.items() if v}
    if request.GET.get("danger") == "yes":
        initial |= {"is_danger": True, "how_soon": initial.get("how_soon") or "now"}
    return initial


def _raise(request: SignedInRequest, form: ConcernForm, now: Any) -> HttpResponse | None:
    values = dict(form.cleaned_data)
    values["involved"] = (*values["involved"], *values.pop("staff_involved"))
    values["safeguarding_people"] = tuple(values["safeguarding_people"])
    values["service"] = values.get("service") or form.only_service
    try:
        incident = raise_concern(by=request.user, now=now, concern=Concern(**values))
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    location = reverse("incidents:report", args=[incident.ref])
    if WANTS_JSON in request.headers.get("Accept", ""):
        return JsonResponse({"location": location})
    return redirect(location)


def _answer(
    request: SignedInRequest, form: ConcernForm, status: int, now: Any, draft: Draft | None = None
) -> HttpResponse:
    context = {"form": form, "draft": draft, "now": now, "is_danger": form.came_by_danger, "has_more": form.has_more}
    return render(request, "incidents/raise_form.html", context, status=status)
