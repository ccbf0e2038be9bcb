"""The tracks of a case: where each stands, the whole list for the practised, and one form for each step."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import access, actions, rules, selectors
from incidents.enums import Level, Track, Waits
from incidents.forms import SeveralForm, StepForm
from incidents.models import CaseStep, Incident
from incidents.rules import STEPS, CaseFacts, Judged, Step
from incidents.views.step_lines import (
    plan_rows,
    step_lines,
    step_rows,
    track_rows,
)
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import london_day
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of, drafts_of

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


def _case(incident: Incident) -> tuple[CaseFacts, list[CaseStep]]:
    """The facts of a case and every line about its steps."""
    now = clock.now()
    steps = selectors.steps_of(incident)
    answers, entries = selectors.answers_to(incident), list(selectors.chronology_of(incident))
    facts = selectors.facts_in(incident, answers, entries, steps, now).case
    assert facts is not None
    return facts, steps


def _note(request: SignedInRequest, incident: Incident) -> None:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)


@require_safe
def tracks(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every step of every track of this case on one page, what is most urgent first."""
    incident = access.get_incident_for(request.user, ref)
    _note(request, incident)
    facts, steps = _case(incident)
    sections = [(track, _rows(incident, rules.judge_track(track, facts), steps)) for track in rules.open_tracks(facts)]
    context = {
        "incident": incident,
        "sections": sections,
        "lack": len(rules.what_steps_lack(facts)),
        "several": len(rules.said_together(facts)),
        "may_handle": access.handles(request.user, incident),
    }
    return render(request, "incidents/case_tracks.html", context)


@require_safe
def track(request: SignedInRequest, ref: str, track: str) -> HttpResponse:
    """One track: what is required first, then what helps, then what is switched off and why."""
    if track not in Track.values:
        raise NotVisible
    incident, chosen = access.get_incident_for(request.user, ref), Track(track)
    _note(request, incident)
    facts, steps = _case(incident)
    judged = rules.judge_track(chosen, facts)
    context = {
        "incident": incident,
        "track": chosen,
        "is_open": chosen in rules.open_tracks(facts),
        "required": _rows(incident, [one for one in judged if one.level == Level.REQUIRED], steps),
        "offered": _rows(incident, [one for one in judged if one.level == Level.OFFERED], steps),
        "off": [one for one in judged if one.level == Level.OFF and one.why],
        "others": [one for one in track_rows(incident, facts) if one["track"] != chosen],
        "waits": [one.label for one in Waits if one in facts.waits & {step.step.after_hold for step in judged}],
        "may_handle": access.handles(request.user, incident),
        **_beside(incident, chosen),
    }
    return render(request, "incidents/case_track.html", context)


def _rows(incident: Incident, judged: list[Judged], steps: list[CaseStep]) -> list[dict[str, Any]]:
    return step_rows(incident, judged, {step.code: step for step in steps})


def _beside(incident: Incident, track: Track) -> dict[str, Any]:
    """What stands beside a track: who was told, who is supported, what the session's plan says."""
    if track == Track.TELL:
        return {"notices": selectors.notices_of(incident)}
    if track == Track.SUPPORT:
        return {"supports": selectors.supports_of(incident)}
    return {"plan": plan_rows(selectors.plan_of(incident))} if track == Track.SAFEGUARDING else {}


# --- One step ---------------------------------------------------------------------------------------------------------


def _again(request: HttpRequest, ref: str, code: str, *, error: str, status: int) -> HttpResponse:
    """The page with what was typed and could not be written."""
    assert request.user.is_authenticated
    incident, step = access.get_incident_for(request.user, ref), _step(code)
    facts, steps = _case(incident)
    form = _form(incident, step, facts, request.POST)
    form.add_error(None, error)
    return _show(request, incident, step, form, facts, steps, status)


@keeps_typing(DraftForm.CASE_STEP, shown_at="incidents:step", show_again=_again)
@asked_and_sent
def step(request: SignedInRequest, ref: str, code: str) -> HttpResponse:
    """How one step stands, and what was said of it before. It is there in every state of a case."""
    incident, found = access.get_incident_for(request.user, ref), _step(code)
    facts, steps = _case(incident)
    if request.method == "POST":
        return _record(request, incident, found, facts, steps)
    if not access.handles(request.user, incident):
        raise NotVisible
    draft = _draft(request, incident, code)
    form = _form(incident, found, facts, initial={**_proposed(found), **restored(draft, StepForm)})
    return _show(request, incident, found, form, facts, steps, 200)


def _step(code: str) -> Step:
    if code not in STEPS:
        raise NotVisible
    return STEPS[code]


def _proposed(step: Step) -> dict[str, Any]:
    """The day that is proposed where something is weighed again (INC-38)."""
    if not step.revisit:
        return {}
    limits = thresholds_in_force(clock.now())
    return {"due_on": selectors.working_day_after(clock.now(), limits.number("recheck_parents"), limits.hours)}


def _draft(request: SignedInRequest, incident: Incident, code: str) -> Draft | None:
    """What was typed of this step; a case may have drafts of several."""
    drafts = drafts_of(request.user, DraftForm.CASE_STEP, incident.ref)[: len(STEPS)]
    return next((draft for draft in drafts if draft.content.get("code") == [code]), None)


def _form(incident: Incident, step: Step, facts: CaseFacts, *args: Any, **kwargs: Any) -> StepForm:
    if "factors" in step.asks:
        kwargs["factors"] = selectors.image_factors(incident)
    if "version" in step.asks:
        kwargs["versions"] = selectors.policy_versions()
    return StepForm(*args, judged=rules.judge(step, facts), waits=facts.waits, **kwargs)


def _record(
    request: SignedInRequest, incident: Incident, step: Step, facts: CaseFacts, steps: list[CaseStep]
) -> HttpResponse:
    form, now = _form(incident, step, facts, request.POST), clock.now()
    if form.is_valid():
        said = form.said
        for missing in rules.what_step_lacks(step, said, facts, today=london_day(now)):
            form.add_error(missing.field if missing.field in form.fields else None, missing.text)
    if form.is_valid():
        try:
            actions.record_step(
                by=request.user,
                now=now,
                incident=incident,
                client_token=form.cleaned_data["client_token"],
                code=step.code,
                said=form.said,
                version=form.version_said,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded: %(what)s") % {"what": step.words})
            return redirect("incidents:track", ref=incident.ref, track=step.track.value)
    return _show(request, incident, step, form, facts, steps, 422)


def _show(
    request: Any,
    incident: Incident,
    step: Step,
    form: StepForm,
    facts: CaseFacts,
    steps: list[CaseStep],
    status: int,
) -> HttpResponse:
    _note(request, incident)
    judged = rules.judge(step, facts)
    context = {
        "incident": incident,
        "step": step,
        "judged": judged,
        "form": form,
        "lines": step_lines(selectors.lines_of(steps, step.code)),
        "is_referral": bool(step.bodies),
        "plan": plan_rows(selectors.plan_of(incident)) if step.code == "plan" else [],
    }
    return render(request, "incidents/case_step.html", context, status=status)


# --- Several steps at once --------------------------------------------------------------------------------------------


def _several_again(request: HttpRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    assert request.user.is_authenticated
    incident = access.get_incident_for(request.user, ref)
    form = SeveralForm(request.POST, judged=rules.said_together(_case(incident)[0]))
    form.add_error(None, error)
    return _show_several(request, incident, form, status)


@keeps_typing(DraftForm.CASE_STEPS, shown_at="incidents:several", show_again=_several_again)
@asked_and_sent
def several(request: SignedInRequest, ref: str) -> HttpResponse:
    """The same words for several steps, for the practised."""
    incident = access.get_incident_for(request.user, ref)
    judged = rules.said_together(_case(incident)[0])
    if request.method == "POST":
        form = SeveralForm(request.POST, judged=judged)
        if form.is_valid():
            try:
                actions.record_several(by=request.user, now=clock.now(), incident=incident, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Recorded."))
                return redirect("incidents:tracks", ref=incident.ref)
        return _show_several(request, incident, form, 422)
    if not access.handles(request.user, incident):
        raise NotVisible
    begun = restored(draft_of(request.user, DraftForm.CASE_STEPS, ref), SeveralForm)
    return _show_several(request, incident, SeveralForm(initial=begun, judged=judged), 200)


def _show_several(request: Any, incident: Incident, form: SeveralForm, status: int) -> HttpResponse:
    _note(request, incident)
    return render(request, "incidents/case_several.html", {"incident": incident, "form": form}, status=status)
