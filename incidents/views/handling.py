"""Pages on which a case is worked on: triage, referring, closing, opening again. Each is one form on its own page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from incidents import access, actions, rules, selectors
from incidents.enums import ANSWERS, Involved
from incidents.exceptions import AnsweredSince
from incidents.forms import CallFields, CloseForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.models import Incident, TriageAnswer
from incidents.views.lines import public_rows, report_rows, tasks, with_tags
from incidents.views.outside_lines import outlasting_rows
from incidents.views.standing import back_to_case
from incidents.views.step_lines import planned_rows
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.forms import BaseForm
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Page:
    """A page with one form. ``when_closed``: whether it is there for closed cases, for open ones, or for all (None)."""

    form: Callable[..., BaseForm]
    draft: DraftForm
    action: Callable[..., Any]
    template: str
    done: str | Promise
    when_closed: bool | None = None


PAGES = {
    "refer": Page(
        ReferForm, DraftForm.REFER, actions.refer_incident, "incident_refer", gettext_lazy("The referral is recorded.")
    ),
    "not_refer": Page(
        NotReferForm,
        DraftForm.NOT_REFER,
        actions.decide_not_to_refer,
        "incident_not_refer",
        gettext_lazy("The reason is recorded."),
    ),
    "close": Page(
        CloseForm, DraftForm.CLOSING, actions.close_incident, "incident_close", gettext_lazy("It is closed."), False
    ),
    "reopen": Page(
        ReopenForm,
        DraftForm.REOPENING,
        actions.reopen_incident,
        "incident_reopen",
        gettext_lazy("It is open again."),
        True,
    ),
}


def _form(name: str, incident: Incident, *args: Any, **kwargs: Any) -> BaseForm:
    if name == "refer":
        kwargs["incident"] = incident
    if name == "close":
        kwargs["today"] = clock.now().astimezone(clock.LONDON).date()
    return PAGES[name].form(*args, **kwargs)


def _again(name: str, request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The page with what was typed and could not be written."""
    incident = access.get_incident_for(request.user, ref)
    form = _form(name, incident, request.POST)
    form.add_error(None, error)
    return _show(request, incident, form, name, status)


@keeps_typing(DraftForm.REFER, shown_at="incidents:refer", show_again=partial(_again, "refer"))
@asked_and_sent
def refer(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record a referral; it is there in every state of a case (tree R6)."""
    return _work(request, ref, "refer")


@keeps_typing(DraftForm.NOT_REFER, shown_at="incidents:not_refer", show_again=partial(_again, "not_refer"))
@asked_and_sent
def not_refer(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say why no authority is told."""
    return _work(request, ref, "not_refer")


@keeps_typing(DraftForm.CLOSING, shown_at="incidents:close", show_again=partial(_again, "close"))
@asked_and_sent
def close(request: SignedInRequest, ref: str) -> HttpResponse:
    """Sign off, or see what keeps the case open."""
    return _work(request, ref, "close")


@keeps_typing(DraftForm.REOPENING, shown_at="incidents:reopen", show_again=partial(_again, "reopen"))
@asked_and_sent
def reopen(request: SignedInRequest, ref: str) -> HttpResponse:
    """Open a closed case again."""
    return _work(request, ref, "reopen")


def _work(request: SignedInRequest, ref: str, name: str) -> HttpResponse:
    """Show the form, or carry out its action. Somebody who may only read gets no form, and loses no words."""
    page = PAGES[name]
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        form = _form(name, incident, request.POST)
        if form.is_valid():
            try:
                said = form.said if isinstance(form, CallFields) else form.cleaned_data
                page.action(by=request.user, now=clock.now(), incident=incident, **said)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, str(page.done))
                return redirect(incident)
        return _show(request, incident, form, name, 422)
    if not access.handles(request.user, incident):
        raise NotVisible
    if page.when_closed is not None and incident.is_closed is not page.when_closed:
        return redirect(incident)
    draft = draft_of(request.user, page.draft, incident.ref)
    begun = {"follows": request.GET.get("again", "")} if name == "refer" else {}
    form = _form(name, incident, initial={**begun, **restored(draft, page.form)})  # type: ignore[arg-type]
    return _show(request, incident, form, name, 200, has_draft=draft is not None)


def _show(
    request: SignedInRequest, incident: Incident, form: BaseForm, name: str, status: int, **more: Any
) -> HttpResponse:
    """The page, with the report to look at: opening it is reading the case."""
    _note(request, incident)
    context = {"incident": incident, "form": form, "rows": report_rows(incident), **more}
    context["public_rows"] = public_rows(selectors.public_report_of(incident))
    if name == "close":
        context |= _closing(request, incident)
    if name == "refer":
        context["about_adult"] = Involved.ADULT_AT_RISK in incident.involved
        context["whom_to_ring"] = selectors.whom_to_ring(incident, clock.now())
        context["contacts"] = selectors.contacts_for(incident, clock.now())
    return render(request, f"incidents/{PAGES[name].template}.html", context, status=status)


def _closing(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """What keeps a case open, who may close it, and what goes on being done after it is closed."""
    entries, steps = list(selectors.chronology_of(incident)), selectors.steps_of(incident)
    facts = selectors.facts_in(incident, selectors.answers_to(incident), entries, steps, clock.now())
    return {
        "keeps_open": tasks(incident, rules.what_keeps_open(facts)),
        "may_sign_off": access.signs_off(request.user, incident),
        "planned": [
            *outlasting_rows(selectors.outside_of(incident, entries)),
            *planned_rows(incident, selectors.planned_in(steps)),
        ],
    }


def _note(request: SignedInRequest, incident: Incident) -> None:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)


# --- Triage ---------------------------------------------------------------------------------------------------------


def _triage_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    incident = access.get_incident_for(request.user, ref)
    form = TriageForm(request.POST)
    form.add_error(None, error)
    return _show_triage(request, incident, form, status)


@keeps_typing(DraftForm.TRIAGE, shown_at="incidents:triage", show_again=_triage_again)
@asked_and_sent
def triage(request: SignedInRequest, ref: str) -> HttpResponse:
    """The questions in their order, with what is in force; any of them can be saved alone."""
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        return _save_triage(request, incident)
    if not access.handles(request.user, incident):
        raise NotVisible
    if incident.is_closed:
        messages.info(request, _("It is closed. Open it again to change what triage says."))
        return redirect(incident)
    draft = draft_of(request.user, DraftForm.TRIAGE, incident.ref)
    initial = {**_initial(selectors.answers_to(incident)), **restored(draft, TriageForm)}
    return _show_triage(request, incident, TriageForm(initial=initial), 200)


def _save_triage(request: SignedInRequest, incident: Incident) -> HttpResponse:
    form = TriageForm(request.POST)
    if form.is_valid():
        said = {"client_token": form.cleaned_data["client_token"], "seen": form.cleaned_data["seen"]}
        try:
            written = actions.answer_triage(
                by=request.user, now=clock.now(), incident=incident, answers=form.answers, **said
            )
        except AnsweredSince as since:
            form = _beside(request.POST, form, incident, since)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if written:
                messages.success(request, _("Triage is saved."))
            else:
                messages.info(request, _("There was nothing new to save."))
            return back_to_case(request, incident.ref)
    return _show_triage(request, incident, form, 422)


def _initial(answers: list[TriageAnswer]) -> dict[str, Any]:
    """What is in force, as the form begins with it, and how many answers there were."""
    initial: dict[str, Any] = {"seen": len(answers)}
    for question, given in selectors.given_in(answers).items():
        initial |= {question: given.answer, f"{question}_reason": given.reason}
    return initial


def _beside(posted: QueryDict, form: TriageForm, incident: Incident, since: AnsweredSince) -> TriageForm:
    """The form again with what its author meant, what others have answered since beside it, and the rest as it now is.

    Sent again, it says that they have seen both.
    """
    answers = selectors.answers_to(incident)
    seen = selectors.given_in(answers[: form.cleaned_data["seen"]])
    meant = rules.merge(form.answers, seen=seen, current=selectors.given_in(answers)).changed
    data = posted.copy()
    for name, value in _initial(answers).items():
        if name.removesuffix("_reason") not in meant:
            data[name] = str(value)
    again = TriageForm(data)
    again.add_error(None, str(since))
    newest = {answer.question: answer for answer in answers}
    for question in ANSWERS:
        if question in since.questions:
            again.add_error(question, _theirs(newest[question]))
    return again


def _theirs(answer: TriageAnswer) -> str:
    said = f"{answer.answer_words}. {answer.reason}".strip()
    at = clock.to_the_minute(answer.answered_at)
    return _("%(name)s answered at %(at)s: %(said)s") % {"name": answer.by.full_name, "at": at, "said": said}


def _show_triage(request: SignedInRequest, incident: Incident, form: TriageForm, status: int) -> HttpResponse:
    _note(request, incident)
    earlier = selectors.earlier_about(incident, access.visible_incidents(request.user))
    if earlier:
        actions.note_listed(by=request.user, now=clock.now(), incidents=earlier)
    context = {
        "incident": incident,
        "form": form,
        "rows": report_rows(incident),
        "public_rows": public_rows(selectors.public_report_of(incident)),
        "earlier": with_tags(earlier),
    }
    return render(request, "incidents/incident_triage.html", context, status=status)
