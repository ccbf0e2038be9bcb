"""Pages of individual risk assessments, and of what was agreed in them."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import get_person_for, may_change
from safeguard.people.models import Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of
from sessions_app import access
from sessions_app.actions.risk import assess_risk, do_agreed_action, note_risk_opened
from sessions_app.enums import Rating
from sessions_app.forms.risk import DoneForm, RiskForm
from sessions_app.models import AgreedAction, RiskAssessment
from sessions_app.selectors.risk import assessments_of


def _show_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    person = _person(request, ref)
    form = _form(request, person, clock.now(), request.POST)
    form.add_error(None, error)
    return _page(request, person, form, status=status)


@keeps_typing(DraftForm.RISK, shown_at="sessions:risk_add", show_again=_show_again)
@require_http_methods(["GET", "HEAD", "POST"])
def risk_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Assess the risk for a person; what is in force until then stands above the form."""
    person, now = _person(request, ref), clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.RISK, person.ref)
        return _page(request, person, _form(request, person, now, initial=restored(draft, RiskForm)))
    form = _form(request, person, now, request.POST)
    if form.is_valid():
        try:
            assess_risk(by=request.user, now=now, person=person, **form.said())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The risk assessment is in force from now on."))
            return redirect(person)
    return _page(request, person, form, status=422)


def _person(request: SignedInRequest, ref: str) -> Person:
    person = get_person_for(request.user, ref)
    if not may_change(request.user, person):
        raise NotVisible
    return person


def _form(request: SignedInRequest, person: Person, now: datetime, *args: Any, **kwargs: Any) -> RiskForm:
    today = now.astimezone(clock.LONDON).date()
    latest = today + thresholds_in_force(now).weeks("risk_review")
    return RiskForm(*args, user=request.user, person=person, today=today, latest=latest, **kwargs)


def _page(request: SignedInRequest, person: Person, form: RiskForm, *, status: int = 200) -> HttpResponse:
    last = assessments_of(person).first()
    if last is not None and request.method != "POST":
        note_risk_opened(by=request.user, now=clock.now(), assessment=last)
    context = {"person": person, "form": form, "last": last, "rows": risk_rows(last) if last else []}
    return render(request, "sessions/risk_add.html", context, status=status)


@require_safe
def risk_detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """One assessment as it was made, and what became of what was agreed."""
    assessment = access.get_risk_for(request.user, ref)
    now = clock.now()
    note_risk_opened(by=request.user, now=now, assessment=assessment)
    newest = assessments_of(assessment.person).first()
    context = {
        "assessment": assessment,
        "person": assessment.person,
        "in_force": newest == assessment,
        "rows": risk_rows(assessment)[1:],  # the rating stands above them
        "tasks": agreed_tasks(assessment, now.astimezone(clock.LONDON).date()),
        "may_change": may_change(request.user, assessment.person),
    }
    return render(request, "sessions/risk_detail.html", context)


def risk_rows(assessment: RiskAssessment) -> list[dict[str, Any]]:
    """An assessment as rows of a summary list."""
    rows: list[dict[str, Any]] = [
        {"key": _("Risk"), "value": Rating(assessment.rating).label},
        {"key": _("What may go wrong"), "value": assessment.risks, "long": True},
        {"key": _("What keeps them safe already"), "value": assessment.strengths, "long": True},
        {"key": _("What lowers the risk"), "value": assessment.measures, "long": True},
        {"key": _("Looked at again on"), "value": assessment.review_on},
    ]
    return [row for row in rows if row["value"]]


def agreed_tasks(assessment: RiskAssessment, today: date) -> list[dict[str, Any]]:
    """What was agreed, as a task list: who, by when, and whether it is done."""
    return [
        {
            "text": action.what,
            "url": action.get_absolute_url(),
            "hint": _("%(name)s, by %(day)s") % {"name": action.owner.full_name, "day": date_format(action.due_on)},
            "status": _("Done") if action.done_at else _("Late") if action.due_on < today else _("To do"),
            "level": "high" if action.due_on < today and not action.done_at else "",
        }
        for action in assessment.agreed_actions.select_related("owner").order_by("due_on", "id")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def agreed_action(request: SignedInRequest, ref: str) -> HttpResponse:
    """Something that was agreed: done, or not yet."""
    action = access.get_agreed_action_for(request.user, ref)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            do_agreed_action(by=request.user, now=clock.now(), action=action, note=form.cleaned_data["note"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Noted: it is done."))
            return redirect("desk:home")
    context = {
        "action": action,
        "rows": _action_rows(action),
        "form": form,
        "sees_person": access.sees_person_of(request.user, action),
        "today": clock.now().astimezone(clock.LONDON).date(),
    }
    return render(request, "sessions/risk_action.html", context, status=422 if form.errors else 200)


def _action_rows(action: AgreedAction) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": _("What"), "value": action.what, "long": True},
        {"key": _("Who"), "value": action.owner.full_name},
        {"key": _("By"), "value": action.due_on},
    ]
    if action.done_by is not None:
        rows.append({"key": _("Done by"), "value": action.done_by.full_name})
        rows.append({"key": _("Done at"), "value": date_format(localtime(action.done_at), "DATETIME_FORMAT")})
    if action.done_note:
        rows.append({"key": _("What came of it"), "value": action.done_note, "long": True})
    return rows
