"""Pages on which it is said whom a case is about, and on which somebody steps back from it (tree S2)."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Page:
    """A page after which its author may see the case no more. ``done``: what to say, once it is done."""

    form: type[BaseForm]
    draft: DraftForm
    action: Callable[..., Any]
    template: str
    done: Callable[[Incident], str]


def _form(page: Page, *args: Any, **kwargs: Any) -> BaseForm:
    if page.form is NamingForm:
        kwargs["now"] = clock.now()  # who holds which post
    return page.form(*args, **kwargs)


def _again(page: Page, request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The page with what was typed and could not be written."""
    incident = access.get_incident_for(request.user, ref)
    form = _form(page, request.POST)
    form.add_error(None, error)
    return _show(request, incident, form, page, status)


def _work(request: SignedInRequest, ref: str, page: Page) -> HttpResponse:
    """Show the form, or carry out its action; pressed again after it was done, it only leads on."""
    if selectors.is_sent_already(request.user, ref, request.POST.get("client_token", "")):
        return back_from(request, ref)
    incident = access.get_incident_for(request.user, ref)
    if request.method != "POST":
        return _ask(request, incident, page)
    form = _form(page, request.POST)
    if form.is_valid():
        try:
            page.action(by=request.user, now=clock.now(), incident=incident, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, page.done(incident))
            return back_from(request, ref)
    return _show(request, incident, form, page, 422)


def _ask(request: SignedInRequest, incident: Incident, page: Page) -> HttpResponse:
    if not access.handles(request.user, incident):
        raise NotVisible
    kept = draft_of(request.user, page.draft, incident.ref)
    form = _form(page, initial=restored(kept, page.form))
    return _show(request, incident, form, page, 200, has_draft=kept is not None)


def _show(
    request: SignedInRequest, incident: Incident, form: BaseForm, page: Page, status: int, **more: Any
) -> HttpResponse:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)
    context = {"incident": incident, "form": form, "left_out": selectors.left_out(incident), **more}
    return render(request, f"incidents/{page.template}.html", context, status=status)


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


def back_from(request: SignedInRequest, ref: str) -> HttpResponse:
    """To the case; to a list for whoever has just lost sight of it: they named their own line, or stepped back."""
    if access.visible_incidents(request.user).filter(ref=ref).exists():
        return redirect("incidents:detail", ref)
    return redirect("incidents:dashboard" if request.user.may(Permission.SEE_DASHBOARD) else "desk:home")


NAMING = Page(NamingForm, DraftForm.NAMING, actions.name_people, "incident_name", _who_is_left_out)
STEPPING_BACK = Page(StepBackForm, DraftForm.STEPPING_BACK, actions.step_back, "incident_step_back", _what_comes_of_it)


@keeps_typing(DraftForm.NAMING, shown_at="incidents:name", show_again=partial(_again, NAMING))
@asked_and_sent
def name(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say whom a case is about, of those who work or volunteer for us."""
    return _work(request, ref, NAMING)


@keeps_typing(DraftForm.STEPPING_BACK, shown_at="incidents:step_back", show_again=partial(_again, STEPPING_BACK))
@asked_and_sent
def step_back(request: SignedInRequest, ref: str) -> HttpResponse:
    """Step back from a case that one stands too near to."""
    return _work(request, ref, STEPPING_BACK)
