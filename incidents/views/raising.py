"""Raising a concern: danger first (practice A5), then one page that can be filled in under a minute."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.access import alarm_for, is_about_us
from incidents.access import complaint_for
from incidents.actions import Concern, raise_concern
from incidents.enums import HowSoon, Source, YesNoUnsure
from incidents.forms import ConcernForm
from incidents.forms.involved import label_of
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.refs import is_ref
from safeguard.people.access import may_see_people, visible_people
from safeguard.people.rules import age_on
from safeguard.people.selectors import people_of
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.actions import discard_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.requests import keeps_typing, restored, token_in
from safeguard.storage.selectors import draft_of, draft_with, drafts_of
from sessions_app.access import people_shown, sessions_to_raise_from, visible_sessions
from sessions_app.selectors.live import participants_of

ORIGINS = ("session", "alarm", "complaint")  # what a concern may be raised from, as the address names it
DRAFTS_SHOWN = 10
LISTED = 100  # names that the browser offers while one types
WANTS_JSON = "application/json"


@require_safe
def raise_start(request: SignedInRequest) -> HttpResponse:
    """Is anybody in danger right now?"""
    drafts = drafts_of(request.user, DraftForm.CONCERN)[:DRAFTS_SHOWN]
    return render(request, "incidents/raise_start.html", {"drafts": drafts, "origin": _origin(request)})


@require_safe
def raise_danger(request: SignedInRequest) -> HttpResponse:
    """999 first, before any form (ESC-01, practice A8)."""
    session = visible_sessions(request.user).filter(ref=_ref_in(request, "session")).first()
    shows = session is not None and bool(people_shown(request.user, session))
    context = {
        "origin": _origin(request),
        "session": session if shows else None,
        "sees_people": may_see_people(request.user),
    }
    return render(request, "incidents/raise_danger.html", context)


def _origin(request: SignedInRequest) -> str:
    """What somebody comes from, to be named in the next address too."""
    named = {name: _ref_in(request, name) for name in ORIGINS}
    return urlencode({name: ref for name, ref in named.items() if ref})


def _ref_in(request: SignedInRequest, name: str) -> str:
    """What somebody comes from, as the address names it; whether they may see it is judged by the form."""
    ref = request.GET.get(name, "")
    return ref if is_ref(ref) else ""


def _show_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    now = clock.now()
    form = ConcernForm(request.POST, user=request.user, now=now)
    form.add_error(None, error)
    return _answer(request, form, status, now)


@keeps_typing(DraftForm.CONCERN, shown_at="incidents:raise_form", show_again=_show_again)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_form(request: SignedInRequest) -> HttpResponse:
    """The form. What somebody began last is there again; what is sent wrong is there still.

    ``?draft=`` opens an earlier one by its token, or an empty form with ``new``; whoever comes by danger begins with
    an empty form, and whoever comes from a session or from what a family said (``?session=``, ``?alarm=``) with what
    they typed about that one.
    """
    now = clock.now()
    if request.method == "POST":
        form = ConcernForm(request.POST, user=request.user, now=now)
        if form.is_valid():
            answer = _raise(request, form, now)
            if answer is not None:
                return answer
        return _answer(request, form, 422, now)
    by_danger = request.GET.get("danger") == "yes"
    draft = None if by_danger or request.GET.get("draft") == "new" else _draft_wanted(request)
    initial = {"is_danger": True, "how_soon": HowSoon.NOW} if by_danger else restored(draft, ConcernForm)
    initial = {**_from_session(request), **_from_alarm(request), **_from_complaint(request), **initial}
    form = ConcernForm(initial=initial, user=request.user, now=now)
    others = [one for one in drafts_of(request.user, DraftForm.CONCERN)[:DRAFTS_SHOWN] if one != draft]
    return _answer(request, form, 200, now, draft=draft, drafts=others)


def _draft_wanted(request: SignedInRequest) -> Draft | None:
    """The concern that the address names, or the one that was typed last."""
    named = draft_with(request.user, DraftForm.CONCERN, token_in(request.GET, "draft"))
    for name in ORIGINS if named is None else ():
        if ref := _ref_in(request, name):
            return drafts_of(request.user, DraftForm.CONCERN).filter(**{f"content__{name}": [ref]}).first()
    return named or draft_of(request.user, DraftForm.CONCERN)


def _from_session(request: SignedInRequest) -> dict[str, Any]:
    """What the form begins with for somebody who comes from a session: which one, and whom it was with (INC-01)."""
    session = sessions_to_raise_from(request.user).filter(ref=_ref_in(request, "session")).first()
    if session is None:
        return {}
    people = [one.person for one in participants_of(session)]
    if len(people) != 1 or people[0].pk not in people_shown(request.user, session):
        return {"session": session.ref}
    about = f"{people[0].full_name} ({age_on(people[0].born_on, localdate(session.starts_at))})"
    return {"session": session.ref, "about_whom": about}


def _from_alarm(request: SignedInRequest) -> dict[str, Any]:
    """What the form begins with for somebody who comes from what a family wrote: their words, as they wrote them."""
    alarm = alarm_for(request.user, _ref_in(request, "alarm"))
    if alarm is None:
        return {}
    begun: dict[str, Any] = {"alarm": alarm.ref, "exact_words": alarm.answer_note}
    if visible_people(request.user).filter(pk=alarm.person_id).exists():
        age = age_on(alarm.person.born_on, localdate(clock.now()))
        begun["about_whom"] = f"{alarm.person.full_name} ({age})"
    if is_about_us(alarm):
        begun["about_staff"] = YesNoUnsure.NOT_SURE
    return begun


def _from_complaint(request: SignedInRequest) -> dict[str, Any]:
    """What the form begins with for whoever answers what a parent or carer said: their words, and the session."""
    found = complaint_for(request.user, _ref_in(request, "complaint"))
    if found is None:
        return {}
    words = f"{found.said_by}:\n{found.words}"
    return {
        "complaint": found.ref,
        "session": found.session.ref,
        "exact_words": words,
        "when_happened": found.when_said,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def raise_discard(request: SignedInRequest) -> HttpResponse:
    """Drop what was typed, because its author says so, twice: nothing typed is lost by one press."""
    if request.method != "POST":
        return render(request, "incidents/raise_discard.html", {"draft": _draft_wanted(request)})
    draft = draft_with(request.user, DraftForm.CONCERN, token_in(request.POST, "draft"))
    if draft is not None:
        discard_draft(by=request.user, now=clock.now(), form=DraftForm.CONCERN, client_token=draft.client_token)
        messages.info(request, _("What you had typed has been discarded. Nothing was sent."))
    return redirect("desk:home")


def _raise(request: SignedInRequest, form: ConcernForm, now: Any) -> HttpResponse | None:
    values = dict(form.cleaned_data)
    values["involved"] = (*values["involved"], *values.pop("staff_involved"))
    values["safeguarding_people"] = tuple(values["safeguarding_people"])
    values["service"] = values.get("service") or form.only_service
    values["involved_people"] = form.people_said(people_of(request.user, now)) if form.has_people else ()
    values = {name: value for name, value in values.items() if not name.startswith("person")}
    if values.pop("from_monitoring", False):
        values["source"] = Source.MONITORING
    try:
        incident = raise_concern(by=request.user, now=now, concern=Concern(**values))
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    location = reverse("incidents:report", args=[incident.ref])
    if WANTS_JSON in request.headers.get("Accept", ""):
        return JsonResponse({"location": location})
    return redirect(location)


def _answer(request: SignedInRequest, form: ConcernForm, status: int, now: Any, **drafts: Any) -> HttpResponse:
    context = {
        "form": form,
        "now": now,
        "is_danger": form.came_by_danger,
        "from_session": form.from_session,
        "from_alarm": form.from_alarm,
        "has_more": form.has_more,
        "those_you_work_with": _offered(request.user, now),
        **drafts,
    }
    return render(request, "incidents/raise_form.html", context, status=status)


def _offered(user: User, now: datetime) -> list[str]:
    """The names that the browser offers while one types: of those somebody works with. This page is there before the
    second step of signing in, so whoever needs one is offered none."""
    return [] if user.needs_second_factor else [label_of(person) for person in people_of(user, now)[:LISTED]]
