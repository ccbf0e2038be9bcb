"""What a parent or carer said about a session: written down, answered, or raised as a concern (ESC-15)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.actions import Said, answer_complaint, log_complaint, note_complaint_opened
from incidents.enums import ComplaintState
from incidents.forms import ComplaintAnswerForm, ComplaintForm
from incidents.models import Complaint
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of
from sessions_app.access import get_session_for
from sessions_app.models import Session

ASKED = ("GET", "HEAD", "POST")


def _add_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    session = get_session_for(request.user, ref)
    form = ComplaintForm(request.POST)
    form.add_error(None, error)
    return _add_page(request, session, form, status)


@keeps_typing(DraftForm.COMPLAINT, shown_at="incidents:complaint_add", show_again=_add_again)
@require_http_methods(ASKED)
def complaint_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down what a parent or carer said about a session."""
    session = get_session_for(request.user, ref)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.COMPLAINT, session.ref)
        return _add_page(request, session, ComplaintForm(initial=restored(draft, ComplaintForm)), 200)
    form = ComplaintForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        token = given.pop("client_token")
        try:
            complaint = log_complaint(
                by=request.user, now=clock.now(), session=session, client_token=token, said=Said(**given)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down. The service manager has been told."))
            return redirect(complaint)
    return _add_page(request, session, form, 422)


def _add_page(request: SignedInRequest, session: Session, form: ComplaintForm, status: int) -> HttpResponse:
    return render(request, "incidents/complaint_add.html", {"session": session, "form": form}, status=status)


def _answer_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    form = ComplaintAnswerForm(request.POST)
    form.add_error(None, error)
    return _page(request, access.get_complaint_for(request.user, ref), form, status)


@keeps_typing(DraftForm.COMPLAINT_ANSWER, shown_at="incidents:complaint", show_again=_answer_again)
@require_http_methods(ASKED)
def complaint(request: SignedInRequest, ref: str) -> HttpResponse:
    """What was said and what became of it; whoever answers for it answers, or raises a concern."""
    found = access.get_complaint_for(request.user, ref)
    if request.method != "POST":
        note_complaint_opened(by=request.user, now=clock.now(), complaint=found)
        draft = draft_of(request.user, DraftForm.COMPLAINT_ANSWER, found.ref)
        return _page(request, found, ComplaintAnswerForm(initial=restored(draft, ComplaintAnswerForm)), 200)
    form = ComplaintAnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_complaint(by=request.user, now=clock.now(), complaint=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The answer is written down."))
            return redirect(found)
    return _page(request, found, form, 422)


def _page(request: SignedInRequest, found: Complaint, form: ComplaintAnswerForm, status: int) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {"key": _("Session"), "value": found.session.ref},
        {"key": _("Who said it"), "value": found.said_by},
        {"key": _("When, and how"), "value": found.when_said},
        {"key": _("What they said"), "value": found.words, "long": True},
        {"key": _("Written down by"), "value": f"{found.logged_by.full_name}, {clock.to_the_minute(found.logged_at)}"},
        {"key": _("Goes to"), "value": found.manager.full_name if found.manager else _("Nobody answers for this yet")},
        {"key": _("What was done"), "value": found.answer, "long": True},
    ]
    knows = access.may_know_what_came_of(request.user, found)
    context = {
        "complaint": found,
        # Whoever may not know that it has become a concern reads what stood there before.
        "state": ComplaintState(found.state if knows else ComplaintState.OPEN),
        "rows": [row for row in rows if row["value"]],
        "form": form,
        "may_answer": access.may_answer(request.user, found),
    }
    return render(request, "incidents/complaint.html", context, status=status)
