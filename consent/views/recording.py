"""Pages on which staff write down an answer that was given another way, or that consent was taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent import access, selectors
from consent.actions import record_decision, withdraw
from consent.forms import RecordForm, WithdrawForm
from consent.models import Activity
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import get_person_for
from safeguard.people.enums import PersonKind
from safeguard.people.models import Adult, Person
from safeguard.people.selectors import adults_of
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

SHOWN = 50


def _person(request: SignedInRequest, ref: str) -> Person:
    person = get_person_for(request.user, ref)
    if not access.may_ask(request.user, person):
        raise NotVisible
    return person


def _adults(person: Person) -> list[Adult]:
    """Whose answers may be recorded: nobody signs for an adult at risk (practice A12)."""
    return [] if person.kind == PersonKind.ADULT_AT_RISK else list(adults_of(person))


def _activity(request: SignedInRequest) -> Activity | None:
    """The activity it is about; None until it was chosen."""
    chosen = request.GET.get("activity", "")
    return access.get_activity_for(request.user, chosen) if chosen else None


def _choose(request: SignedInRequest, person: Person, heading: str) -> HttpResponse:
    """First, which activity it is about: what was asked for follows from it."""
    rows = access.visible_activities(request.user).select_related("service").order_by("-set_up_at", "-pk")
    context = {"person": person, "heading": heading, "activities": rows[:SHOWN]}
    return render(request, "consent/activity_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down an answer from a form, a message, a recorded call or the phone (CON-07)."""
    person, activity = _person(request, ref), _activity(request)
    if activity is None:
        return _choose(request, person, _("Record an answer"))
    adults = _adults(person)
    if request.method != "POST":
        form = RecordForm(person=person, activity=activity, adults=adults)
        return _page(request, "consent/decision_record.html", form)
    form = RecordForm(request.POST, person=person, activity=activity, adults=adults)
    if form.is_valid():
        try:
            record_decision(by=request.user, now=clock.now(), person=person, activity=activity, **form.facts())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The answer has been recorded."))
            return redirect(person)
    return _page(request, "consent/decision_record.html", form, status=422)


def _withdrawal_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed and could not be sent."""
    person, activity = _person(request, ref), _activity(request)
    if activity is None:
        return _choose(request, person, _("Consent was taken back"))
    form = WithdrawForm(request.POST, person=person, activity=activity, adults=_adults(person))
    form.add_error(None, error)
    return _page(request, "consent/decision_withdraw.html", form, status=status)


@keeps_typing(DraftForm.WITHDRAWAL, shown_at="consent:withdraw", show_again=_withdrawal_again)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down that somebody has taken consent back. It holds at once."""
    person, activity = _person(request, ref), _activity(request)
    if activity is None:
        return _choose(request, person, _("Consent was taken back"))
    adults = _adults(person)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.WITHDRAWAL, ref)
        begun = restored(draft, WithdrawForm)
        form = WithdrawForm(initial=begun, person=person, activity=activity, adults=adults)
        return _page(request, "consent/decision_withdraw.html", form)
    form = WithdrawForm(request.POST, person=person, activity=activity, adults=adults)
    if form.is_valid():
        try:
            withdraw(by=request.user, now=clock.now(), person=person, activity=activity, **form.facts())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has been recorded. It holds from now on."))
            return redirect(person)
    return _page(request, "consent/decision_withdraw.html", form, status=422)


def _page(
    request: SignedInRequest, template: str, form: RecordForm | WithdrawForm, *, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context: dict[str, Any] = {
        "person": form.person,
        "activity": form.activity,
        "form": form,
        **selectors.authority_on(form.person, selectors.day_of(now), thresholds_in_force(now)),
        "statement": selectors.statement_in_force(),
    }
    return render(request, template, context, status=status)
