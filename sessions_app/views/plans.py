"""Pages of plans: what is coming, one session with its readiness, planning it, and what leads to its start."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.findings import Whose
from safeguard.lib.pages import Page, by_name, newest_first
from safeguard.lib.permissions import Permission
from safeguard.people.access import get_person_for, visible_people
from safeguard.people.actions import note_contact_shown
from safeguard.people.actions import note_listed as note_people_listed
from safeguard.people.enums import ContactChannel
from safeguard.people.models import Adult, Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of
from sessions_app import access
from sessions_app.actions import (
    approve_session,
    as_planned,
    assess_session,
    cancel_session,
    change_plan,
    give_reason,
    note_listed,
    note_opened,
    plan_session,
    send_back,
    send_to_manager,
    start_session,
    start_unplanned_contact,
    tell_family,
)
from sessions_app.enums import SessionState
from sessions_app.exceptions import PlanChanged
from sessions_app.forms.plans import ApprovalForm, AssessmentForm, PlanForm, ReasonForm, UnplannedForm, initial_of
from sessions_app.messages import told_words
from sessions_app.models import Session
from sessions_app.rules import planning, readiness
from sessions_app.selectors import sessions as selectors
from sessions_app.selectors.readiness import Readiness, readiness_of
from sessions_app.views import lines

SHOWN = ("mine", "mine-past", "all", "all-past")
PLANNING = ["GET", "HEAD", "POST"]


# --- Lists ----------------------------------------------------------------------------------------------------------


@require_safe
def session_list(request: SignedInRequest) -> HttpResponse:
    """Today and coming, or past: one's own, and by role those of the team, the service, or everybody."""
    sees_more = _sees_more(request)
    if not (sees_more or request.user.may(Permission.WORK_WITH_PEOPLE)):
        raise NotVisible
    now = clock.now()
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN and (sees_more or shown.startswith("mine")) else _first_shown(request)
    visible = access.visible_sessions(request.user)
    rows = selectors.run_by(visible, request.user) if shown.startswith("mine") else visible
    page = _page(rows, shown, request.GET.get("after", ""), now)
    note_listed(by=request.user, now=now, sessions=page.rows)
    today = now.astimezone(clock.LONDON).date()
    is_today = [one.starts_at.astimezone(clock.LONDON).date() <= today for one in page.rows]
    found = [lines.list_line(one) for one in page.rows]
    is_past = shown.endswith("past")
    context = {
        "shown": shown,
        "tabs": _tabs(shown, sees_more=sees_more),
        "today": [line for line, is_so in zip(found, is_today, strict=True) if is_so and not is_past],
        "rows": [line for line, is_so in zip(found, is_today, strict=True) if is_past or not is_so],
        "page": page,
        "is_past": is_past,
        "may_plan": request.user.may(Permission.WORK_WITH_PEOPLE),
    }
    return render(request, "sessions/session_list.html", context)


def _page(rows: QuerySet[Session], shown: str, after: str, now: datetime) -> Page[Session]:
    if shown.endswith("past"):
        return newest_first(selectors.past(rows, now), "starts_at", after)
    return by_name(selectors.coming(rows, now), "starts_at", after)


def _sees_more(request: SignedInRequest) -> bool:
    ways = (Permission.MANAGE_TEAM, Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE)
    return any(request.user.may(one) for one in ways)


def _first_shown(request: SignedInRequest) -> str:
    return "mine" if request.user.may(Permission.WORK_WITH_PEOPLE) else "all"


def _tabs(shown: str, *, sees_more: bool) -> list[dict[str, Any]]:
    names = {
        "mine": _("Yours, coming"),
        "mine-past": _("Yours, past"),
        "all": _("Everybody’s, coming"),
        "all-past": _("Everybody’s, past"),
    }
    here = reverse("sessions:list")
    return [
        {"text": text, "url": f"{here}?show={name}", "current": name == shown}
        for name, text in names.items()
        if sees_more or name.startswith("mine")
    ]


@require_safe
def reasons(request: SignedInRequest) -> HttpResponse:
    """Every reason to go on, newest first, for those who look after safeguarding: they see it at once (design 4.1)."""
    if not request.user.may(Permission.SEE_DASHBOARD):
        raise NotVisible
    now = clock.now()
    found = selectors.reasons_in(access.visible_sessions(request.user))
    page = newest_first(found, "at", request.GET.get("after", ""))
    note_listed(by=request.user, now=now, sessions=list({one.session.pk: one.session for one in page.rows}.values()))
    rows = [{"reason": one, "rule": readiness.NAMES.get(one.rule, one.rule)} for one in page.rows]
    return render(request, "sessions/session_reasons.html", {"page": page, "rows": rows})


# --- One session ----------------------------------------------------------------------------------------------------


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A session: how ready it is, first; then its plan, its risk, what was said to it."""
    session = access.get_session_for(request.user, ref)
    now = clock.now()
    note_opened(by=request.user, now=now, session=session)
    return render(request, "sessions/session_detail.html", _detail(request, session, now))


def _detail(request: SignedInRequest, session: Session, now: datetime) -> dict[str, Any]:
    user = request.user
    given, approvals = list(selectors.reasons_of(session)), list(selectors.approvals_of(session))
    people = list(session.participants.select_related("person").order_by("person__known_as", "pk"))
    assessment = selectors.assessment_of(session)
    is_open = session.state in planning.OPEN
    is_the_day = planning.is_the_same_occasion(session.starts_at, now)
    ready = readiness_of(session, now, day=_day_judged(session, now, is_the_day=is_the_day)) if is_open else None
    context = {
        "session": session,
        "now": now,
        "title": lines.title_of(session, [one.person.known_as for one in people]),
        "when": lines.day_and_time(session.starts_at),
        "state": lines.SessionState(session.state),
        "level": lines.LEVELS[lines.SessionState(session.state)],
        "people": people,
        "rows": lines.plan_rows(session),
        "assessment": assessment,
        "assessment_rows": lines.assessment_rows(assessment) if assessment else [],
        "story": lines.story_of(session, approvals, given),
        "ready": ready,
        "is_open": is_open,
        "is_the_day": is_the_day,
        "may_plan": access.may_plan(user, session),
        "may_run": access.may_run(user, session),
        "may_approve": access.may_approve(user, session),
        "manager": session.practitioner.line_manager,
        "next_url": _next_url(session, user),
        "last_answer": approvals[0] if approvals else None,
    }
    if ready is not None:
        context |= {"found": lines.finding_lines(ready, session, user, given), **_what_next(ready, context)}
    return context


def _day_judged(session: Session, now: datetime, *, is_the_day: bool) -> Any:
    """The day for which it is judged: its own, or today while it may start."""
    day = now if is_the_day else session.starts_at
    return day.astimezone(clock.LONDON).date()


def _what_next(ready: Readiness, context: dict[str, Any]) -> dict[str, Any]:
    """The one thing to press next, where there is one."""
    state, may_run = context["session"].state, context["may_run"]
    asks_manager = bool(readiness.given_by(ready.open, Whose.MANAGER))
    waits = state == SessionState.WITH_MANAGER
    worker_done = not ready.stops and not ready.for_the_worker
    first_time = bool(ready.for_the_manager)
    return {
        "may_send": context["may_plan"]
        and worker_done
        and asks_manager
        and not waits
        and (first_time or context["is_the_day"]),
        "may_answer": context["may_approve"] and waits,
        "may_start": may_run and ready.is_ready and not waits and context["is_the_day"],
        "is_ready_later": ready.is_ready and not waits and not context["is_the_day"],
    }


def _next_url(session: Session, user: Any) -> str:
    """Where a session goes on that has begun."""
    name = lines.WHERE_TO.get(SessionState(session.state))
    if name is None or (session.state != SessionState.RECORDED and not access.may_run(user, session)):
        return ""
    return reverse(name, args=[session.ref])


# --- Planning and changing ------------------------------------------------------------------------------------------


def _check_planning(request: SignedInRequest) -> None:
    if not request.user.may(Permission.WORK_WITH_PEOPLE):
        raise NotVisible


def _plan_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = _plan_form(request, clock.now(), data=request.POST)
    form.add_error(None, error)
    return _plan_page(request, form, status=status)


@keeps_typing(DraftForm.SESSION_PLAN, shown_at="sessions:plan", show_again=_plan_again)
@require_http_methods(PLANNING)
def plan(request: SignedInRequest) -> HttpResponse:
    """Plan a session; ``?person=`` begins with somebody who takes part."""
    _check_planning(request)
    now = clock.now()
    if request.method != "POST":
        named = request.GET.get("person", "")
        person = get_person_for(request.user, named) if named else None
        return _plan_page(request, _plan_form(request, now, initial=_begin(request, person), person=person))
    form = _plan_form(request, now, data=request.POST)
    if form.is_valid():
        token = form.cleaned_data["client_token"]
        try:
            session = plan_session(by=request.user, now=now, plan=form.plan(), client_token=token)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The plan is kept. See below what is still missing."))
            return redirect(session)
    return _plan_page(request, form, status=422)


def _begin(request: SignedInRequest, person: Person | None) -> dict[str, Any]:
    """What somebody was typing, if it was about this person; else an empty form about them."""
    draft = draft_of(request.user, DraftForm.SESSION_PLAN)
    if draft is not None and (person is None or person.ref in draft.content.get("participants", ())):
        return _typed_before(draft)
    return {"participants": [person.ref]} if person is not None else {}


def _typed_before(draft: Draft | None) -> dict[str, Any]:
    """What a draft holds, its date put together of its three boxes."""
    found = restored(draft, PlanForm)
    parts = [str(found.get(f"starts_on_{part}", "")) for part in ("year", "month", "day")]
    if all(part.isdecimal() for part in parts):
        found["starts_on"] = "-".join(part.zfill(2) for part in parts)
    return found


def _plan_form(
    request: SignedInRequest,
    now: datetime,
    *,
    data: Any = None,
    initial: Any = None,
    person: Person | None = None,
    session: Session | None = None,
) -> PlanForm:
    """The form for whoever is signed in. The adults to choose from are those of the people named in it."""
    refs = data.getlist("participants") if data is not None else (initial or {}).get("participants", ())
    people = {one.pk: one for one in visible_people(request.user).filter(ref__in=list(refs))}
    if person is not None:
        people[person.pk] = person
    if session is not None:  # those who are in the plan already stay to choose from
        people |= {one.person_id: one.person for one in session.participants.select_related("person")}
    longest = int(thresholds_in_force(now).minutes("session_length").total_seconds() // 60)
    return PlanForm(
        data,
        initial=initial,
        user=request.user,
        now=now,
        longest=longest,
        people=people.values(),
        session=session,
    )


def _plan_page(request: SignedInRequest, form: PlanForm, *, status: int = 200) -> HttpResponse:
    people = list(form.fields["participants"].queryset)  # type: ignore[attr-defined]
    note_people_listed(by=request.user, now=clock.now(), people=people)
    return render(request, "sessions/session_plan.html", {"form": form, "has_people": bool(people)}, status=status)


def _open_for(request: SignedInRequest, ref: str) -> Session:
    """A session whose plan somebody may still change. Raises NotVisible otherwise."""
    session = access.get_session_for(request.user, ref)
    if not access.may_plan(request.user, session) or session.state not in planning.OPEN:
        raise NotVisible
    return session


def _change_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the plan in force, which may be another than the one its author saw."""
    session = _open_for(request, ref)
    answers = request.POST.copy()
    answers["version"] = str(session.version)
    form = _plan_form(request, clock.now(), data=answers, session=session)
    form.add_error(None, error)
    return _change_page(request, session, form, status=status, is_stale=True)


@keeps_typing(DraftForm.SESSION_CHANGE, shown_at="sessions:change", show_again=_change_again)
@require_http_methods(PLANNING)
def change(request: SignedInRequest, ref: str) -> HttpResponse:
    """Change a plan. Sent or approved, it is asked for anew."""
    session, now = _open_for(request, ref), clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.SESSION_CHANGE, session.ref)
        typed = _typed_before(draft)  # with the version it was typed on, so that a later change of another is seen
        initial = {"version": session.version, **(typed or initial_of(as_planned(session)))}
        return _change_page(request, session, _plan_form(request, now, initial=initial, session=session))
    form = _plan_form(request, now, data=request.POST, session=session)
    if form.is_stale:
        return _change_again(request, ref, error=str(PlanChanged()), status=422)
    if form.is_valid():
        version = form.cleaned_data["version"] or session.version
        try:
            change_plan(
                by=request.user,
                now=now,
                session=session,
                version=version,
                plan=form.plan(),
                client_token=form.cleaned_data["client_token"],
            )
        except PlanChanged as changed:
            return _change_again(request, ref, error=str(changed), status=422)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The plan has been changed."))
            return redirect(session)
    return _change_page(request, session, form, status=422)


def _change_page(
    request: SignedInRequest, session: Session, form: PlanForm, *, status: int = 200, is_stale: bool = False
) -> HttpResponse:
    note_opened(by=request.user, now=clock.now(), session=session)
    context = {
        "form": form,
        "session": session,
        "has_people": True,
        "rows": lines.plan_rows(session) if is_stale else [],
        "asks_again": session.state != SessionState.PLANNED,
    }
    return render(request, "sessions/session_plan.html", context, status=status)


# --- Risk and reasons -----------------------------------------------------------------------------------------------


def _assess_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    session = _open_for(request, ref)
    form = AssessmentForm(request.POST)
    form.add_error(None, error)
    return _assess_page(request, session, form, status=status)


@keeps_typing(DraftForm.SESSION_RISK, shown_at="sessions:assess", show_again=_assess_again)
@require_http_methods(PLANNING)
def assess(request: SignedInRequest, ref: str) -> HttpResponse:
    """Assess the risk of a session, and say what is done if a concern arises (RA-06, RA-08)."""
    session = _open_for(request, ref)
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


@require_http_methods(PLANNING)
def reason(request: SignedInRequest, ref: str) -> HttpResponse:
    """Give a reason to go on, for one finding that asks for it; ``?key=`` says which."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    key = request.GET.get("key", "")
    ready = readiness_of(session, now, day=_judged_now(session, now)) if session.state in planning.OPEN else None
    finding = ready.open_with(key) if ready else None
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


def _judged_now(session: Session, now: datetime) -> Any:
    return _day_judged(session, now, is_the_day=planning.is_the_same_occasion(session.starts_at, now))


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


# --- The line manager -----------------------------------------------------------------------------------------------


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


@require_http_methods(PLANNING)
def approve(request: SignedInRequest, ref: str) -> HttpResponse:
    """Answer a plan: yes, with a reason for each thing that was found; or back to the worker."""
    session, now = _to_answer(request, ref), clock.now()
    if session.state != SessionState.WITH_MANAGER:
        return redirect(session)
    ready = readiness_of(session, now, day=_judged_now(session, now))
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
def session_send_back(request: SignedInRequest, ref: str) -> HttpResponse:
    """Give a plan back."""
    session, now = _to_answer(request, ref), clock.now()
    form = _back_form(request.POST)
    if not form.is_valid() and session.state == SessionState.WITH_MANAGER:
        ready = readiness_of(session, now, day=_judged_now(session, now))
        return _approve_page(request, session, now, ready, _approval_form(session, ready), back=form, status=422)
    try:
        send_back(by=request.user, now=now, session=session, reason=form.cleaned_data.get("reason", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It has gone back. The worker is told."))
    return redirect(session)


# --- Calling off, telling, starting ---------------------------------------------------------------------------------


@require_http_methods(PLANNING)
def cancel(request: SignedInRequest, ref: str) -> HttpResponse:
    """Call a session off: the second press, with why."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    if not (access.may_plan(request.user, session) or access.may_approve(request.user, session)):
        raise NotVisible
    if session.state not in planning.OPEN:
        return redirect(session)
    form = ReasonForm(request.POST or None, label=_("Why does it not take place?"))
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(by=request.user, now=now, session=session, reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(session)
        messages.success(request, _("It has been called off. Tell the family now."))
        return redirect("sessions:tell", ref=session.ref)
    context = {"form": form, "session": session, "when": lines.day_and_time(session.starts_at)}
    return render(request, "sessions/session_cancel.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(PLANNING)
def tell(request: SignedInRequest, ref: str) -> HttpResponse:
    """Tell the family. Whom and how first, then the words as they will be sent, then the press (practice B14)."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    if not access.may_plan(request.user, session):
        raise NotVisible
    if session.state not in planning.OPEN | {SessionState.CANCELLED}:
        return redirect(session)
    asked = request.POST if request.method == "POST" else request.GET
    whom, channel = _whom(session, asked.get("whom", "")), asked.get("channel", "")
    if request.method == "POST" and whom is not None and channel in ContactChannel.values:
        return _tell(request, session, now, whom, ContactChannel(channel))
    note_opened(by=request.user, now=now, session=session)
    context = {"session": session, "when": lines.day_and_time(session.starts_at), "ways": _ways(session)}
    if whom is not None and channel in ContactChannel.values and whom.may_use(ContactChannel(channel)):
        if channel == ContactChannel.CALL:
            note_contact_shown(by=request.user, now=now, whom=whom)
        title, body = told_words(session, whom, ContactChannel(channel))
        name = whom.known_as if isinstance(whom, Person) else whom.full_name
        label = ContactChannel(channel).label
        context |= {"whom": whom, "name": name, "channel": channel, "by": label, "subject": title, "body": body}
    return render(request, "sessions/session_tell.html", context)


def _tell(
    request: SignedInRequest, session: Session, now: datetime, whom: Person | Adult, channel: ContactChannel
) -> HttpResponse:
    try:
        tell_family(by=request.user, now=now, session=session, channel=channel, whom=whom)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("sessions:tell", ref=session.ref)
    messages.success(request, _("It is noted.") if channel == ContactChannel.CALL else _("It has been sent."))
    return redirect(session)


def _whom(session: Session, ref: str) -> Person | Adult | None:
    """One who takes part, or an adult of theirs, by reference."""
    people = session.participants.order_by().values("person")
    found = Person.objects.filter(pk__in=people, ref=ref).first()
    return found or Adult.objects.filter(person__in=people, ref=ref).select_related("person").first()


def _ways(session: Session) -> list[dict[str, Any]]:
    """Everybody who may be told, each with the ways that are safe, and the ways that are not and why."""
    ways = []
    people = session.participants.select_related("person").prefetch_related("person__adults")
    for one in people.order_by("person__known_as", "pk"):
        everybody: list[tuple[str, Person | Adult]] = [(one.person.known_as, one.person)]
        everybody += [
            (f"{adult.full_name} ({adult.relationship})", adult)
            for adult in sorted(one.person.adults.all(), key=lambda adult: adult.pk)
        ]
        ways.append(
            {
                "told_at": one.told_at,
                "person": one.person,
                "people": [
                    {
                        "name": name,
                        "ref": whom.ref,
                        "channels": [(way.value, way.label) for way in ContactChannel if whom.may_use(way)],
                    }
                    for name, whom in everybody
                ],
            }
        )
    return ways


@require_POST
def start(request: SignedInRequest, ref: str) -> HttpResponse:
    """Begin. What is in the way is said on the session's page."""
    session = access.get_session_for(request.user, ref)
    try:
        start_session(by=request.user, now=clock.now(), session=session)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(session)
    return redirect("sessions:live", ref=session.ref)


@require_http_methods(PLANNING)
def unplanned(request: SignedInRequest, ref: str) -> HttpResponse:
    """Begin an unplanned contact with somebody: one press, no gate (practice A7)."""
    person = get_person_for(request.user, ref)
    form = UnplannedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        session = start_unplanned_contact(by=request.user, now=clock.now(), person=person, **form.cleaned_data)
        return redirect("sessions:live", ref=session.ref)
    return render(request, "sessions/session_unplanned.html", {"form": form, "person": person})
