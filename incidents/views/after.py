"""Pages beside a case: what somebody was told, support, looking again, a second person, links, low-level concerns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import access, actions, selectors
from incidents.enums import EntryKind
from incidents.forms import CaseLinkForm, CheckForm, SecondForm, SupportForm
from incidents.models import Closure, Incident, StaffSupport
from incidents.views.lines import closing_rows
from incidents.views.outside_lines import outlasting_rows
from incidents.views.standing import back_to_case
from incidents.views.step_lines import link_rows, planned_rows
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.forms import BaseForm
from safeguard.lib.pages import newest_first
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


def _note(request: SignedInRequest, incident: Incident) -> None:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)


# --- Somebody inside was told ---------------------------------------------------------------------------------------


@asked_and_sent
def told(request: SignedInRequest, ref: str) -> HttpResponse:
    """What somebody was told: a reference, whom to ring, the words meant for them; and that they have read it."""
    notice = access.get_notice_for(request.user, ref)
    if request.method == "POST":
        actions.read_notice(by=request.user, now=clock.now(), notice=notice)
        messages.success(request, _("Noted: you have read it."))
        return redirect("incidents:told", ref=notice.ref)
    incident = notice.incident
    handler = incident.handed_to or incident.acknowledged_by or notice.by
    return render(request, "incidents/told.html", {"notice": notice, "handler": handler})


# --- Support ----------------------------------------------------------------------------------------------------------


def _support_again(request: HttpRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    assert request.user.is_authenticated
    form = SupportForm(request.POST)
    form.add_error(None, error)
    return _show_support(request, access.get_support_for(request.user, ref), form, status)


@keeps_typing(DraftForm.SUPPORT, shown_at="incidents:support", show_again=_support_again)
@asked_and_sent
def support(request: SignedInRequest, ref: str) -> HttpResponse:
    """A colleague may need support: whoever was asked writes down what was offered, and is told nothing else."""
    found = access.get_support_for(request.user, ref)
    if request.method != "POST":
        begun = restored(draft_of(request.user, DraftForm.SUPPORT, ref), SupportForm)
        return _show_support(request, found, SupportForm(initial=begun), 200)
    form = SupportForm(request.POST)
    if form.is_valid():
        actions.answer_support(by=request.user, now=clock.now(), support=found, **form.cleaned_data)
        messages.success(request, _("Written down. Thank you."))
        return redirect(found)
    return _show_support(request, found, form, 422)


def _show_support(request: Any, found: StaffSupport, form: SupportForm, status: int) -> HttpResponse:
    actions.note_support_opened(by=request.user, now=clock.now(), support=found)
    return render(request, "incidents/support.html", {"support": found, "form": form}, status=status)


# --- After closing ----------------------------------------------------------------------------------------------------


def _check_again(request: HttpRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    assert request.user.is_authenticated
    form = CheckForm(request.POST)
    form.add_error(None, error)
    return _show(request, access.get_incident_for(request.user, ref), form, "case_check", status)


@keeps_typing(DraftForm.CASE_CHECK, shown_at="incidents:check", show_again=_check_again)
@asked_and_sent
def check(request: SignedInRequest, ref: str) -> HttpResponse:
    """Look at a closed case again (INC-32)."""
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        form = CheckForm(request.POST)
        if form.is_valid() and _do(form, actions.check_again, request, incident):
            messages.success(request, _("Written in the chronology."))
            return redirect(incident)
        return _show(request, incident, form, "case_check", 422)
    if not access.handles(request.user, incident):
        raise NotVisible
    if not incident.is_closed:
        return redirect(incident)
    begun = restored(draft_of(request.user, DraftForm.CASE_CHECK, ref), CheckForm)
    return _show(request, incident, CheckForm(initial=begun), "case_check", 200)


def _second_again(request: HttpRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    assert request.user.is_authenticated
    form = SecondForm(request.POST)
    form.add_error(None, error)
    return _show(request, access.get_incident_for(request.user, ref), form, "case_second", status)


@keeps_typing(DraftForm.SECOND_LOOK, shown_at="incidents:second", show_again=_second_again)
@asked_and_sent
def second(request: SignedInRequest, ref: str) -> HttpResponse:
    """The second person agrees, or opens it again (INC-51); pressed again after it was done, it only leads on."""
    if selectors.is_sent_already(request.user, ref, request.POST.get("client_token", "")):
        return back_to_case(request, ref)
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        form = SecondForm(request.POST)
        if form.is_valid() and _do(form, actions.look_a_second_time, request, incident):
            messages.success(request, _("Your answer is recorded."))
            return back_to_case(request, ref)  # whoever was let in only to look sees it no more
        return _show(request, incident, form, "case_second", 422)
    closure = _closure(incident)
    if closure is None or not access.may_look_second(request.user, incident, closure):
        raise NotVisible
    if selectors.second_look_at(closure.pk) is not None:
        messages.info(request, _("Somebody has looked at it a second time already."))
        return redirect(incident)
    begun = restored(draft_of(request.user, DraftForm.SECOND_LOOK, ref), SecondForm)
    return _show(request, incident, SecondForm(initial=begun), "case_second", 200)


def _closure(incident: Incident) -> Closure | None:
    closures = selectors.closures_of(incident) if incident.is_closed else []
    return closures[-1] if closures else None


def _link_again(request: HttpRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    assert request.user.is_authenticated
    form = CaseLinkForm(request.POST)
    form.add_error(None, error)
    return _show(request, access.get_incident_for(request.user, ref), form, "case_link", status)


@keeps_typing(DraftForm.CASE_LINK, shown_at="incidents:link_case", show_again=_link_again)
@asked_and_sent
def link_case(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say that another case belongs with this one (INC-32)."""
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        form = CaseLinkForm(request.POST)
        if form.is_valid() and _do(form, actions.link_incidents, request, incident):
            messages.success(request, _("The two cases are linked."))
            return redirect(incident)
        return _show(request, incident, form, "case_link", 422)
    if not access.handles(request.user, incident):
        raise NotVisible
    begun = restored(draft_of(request.user, DraftForm.CASE_LINK, ref), CaseLinkForm)
    return _show(request, incident, CaseLinkForm(initial=begun), "case_link", 200)


def _do(form: BaseForm, action: Any, request: SignedInRequest, incident: Incident) -> bool:
    try:
        action(by=request.user, now=clock.now(), incident=incident, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _show(request: Any, incident: Incident, form: BaseForm, template: str, status: int) -> HttpResponse:
    _note(request, incident)
    closure = _closure(incident)
    context: dict[str, Any] = {"incident": incident, "form": form}
    context["closing"] = closing_rows(closure) if closure is not None else []
    if template == "case_second":
        entries = selectors.chronology_of(incident)
        context["planned"] = [
            *outlasting_rows(selectors.outside_of(incident, entries)),
            *planned_rows(incident, selectors.planned_in(selectors.steps_of(incident))),
        ]
    if template == "case_link":
        visible = access.visible_incidents(request.user)
        context["earlier"] = selectors.earlier_about(incident, visible)
        context["links"] = link_rows(selectors.links_of(incident, visible))
    if template == "case_check":
        checked = selectors.chronology_of(incident).filter(kind=EntryKind.MONITORING)
        context["checked"] = [{"title": _("Looked again"), "at": one.written_at, "by": one.by_name,
                               "text": one.text} for one in checked]  # fmt: skip
    return render(request, f"incidents/{template}.html", context, status=status)


# --- Low-level concerns -----------------------------------------------------------------------------------------------


@require_safe
def low_level(request: SignedInRequest) -> HttpResponse:
    """Low-level concerns about those who work for us, with the pattern of each person (practice C30)."""
    if not access.sees_low_level(request.user):
        raise NotVisible
    every = selectors.low_level(access.visible_incidents(request.user))
    page = newest_first(every, "raised_at", request.GET.get("after", ""))
    actions.note_listed(by=request.user, now=clock.now(), incidents=page.rows)
    rows = selectors.with_patterns(page.rows, every.order_by())
    return render(request, "incidents/low_level.html", {"page": page, "rows": rows})
