"""Planning a session and changing its plan."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.people.access import get_person_for, visible_people
from safeguard.people.actions import note_listed as note_people_listed
from safeguard.people.models import Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of
from sessions_app import access
from sessions_app.actions import (
    Plan,
    change_plan,
    note_opened,
    plan_session,
)
from sessions_app.enums import SessionState
from sessions_app.exceptions import PlanChanged
from sessions_app.forms.plans import PlanForm, initial_of
from sessions_app.models import Session
from sessions_app.views import lines

ASKED = ["GET", "HEAD", "POST"]


def _check_planning(request: SignedInRequest) -> None:
    if not request.user.may(Permission.WORK_WITH_PEOPLE):
        raise NotVisible


def _plan_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = _plan_form(request, clock.now(), data=request.POST)
    form.add_error(None, error)
    return _plan_page(request, form, status=status)


@keeps_typing(DraftForm.SESSION_PLAN, shown_at="sessions:plan", show_again=_plan_again)
@require_http_methods(ASKED)
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


def _change_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the plan in force, which may be another than the one its author saw."""
    session = access.get_plan_for(request.user, ref)
    answers = request.POST.copy()
    answers["version"] = str(session.version)
    form = _plan_form(request, clock.now(), data=answers, session=session)
    form.add_error(None, error)
    return _change_page(request, session, form, status=status, is_stale=True)


@keeps_typing(DraftForm.SESSION_CHANGE, shown_at="sessions:change", show_again=_change_again)
@require_http_methods(ASKED)
def change(request: SignedInRequest, ref: str) -> HttpResponse:
    """Change a plan. Sent or approved, it is asked for anew."""
    session, now = access.get_plan_for(request.user, ref), clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.SESSION_CHANGE, session.ref)
        typed = _typed_before(draft)  # with the version it was typed on, so that a later change of another is seen
        initial = {"version": session.version, **(typed or initial_of(Plan.of(session)))}
        return _change_page(request, session, _plan_form(request, now, initial=initial, session=session))
    form = _plan_form(request, now, data=request.POST, session=session)
    if form.is_stale:
        return _change_again(request, ref, error=str(PlanChanged()), status=422)
    if form.is_valid():
        try:
            change_plan(
                by=request.user,
                now=now,
                session=session,
                version=form.cleaned_data["version"],
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
