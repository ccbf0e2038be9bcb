"""The risk of a session, reasons to go on, and the answer of the line manager."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of
from sessions_app import access
from sessions_app.actions import approve_session, assess_session, give_reason, note_opened, send_back, send_to_manager
from sessions_app.enums import SessionState
from sessions_app.exceptions import PlanChanged
from sessions_app.forms.answers import ApprovalForm, AssessmentForm, ReasonForm
from sessions_app.models import Session
from sessions_app.rules import planning, readiness
from sessions_app.selectors import sessions as selectors
from sessions_app.selectors.readiness import Readiness, readiness_of
from sessions_app.views import lines

ASKED = ["GET", "HEAD", "POST"]


def _assess_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    session = access.get_plan_for(request.user, ref)
    form = AssessmentForm(request.POST)
    form.add_error(None, error)
    return _assess_page(request, session, form, status=status)


@keeps_typing(DraftForm.SESSION_RISK, shown_at="sessions:assess", show_again=_assess_again)
@require_http_methods(ASKED)
def assess(request: SignedInRequest, ref: str) -> HttpResponse:
    """Assess the risk of a session, and say what is done if a concern arises (RA-06, RA-08)."""
    session = access.get_plan_for(request.user, ref)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.SESSION_RISK, session.ref)
        last = selectors.assessment_of(session)
        before = {name: getattr(last, name) for name in ("rating", "risks", "measures", "response")} if last else {}
        return _assess_page(request, session, AssessmentForm(initial={**before, **restored(draft, AssessmentForm)}))
    form = AssessmentForm(request.POST)
    if form.is_valid():
        try:
            assess_session(by=request.user, now=clock.now(), session=session, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The risk of this session has been assessed."))
            return redirect(session)
    return _assess_page(request, session, form, status=422)


def _assess_page(
    request: SignedInRequest, session: Session, form: AssessmentForm, *, status: int = 200
) -> HttpResponse:
    note_opened(by=request.user, now=clock.now(), session=session)
    context = {"form": form, "session": session, "asks_again": session.state != SessionState.PLANNED}
    return render(request, "sessions/session_assess.html", context, status=status)


@require_http_methods(ASKED)
def reason(request: SignedInRequest, ref: str) -> HttpResponse:
    """Give a reason to go on, for one finding that asks for it; ``?key=`` says which."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    key = request.GET.get("key", "")
    ready = readiness_of(session, now) if session.state in planning.OPEN else None
    finding = ready.open_with(key) if ready else None
    if finding is not None and access.tells_of_a_flag(request.user, session, [finding.key]):
        raise NotVisible
    if finding is not None and not access.may_approve(request.user, session):
        shown = access.people_shown(request.user, session)
        others = session.participants.exclude(person__in=shown).values_list("person", flat=True)
        if finding.about in selectors.refs_around(session, list(others)):
            raise NotVisible
    if request.method == "POST":
        form = _reason_form(request.POST)
        if form.is_valid():
            return _give_reason(request, session, now, key, form)
    elif finding is None:
        messages.info(request, _("No reason is asked for this any more."))
        return redirect(session)
    else:
        form = _reason_form()
    note_opened(by=request.user, now=now, session=session)
    context = {"form": form, "session": session, "finding": finding}
    return render(request, "sessions/session_reason.html", context, status=422 if form.is_bound else 200)


def _reason_form(data: Any = None) -> ReasonForm:
    return ReasonForm(data, label=_("Why may it go on?"), hint=_("The safeguarding lead sees it at once."))


def _give_reason(request: SignedInRequest, session: Session, now: datetime, key: str, form: ReasonForm) -> HttpResponse:
    words = form.cleaned_data["reason"]
    try:
        give_reason(by=request.user, now=now, session=session, key=key, reason=words)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The reason is kept."))
    return redirect(session)


@require_POST
def send(request: SignedInRequest, ref: str) -> HttpResponse:
    """Ask the line manager."""
    session = access.get_session_for(request.user, ref)
    try:
        send_to_manager(by=request.user, now=clock.now(), session=session)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It has been sent. You are told by email when it has been answered."))
    return redirect(session)


def _to_answer(request: SignedInRequest, ref: str) -> Session:
    """A plan that this person may answer. Raises NotVisible otherwise."""
    session = access.get_session_for(request.user, ref)
    if not access.may_approve(request.user, session):
        raise NotVisible
    return session


@require_http_methods(ASKED)
def approve(request: SignedInRequest, ref: str) -> HttpResponse:
    """Answer a plan: yes, with a reason for each thing that was found; or back to the worker."""
    session, now = _to_answer(request, ref), clock.now()
    if session.state != SessionState.WITH_MANAGER:
        return redirect(session)
    ready = readiness_of(session, now)
    if request.method != "POST":
        return _approve_page(request, session, now, ready, _approval_form(session, ready))
    form = _approval_form(session, ready, data=request.POST)
    if form.is_valid():
        try:
            approve_session(
                by=request.user,
                now=now,
                session=session,
                version=form.cleaned_data["version"],
                reasons=form.reasons(),
                comment=form.cleaned_data["comment"],
            )
        except PlanChanged as changed:
            answers = request.POST.copy()
            answers["version"] = str(session.version)
            form = _approval_form(session, ready, data=answers)
            form.add_error(None, str(changed) + " " + _("Read it again, then answer."))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("You have approved it. The worker is told."))
            return redirect(session)
    return _approve_page(request, session, now, ready, form, status=422)


def _approval_form(session: Session, ready: Readiness, data: Any = None) -> ApprovalForm:
    asked = [f for f in ready.for_the_manager if f.code not in readiness.ANSWERED_BY_APPROVAL]
    return ApprovalForm(data, findings=asked, version=session.version)


def _approve_page(
    request: SignedInRequest,
    session: Session,
    now: datetime,
    ready: Readiness,
    form: ApprovalForm,
    *,
    back: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    note_opened(by=request.user, now=now, session=session)
    people = list(session.participants.select_related("person").order_by("person__known_as", "pk"))
    assessment = selectors.assessment_of(session)
    context = {
        "form": form,
        "back_form": back or _back_form(),
        "session": session,
        "title": lines.title_of(session, [one.person.known_as for one in people]),
        "when": lines.day_and_time(session.starts_at),
        "ready": ready,
        "rows": lines.plan_rows(session),
        "assessment_rows": lines.assessment_rows(assessment) if assessment else [],
        "given": list(selectors.reasons_of(session)),
    }
    return render(request, "sessions/session_approve.html", context, status=status)


def _back_form(data: Any = None) -> ReasonForm:
    label, hint = _("What has to change?"), _("Whoever planned it reads this.")
    return ReasonForm(data, label=label, hint=hint, auto_id="back_%s")


@require_POST
def send_plan_back(request: SignedInRequest, ref: str) -> HttpResponse:
    """Give a plan back."""
    session, now = _to_answer(request, ref), clock.now()
    form = _back_form(request.POST)
    if not form.is_valid() and session.state == SessionState.WITH_MANAGER:
        ready = readiness_of(session, now)
        return _approve_page(request, session, now, ready, _approval_form(session, ready), back=form, status=422)
    try:
        send_back(by=request.user, now=now, session=session, reason=form.cleaned_data.get("reason", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It has gone back. The worker is told."))
    return redirect(session)
