"""Pages for those who deal with a concern: the case, acknowledging, the chronology."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents import access, selectors
from incidents.actions import acknowledge_incident, add_entry, note_opened
from incidents.enums import EntryKind, TriageQuestion
from incidents.forms import EntryForm
from incidents.models import ChronologyEntry, Closure, Incident, TriageAnswer
from incidents.rules import STEP, Facts, needs_second, what_keeps_open
from incidents.views.known import known_about
from incidents.views.lines import (
    chronology_entries,
    closing_rows,
    in_force_rows,
    report_rows,
    story_entries,
    tags,
    tasks,
    triage_entries,
)
from incidents.views.step_lines import link_rows, plan_rows, planned_rows, step_entries, track_rows
from safeguard.duties.enums import DutyKind
from safeguard.duties.selectors import open_duties_about
from safeguard.escalation.selectors import ladder_about, story_of
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A case: what was reported, who was told when, the chronology. Opening it is an event."""
    try:
        incident = access.get_incident_for(request.user, ref)
    except NotVisible:
        return _answered(request, ref)
    now = clock.now()
    draft = draft_of(request.user, DraftForm.CHRONOLOGY, incident.ref)
    form = EntryForm(initial=restored(draft, EntryForm))
    return _case(request, incident, form, now)


def _answered(request: SignedInRequest, ref: str) -> HttpResponse:
    """For somebody who was told and may no longer read it: who is dealing with it, and nothing else."""
    answered = access.get_answer_for(request.user, ref)
    return render(request, "incidents/incident_answered.html", {"incident": answered})


@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: SignedInRequest, ref: str) -> HttpResponse:
    """The second press. A GET only asks: mail scanners open links (reliability 2.2)."""
    try:
        incident = access.get_incident_for(request.user, ref)
    except NotVisible:
        return _answered(request, ref)
    if request.method != "POST":
        may = access.handles(request.user, incident)
        return render(request, "incidents/incident_acknowledge.html", {"incident": incident, "may": may})
    try:
        answer = acknowledge_incident(by=request.user, now=clock.now(), incident=incident)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(incident)
    at = clock.to_the_minute(answer.at)
    if answer.is_new:
        messages.success(request, _("You have acknowledged it. Nobody else is called any more."))
    elif answer.by == request.user:
        messages.info(request, _("You had already acknowledged it, at %(at)s.") % {"at": at})
    else:
        messages.info(
            request,
            _("%(name)s acknowledged it first, at %(at)s.") % {"name": answer.by.full_name, "at": at},
        )
    return redirect(incident)


def _show_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The case with what was typed and could not be written."""
    incident = access.get_incident_for(request.user, ref)
    form = EntryForm(request.POST)
    form.add_error(None, error)
    return _case(request, incident, form, clock.now(), status=status)


@keeps_typing(DraftForm.CHRONOLOGY, shown_at="incidents:detail", anchor="#chronology", show_again=_show_again)
@require_POST
def entry_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write a line in the chronology."""
    incident = access.get_incident_for(request.user, ref)
    now = clock.now()
    form = EntryForm(request.POST)
    if form.is_valid():
        try:
            add_entry(by=request.user, now=now, incident=incident, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written in the chronology."))
            return redirect(incident)
    return _case(request, incident, form, now, status=422)


def _case(
    request: SignedInRequest, incident: Incident, form: EntryForm, now: Any, *, status: int = 200
) -> HttpResponse:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    note_opened(by=request.user, now=now, incident=incident, ladder=ladder)
    duties = list(open_duties_about(Incident.SUBJECT, incident.ref))
    context = {
        "incident": incident,
        "left_out": selectors.left_out(incident),
        "duties": duties,
        "is_second_asked": any(duty.kind == DutyKind.SECOND_LOOK for duty in duties),
        "sees_dashboard": request.user.may(Permission.SEE_DASHBOARD),
        "ladder": ladder,
        "rows": report_rows(incident),
        "story": story_entries(story_of(ladder)) if ladder else [],
        "may_handle": access.handles(request.user, incident),
        "form": form,
        "now": now,
        **_standing(request, incident),
    }
    return render(request, "incidents/incident_detail.html", context, status=status)


def _standing(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """Where a case stands: what triage says, what keeps it open, how it was closed, and all of it in order."""
    answers = selectors.answers_to(incident)
    entries = list(selectors.chronology_of(incident))
    # It was closed before if it is closed now, or was opened again.
    was_closed = incident.is_closed or any(entry.kind == EntryKind.REOPENED for entry in entries)
    closures = selectors.closures_of(incident) if was_closed else []
    steps = selectors.steps_of(incident)
    facts = selectors.facts_in(incident, answers, entries, steps, clock.now())
    missing = what_keeps_open(facts)
    in_force: dict[str, TriageAnswer] = {answer.question: answer for answer in answers}
    known, lines = known_about(incident)
    referrals: list[ChronologyEntry] = [entry for entry in entries if entry.kind == EntryKind.REFERRAL]
    return {
        **known,
        "triage": in_force,
        "tags": tags(*(_answer(in_force, question) for question in (TriageQuestion.RISK, TriageQuestion.SEVERITY))),
        "in_force": in_force_rows(incident, in_force, referrals),
        "keeps_open": tasks(incident, missing),
        "before_steps": tasks(incident, [one for one in missing if not one.field.startswith(STEP)]),
        "needs_referral": any(one.field == "referral" for one in missing),
        "may_sign_off": access.signs_off(request.user, incident),
        "outside": selectors.outside_of(incident, entries),
        "closing": closing_rows(closures[-1]) if incident.is_closed and closures else [],
        "chronology": chronology_entries(
            incident, entries, [*triage_entries(answers), *step_entries(steps), *lines], closures
        ),
        "planned": planned_rows(incident, selectors.planned_in(steps)),
        **_on_tracks(request, incident, facts, closures),
    }


def _on_tracks(
    request: SignedInRequest, incident: Incident, facts: Facts, closures: Sequence[Closure]
) -> dict[str, Any]:
    """The tracks of a case, the cases it belongs with, and who looks a second time."""
    case = facts.case
    closure = closures[-1] if incident.is_closed and closures else None
    look = selectors.second_look_at(closure.pk) if closure is not None else None
    needs = case is not None and closure is not None and look is None and needs_second(case)
    return {
        "tracks": track_rows(incident, case) if case is not None else [],
        "plan": plan_rows(selectors.plan_of(incident)) if case is not None and case.has_plan else [],
        "links": link_rows(selectors.links_of(incident, access.visible_incidents(request.user))),
        "second_look": look,
        "needs_second": needs,
        "may_second": needs and closure is not None and access.may_look_second(request.user, incident, closure),
    }


def _answer(in_force: dict[str, TriageAnswer], question: str) -> str | None:
    return in_force[question].answer if question in in_force else None
