"""Saying who is involved, and more about the kind of harm: the same pages for whoever raised it and for triage."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents import access, selectors
from incidents.actions import add_involved, answer_details, correct_involved, note_opened, note_report_opened
from incidents.enums import NOTICES, REPORT_TO, Topic
from incidents.forms import DetailsForm, InvolvedForm
from incidents.models import Incident, InvolvedPerson
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.refs import is_ref
from safeguard.people.access import visible_people
from safeguard.people.actions import note_listed
from safeguard.people.models import Person
from safeguard.people.rules import read_search
from safeguard.people.selectors import find, people_of
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

ASKED = ("GET", "HEAD", "POST")
LOOK = "look"  # the button that looks for the name among those we work with
OFFERED = 12  # of those somebody works with, before they look for others


@dataclass(frozen=True)
class Side:
    """From which side the page is opened: one's own report, or the case."""

    get: Callable[[User, str], Incident]
    is_own_report: bool
    back: str
    involved: str
    details: str


OWN = Side(access.get_report_for, True, "incidents:report", "incidents:own_involved", "incidents:own_details")
CASE = Side(access.get_incident_for, False, "incidents:detail", "incidents:involved_add", "incidents:details")


def _open(request: SignedInRequest, side: Side, ref: str) -> Incident:
    """The report or the case; whoever may only read a case has no such page, and what they sent is shown to them."""
    incident = side.get(request.user, ref)
    if side.is_own_report:
        note_report_opened(by=request.user, now=clock.now(), report=incident)
        return incident
    if request.method != "POST" and not access.handles(request.user, incident):
        raise NotVisible
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)
    return incident


# --- Who is involved ------------------------------------------------------------------------------------------------


def _involved_again(side: Side, request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    incident = side.get(request.user, ref)
    corrects = _corrected(request, incident, side)
    form = InvolvedForm(request.POST, people=_offered(request, picked=True), is_correction=corrects is not None)
    form.add_error(None, error)
    return _involved_page(request, side, incident, form, corrects, status)


def _involved(request: SignedInRequest, side: Side, ref: str) -> HttpResponse:
    incident = _open(request, side, ref)
    corrects = _corrected(request, incident, side)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.INVOLVED, incident.ref)
        initial = {**_initial(corrects), **({} if corrects else restored(draft, InvolvedForm))}
        form = InvolvedForm(initial=initial, people=_offered(request), is_correction=corrects is not None)
        return _involved_page(request, side, incident, form, corrects, 200)
    if request.POST.get("step") == LOOK:
        people = _found(request)
        form = InvolvedForm(initial=_typed(request), people=people, is_correction=corrects is not None)
        return _involved_page(request, side, incident, form, corrects, 200, looked=True)
    form = InvolvedForm(request.POST, people=_offered(request, picked=True), is_correction=corrects is not None)
    if form.is_valid() and _save(request, side, incident, form, corrects):
        return redirect(reverse(side.back, args=[incident.ref]) + "#people")
    return _involved_page(request, side, incident, form, corrects, 422)


def _save(
    request: SignedInRequest, side: Side, incident: Incident, form: InvolvedForm, corrects: InvolvedPerson | None
) -> bool:
    said: dict[str, Any] = {
        "by": request.user,
        "now": clock.now(),
        "client_token": form.cleaned_data["client_token"],
        "one": form.somebody,
        "is_own_report": side.is_own_report,
    }
    try:
        if corrects is None:
            add_involved(incident=incident, **said)
        else:
            correct_involved(row=corrects, is_taken_out=form.cleaned_data["is_taken_out"], **said)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Saved. Add others one by one: each has a part of their own."))
    return True


def _corrected(request: SignedInRequest, incident: Incident, side: Side) -> InvolvedPerson | None:
    """The row that is corrected, as the address or the form names it. Raises NotVisible for one of another case, and,
    in one's own report, for what somebody else wrote."""
    named = request.POST.get("corrects") or request.GET.get("corrects") or ""
    if not named:
        return None
    try:
        row = incident.involved_people.select_related("person", "incident").filter(ref=UUID(named)).first()
    except ValueError:
        row = None
    if row is None or (side.is_own_report and row.by_id != request.user.pk):
        raise NotVisible
    return row


def _initial(corrects: InvolvedPerson | None) -> dict[str, Any]:
    if corrects is None:
        return {}
    picked = corrects.person.ref if corrects.person else ""
    names = ("name", "kind", "part", "note")
    return {"corrects": corrects.ref, "picked": picked, **{name: getattr(corrects, name) for name in names}}


def _offered(request: SignedInRequest, *, picked: bool = False) -> list[Person]:
    """Those who may be picked: some of those somebody works with, and whoever was picked and may be seen."""
    people = list(people_of(request.user, clock.now())[:OFFERED])
    ref = request.POST.get("picked", "")
    if picked and is_ref(ref) and ref not in {person.ref for person in people}:
        people += list(visible_people(request.user).filter(ref=ref))
    return people


def _found(request: SignedInRequest) -> list[Person]:
    """Those among whom somebody looked by the name they typed; the name stands in no address."""
    now = clock.now()
    wanted = read_search(request.POST.get("name", ""), now.astimezone(clock.LONDON).date())
    if wanted.problem:
        return []
    people = [one.person for one in find(request.user, wanted).rows]
    note_listed(by=request.user, now=now, people=people)
    return people


def _typed(request: SignedInRequest) -> dict[str, Any]:
    return {name: value for name, value in request.POST.items() if name not in ("step", "csrfmiddlewaretoken")}


def _involved_page(
    request: SignedInRequest,
    side: Side,
    incident: Incident,
    form: InvolvedForm,
    corrects: InvolvedPerson | None,
    status: int,
    **more: Any,
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "corrects": corrects,
        "back": reverse(side.back, args=[incident.ref]),
        "action": reverse(side.involved, args=[incident.ref]),
        **more,
    }
    return render(request, "incidents/involved.html", context, status=status)


@keeps_typing(DraftForm.INVOLVED, shown_at="incidents:involved_add", show_again=partial(_involved_again, CASE))
@require_http_methods(ASKED)
def involved_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add or correct somebody in a case."""
    return _involved(request, CASE, ref)


@keeps_typing(DraftForm.INVOLVED, shown_at="incidents:own_involved", show_again=partial(_involved_again, OWN))
@require_http_methods(ASKED)
def own_involved(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add or correct somebody in one's own report."""
    return _involved(request, OWN, ref)


# --- The kind of harm -----------------------------------------------------------------------------------------------


def _topic(name: str) -> Topic:
    if name not in Topic.values:
        raise Http404
    return Topic(name)


def _details_again(
    side: Side, request: SignedInRequest, ref: str, topic: str, *, error: str, status: int
) -> HttpResponse:
    incident, about = side.get(request.user, ref), _topic(topic)
    form = DetailsForm(request.POST, topic=about)
    form.add_error(None, error)
    return _details_page(request, side, incident, about, form, status)


def _details(request: SignedInRequest, side: Side, ref: str, topic: str) -> HttpResponse:
    about = _topic(topic)
    incident = _open(request, side, ref)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.DETAILS, incident.ref)
        initial = {**_known(request, side, incident, about), **restored(draft, DetailsForm)}
        form = DetailsForm(initial=initial, topic=about)
        return _details_page(request, side, incident, about, form, 200)
    form = DetailsForm(request.POST, topic=about)
    if form.is_valid():
        said = {"client_token": form.cleaned_data["client_token"], "is_own_report": side.is_own_report}
        try:
            answer_details(
                by=request.user, now=clock.now(), incident=incident, topic=about, answers=form.answers, **said
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Thank you."))
            return redirect(side.back, ref=incident.ref)
    return _details_page(request, side, incident, about, form, 422)


def _known(request: SignedInRequest, side: Side, incident: Incident, topic: Topic) -> dict[str, Any]:
    """What the form begins with: in a case what is in force, in one's own report what one has answered oneself."""
    details = incident.details.order_by("id")
    if side.is_own_report:
        details = details.filter(by=request.user)
    return DetailsForm.beginning(selectors.answered_in(details), topic)


def _details_page(
    request: SignedInRequest, side: Side, incident: Incident, topic: Topic, form: DetailsForm, status: int
) -> HttpResponse:
    context = {
        "incident": incident,
        "topic": topic,
        "notice": NOTICES.get(topic, ""),
        "report_to": REPORT_TO.get(topic, ()),
        "form": form,
        "back": reverse(side.back, args=[incident.ref]),
        "action": reverse(side.details, args=[incident.ref, topic.value]),
    }
    return render(request, "incidents/details.html", context, status=status)


@keeps_typing(DraftForm.DETAILS, shown_at="incidents:details", show_again=partial(_details_again, CASE))
@require_http_methods(ASKED)
def details(request: SignedInRequest, ref: str, topic: str) -> HttpResponse:
    """Say more about a kind of harm, in triage."""
    return _details(request, CASE, ref, topic)


@keeps_typing(DraftForm.DETAILS, shown_at="incidents:own_details", show_again=partial(_details_again, OWN))
@require_http_methods(ASKED)
def own_details(request: SignedInRequest, ref: str, topic: str) -> HttpResponse:
    """Say more about a kind of harm, in one's own report."""
    return _details(request, OWN, ref, topic)
