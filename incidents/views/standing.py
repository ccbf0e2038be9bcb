"""Pages on which it is said whom a case is about, and on which somebody steps back from it (tree S2)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents import access, actions, selectors
from incidents.enums import ExclusionReason, IncidentState
from incidents.forms import NamingForm, StepBackForm
from incidents.models import Incident
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.forms import BaseForm
from safeguard.lib.permissions import Permission
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


def _again(
    form_class: Any, template: str, request: SignedInRequest, ref: str, *, error: str, status: int
) -> HttpResponse:
    """The page with what was typed and could not be written."""
    incident = access.get_incident_for(request.user, ref)
    form = _form(form_class, request.POST)
    form.add_error(None, error)
    return _show(request, incident, form, template, status)


def _form(form_class: Any, *args: Any, **kwargs: Any) -> BaseForm:
    if form_class is NamingForm:
        kwargs["now"] = clock.now()
    form: BaseForm = form_class(*args, **kwargs)
    return form


@keeps_typing(DraftForm.NAMING, shown_at="incidents:name", show_again=partial(_again, NamingForm, "incident_name"))
@asked_and_sent
def name(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say whom a case is about, of those who work or volunteer for us."""
    if selectors.is_sent_already(request.user, ref, request.POST.get("client_token", "")):
        return _back(request, ref)
    incident = access.get_incident_for(request.user, ref)
    if request.method != "POST":
        return _ask(request, incident, NamingForm, DraftForm.NAMING, "incident_name")
    form = NamingForm(request.POST, now=clock.now())
    if form.is_valid():
        said = {key: value for key, value in form.cleaned_data.items() if key != "name"}
        try:
            actions.name_people(by=request.user, now=clock.now(), incident=incident, **said)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _who_is_left_out(incident))
            return _back(request, ref)
    return _show(request, incident, form, "incident_name", 422)


@keeps_typing(
    DraftForm.STEPPING_BACK,
    shown_at="incidents:step_back",
    show_again=partial(_again, StepBackForm, "incident_step_back"),
)
@asked_and_sent
def step_back(request: SignedInRequest, ref: str) -> HttpResponse:
    """Step back from a case that one stands too near to."""
    if selectors.is_sent_already(request.user, ref, request.POST.get("client_token", "")):
        return _back(request, ref)
    incident = access.get_incident_for(request.user, ref)
    if request.method != "POST":
        return _ask(request, incident, StepBackForm, DraftForm.STEPPING_BACK, "incident_step_back")
    form = StepBackForm(request.POST)
    if form.is_valid():
        try:
            actions.step_back(by=request.user, now=clock.now(), incident=incident, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _what_comes_of_it(incident))
            return _back(request, ref)
    return _show(request, incident, form, "incident_step_back", 422)


def _ask(
    request: SignedInRequest, incident: Incident, form_class: Any, draft: DraftForm, template: str
) -> HttpResponse:
    if not access.handles(request.user, incident):
        raise NotVisible
    kept = draft_of(request.user, draft, incident.ref)
    form = _form(form_class, initial=restored(kept, form_class))
    return _show(request, incident, form, template, 200, has_draft=kept is not None)


def _show(
    request: SignedInRequest, incident: Incident, form: BaseForm, template: str, status: int, **more: Any
) -> HttpResponse:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)
    context = {"incident": incident, "form": form, "left_out": selectors.left_out(incident), **more}
    return render(request, f"incidents/{template}.html", context, status=status)


def _who_is_left_out(incident: Incident) -> str:
    """What to say when people have been named: whoever answers for the lead stays, though the lead reports to them."""
    reasons = set(incident.exclusions.values_list("reason", flat=True))
    if ExclusionReason.TEAM in reasons:
        return _("They and those who work for them are left out from now on. Those who must know are told.")
    if ExclusionReason.LINE in reasons:
        return _("They and their managers are left out from now on. Those who must know are told.")
    return _("They are left out from now on. Those who must know are told.")


def _what_comes_of_it(incident: Incident) -> str:
    """What to say when somebody has stepped back: only what waits needs somebody else."""
    incident.refresh_from_db(fields=["state"])
    if incident.state == IncidentState.RAISED:
        return _("You have stepped back. Others are told that it needs somebody.")
    if incident.is_closed:
        return _("You have stepped back. It stays closed.")
    return _("You have stepped back. Somebody else deals with it.")


def _back(request: SignedInRequest, ref: str) -> HttpResponse:
    """To the case; to a list for whoever has just lost sight of it: they named their own line, or stepped back."""
    if access.visible_incidents(request.user).filter(ref=ref).exists():
        return redirect("incidents:detail", ref)
    return redirect("incidents:dashboard" if request.user.may(Permission.SEE_DASHBOARD) else "desk:home")
