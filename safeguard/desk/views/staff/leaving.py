"""Somebody leaves: what is open in their name and who takes it, now or later; and somebody comes back."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.desk.actions import close_account, reopen_account
from safeguard.desk.forms.staff import LeavingForm, ReopenForm
from safeguard.desk.selectors.leaving import OpenWork, open_work, possible_takers, takers_of, who_leads
from safeguard.desk.views.set_up.pages import administrators_only
from safeguard.desk.views.staff.pages import edit_page
from safeguard.desk.views.staff.profiles import profile_rows
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import arrange_leaving, cancel_leaving, note_person_opened
from safeguard.practitioners.models import Leaving, Takers, User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required

ABLE = {
    "people_to": Permission.WORK_WITH_PEOPLE,
    "cases_to": Permission.HANDLE_INCIDENTS,
    "tasks_to": None,
    "team_to": Permission.MANAGE_TEAM,
}
NEVER_THEMSELVES = ("people_to", "team_to")  # whoever closes the account lets nobody in, and not themselves


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def leaving(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Everything open in somebody's name, to whom each kind goes, and the end of their account."""
    person, now = selectors.whoever(ref), clock.now()
    if not person.is_active:
        raise NotVisible
    arranged = selectors.leaving_of(person)
    work, fallback = open_work(person, now), takers_of(None, person, now, by=request.user)
    lead = next(iter(who_leads(person, now)), None)
    kept = selectors.posts_that_keep(person, now)
    is_own = person.pk == request.user.pk
    note_person_opened(by=request.user, now=now, person=person)

    def make(data: Any) -> LeavingForm:
        able = {name: possible_takers(person, permission) for name, permission in ABLE.items()}
        for name in NEVER_THEMSELVES:
            able[name] = able[name].exclude(pk=request.user.pk)
        return LeavingForm(data, initial=_initial(arranged), able=able, others=_others(fallback, lead))

    def act(form: LeavingForm) -> None:
        if form.cleaned_data["now_or_later"] == "now":
            close_account(by=request.user, now=now, person=person, takers=form.takers())
            return
        ends = datetime.combine(form.cleaned_data["last_day"] + timedelta(days=1), time(), clock.LONDON)
        arrange_leaving(by=request.user, now=now, person=person, leaves_at=ends, takers=form.takers())

    is_now = request.POST.get("now_or_later") == "now"
    return edit_page(
        request,
        make,
        act=act,
        done=_("The account is closed. Those who take over are told.") if is_now else _("It is arranged."),
        to=reverse("desk:set_up_people") if is_now else reverse("desk:set_up_person", args=[person.ref]),
        template="desk/staff/leaving.html",
        context={
            "person": person,
            "rows": (rows := work_rows(work, fallback, lead)),
            "heads": [cell["label"] for row in rows[:1] for cell in row],
            "kept": kept,
            "is_own": is_own,
            "arranged": arranged,
            "last_day": _last_day(arranged),
            "devices": work.devices,
            "drafts": work.drafts,
        },
    )


def _last_day(arranged: Leaving | None) -> str:
    if arranged is None:
        return ""
    return str(date_format(arranged.leaves_at.astimezone(clock.LONDON) - timedelta(minutes=1), "j F Y"))


def _initial(arranged: Leaving | None) -> dict[str, Any]:
    if arranged is None:
        return {}
    named = {name: getattr(arranged, name) for name in ABLE}
    day = (arranged.leaves_at.astimezone(clock.LONDON) - timedelta(minutes=1)).date()
    people = {name: one.ref for name, one in named.items() if one is not None}
    return {"now_or_later": "later", "last_day": day, **people}


def _others(fallback: Takers, lead: User | None) -> dict[str, str]:
    """What stands where nobody is named: who takes it then."""
    nobody = _("Nobody: they stay where they are")
    asked = _("%(name)s is asked to find somebody, unless you choose")
    found = {
        "people_to": fallback.people,
        "cases_to": fallback.cases,
        "tasks_to": fallback.tasks,
        "team_to": fallback.team,
    }
    words = {
        name: _("%(name)s, unless you choose") % {"name": one.full_name} if one else nobody
        for name, one in found.items()
    }
    if fallback.people is None and lead is not None:
        words["people_to"] = asked % {"name": lead.full_name}
    return words


def work_rows(work: OpenWork, fallback: Takers, lead: User | None) -> list[list[dict[str, Any]]]:
    """What is open, as rows of a table; what is not open is not listed."""
    with_people = fallback.people or lead
    kinds = [
        (_("Young people they work with"), work.people, _finds(fallback.people, lead)),
        (_("Sessions to come, or without a record"), work.sessions, _whom(fallback.people)),
        (_("Welfare calls to make"), work.calls, _whom(with_people)),
        (_("Requests for consent that wait for an answer"), work.requests, _whom(fallback.people)),
        (_("Closed groups they look after"), work.groups, _finds(fallback.people, lead)),
        (_("Incidents they deal with"), work.cases, _whom(fallback.cases)),
        (_("Tasks"), work.duties, _whom(fallback.tasks)),
        (_("Actions agreed in risk assessments"), work.agreed_actions, _whom(with_people)),
        (_("Platforms they answer for"), work.platforms, _whom(fallback.tasks)),
        (_("Accounts of the organisation they look after"), work.accounts, _whom(fallback.tasks)),
        (_("Policies they answer for"), work.policies, _whom(_officer(fallback.tasks, lead))),
        (_("People they manage"), work.team, _whom(fallback.team)),
        (_("Plans that wait for their approval"), work.approvals, _whom(fallback.team)),
    ]
    return [
        [
            {"label": _("What is open"), "text": text},
            {"label": _("How many"), "text": count},
            {"label": _("Goes to, unless you choose"), **taker},
        ]
        for text, count, taker in kinds
        if count
    ]


def _officer(taker: User | None, lead: User | None) -> User | None:
    """Who answers for policies then: somebody who deals with safeguarding."""
    return taker if taker is not None and taker.may(Permission.SEE_DASHBOARD) else lead


def _whom(taker: User | None) -> dict[str, str]:
    return {"text": taker.full_name} if taker else {"text": _("Nobody can take it: choose"), "level": "high"}


def _finds(taker: User | None, lead: User | None) -> dict[str, str]:
    """Where nobody takes it, the lead has the task to find somebody."""
    if taker is not None or lead is None:
        return _whom(taker)
    return {"text": _("Nobody yet: %(name)s is asked to find somebody") % {"name": lead.full_name}, "level": "high"}


@administrators_only
@require_POST
@fresh_sign_in_required
def cancel(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """They stay after all."""
    person = selectors.whoever(ref)
    if cancel_leaving(by=request.user, now=clock.now(), person=person):
        messages.success(request, _("They stay. Nothing has been handed over."))
    return redirect("desk:set_up_person", ref=person.ref)


@administrators_only
@require_POST
@fresh_sign_in_required
def reopen(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Somebody who left comes back, with the services and roles that are said anew."""
    person = selectors.whoever(ref)
    here = reverse("desk:set_up_person", args=[person.ref])
    if person.is_active:
        messages.error(request, _("Their account is open."))
        return redirect(here)
    return edit_page(
        request,
        ReopenForm,
        act=lambda form: reopen_account(by=request.user, now=clock.now(), person=person, **form.cleaned_data),
        done=_("The account is open. They choose a password by the link they get. Those who lead are told."),
        to=here,
        template="desk/staff/left.html",
        context={"person": person, "rows": profile_rows(person)},
    )
