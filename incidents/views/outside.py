"""What lies with bodies outside: a referral and its answer, the contact log, waiting for the authorities."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import access, actions, rules, selectors
from incidents.enums import AnswerKind, OutsideKind
from incidents.forms import AnswerForm, HoldEndForm, HoldForm, OutsideForm
from incidents.models import Hold, Incident, OutsideContact
from incidents.views.outside_lines import answer_entries, contact_entries, hold_rows, referral_rows
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.forms import BaseForm
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import london_day
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


def _today() -> Any:
    return london_day(clock.now())


def _did(request: SignedInRequest, form: BaseForm, act: Callable[[], object], done: str) -> bool:
    """Whether a form was right and its action was carried out; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, done)
    return True


# --- Referrals ------------------------------------------------------------------------------------------------------


@require_safe
def referrals(request: SignedInRequest) -> HttpResponse:
    """The referrals that wait for an answer, the oldest first, for those who deal with cases."""
    if not request.user.may(Permission.SEE_DASHBOARD):
        raise NotVisible
    rows = selectors.waiting_for_answer(access.visible_referrals(request.user))
    page = by_name(rows, "made_at", request.GET.get("after", ""))
    now = clock.now()
    actions.note_referrals_listed(by=request.user, now=now, referrals=page.rows)
    return render(request, "incidents/referral_list.html", {"page": page, "now": now})


def _answer_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    found = access.get_referral_for(request.user, ref)
    form = AnswerForm(request.POST)
    form.add_error(None, error)
    return _referral(request, found, form, status)


@keeps_typing(DraftForm.REFERRAL_ANSWER, shown_at="incidents:referral", anchor="#answer", show_again=_answer_again)
@asked_and_sent
def referral(request: SignedInRequest, ref: str) -> HttpResponse:
    """One referral: what is known of the call, its clock, what they answered, and what can be done.

    Whoever rang from their own report sees their own call, and what they wrote themselves.
    """
    found = access.get_referral_for(request.user, ref)
    if request.method == "POST":
        form = AnswerForm(request.POST)

        def act() -> object:
            said = form.cleaned_data
            return actions.answer_referral(by=request.user, now=clock.now(), referral=found, **said)

        if _did(request, form, act, _("What they answered is recorded.")):
            return redirect(found)
        return _referral(request, access.get_referral_for(request.user, ref), form, 422)
    draft = draft_of(request.user, DraftForm.REFERRAL_ANSWER, found.ref)
    return _referral(request, found, AnswerForm(initial=restored(draft, AnswerForm)), 200)


def _referral(request: SignedInRequest, found: Any, form: AnswerForm, status: int) -> HttpResponse:
    now = clock.now()
    actions.note_referral_opened(by=request.user, now=now, referral=found)
    answers = list(found.answers.select_related("by", "entry").order_by("id"))
    contacts: list[OutsideContact] = []
    if found.sees_case:
        contacts = list(found.contacts.select_related("by", "entry").order_by("id"))
    else:
        answers = [one for one in answers if one.by_id == request.user.pk]
    context = {
        "referral": found,
        "incident": found.incident,
        "rows": referral_rows(found),
        "answers": answer_entries(answers),
        "contacts": contact_entries(contacts),
        "was_confirmed": any(one.kind == OutsideKind.CONFIRMED for one in contacts),
        "takes_it_on": found.sees_case and bool(answers) and answers[-1].answer == AnswerKind.ACCEPTED,
        "may_disagree": bool(answers) and rules.may_disagree(answers[-1].answer),
        "may_follow_up": access.may_follow_up(request.user, found),
        "is_held": found.sees_case and selectors.is_held(found.incident),
        "form": form,
        "now": now,
    }
    return render(request, "incidents/referral_detail.html", context, status=status)


# --- The contact log --------------------------------------------------------------------------------------------------


def _outside_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    incident = access.get_incident_for(request.user, ref)
    form = OutsideForm(request.POST, incident=incident, today=_today())
    form.add_error(None, error)
    return _outside(request, incident, form, status)


@keeps_typing(DraftForm.OUTSIDE, shown_at="incidents:outside", show_again=_outside_again)
@asked_and_sent
def outside(request: SignedInRequest, ref: str) -> HttpResponse:
    """The contact log of a case (ESC-08), in every state of it; what was handed over too (INC-33).

    ``?referral=``, ``?kind=`` and ``?after=`` begin the form: what it is about, and whose next step it is.
    """
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        form = OutsideForm(request.POST, incident=incident, today=_today())

        def act() -> object:
            return actions.note_outside(by=request.user, now=clock.now(), incident=incident, **form.said)

        if _did(request, form, act, _("Written in the contact log.")):
            return redirect("incidents:outside", ref=incident.ref)
        return _outside(request, incident, form, 422)
    draft = draft_of(request.user, DraftForm.OUTSIDE, incident.ref)
    initial = {**_begun(request, incident), **restored(draft, OutsideForm)}
    return _outside(request, incident, OutsideForm(initial=initial, incident=incident, today=_today()), 200)


def _begun(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    begun: dict[str, Any] = {}
    before = incident.outside.filter(ref=request.GET.get("after", "")).select_related("referral").first()
    about = incident.referrals.filter(ref=request.GET.get("referral", "")).first()
    about = about or (before.referral if before else None)
    if about is not None:
        begun |= {"referral": about.ref, "body": about.body, "person": about.spoke_to}
    if before is not None:
        begun |= {"after": before.ref, "body": before.body, "person": before.person}
    if request.GET.get("kind") in OutsideKind.values:
        begun["kind"] = request.GET["kind"]
    return begun


def _outside(request: SignedInRequest, incident: Incident, form: OutsideForm, status: int) -> HttpResponse:
    _note(request, incident)
    contacts = selectors.contacts_of(incident)
    after = str(form["after"].value() or "")
    context = {
        "incident": incident,
        "form": form,
        "contacts": contact_entries(contacts),
        "before": next((one for one in contacts if one.ref == after), None),
        "may_handle": access.handles(request.user, incident),
    }
    return render(request, "incidents/outside_log.html", context, status=status)


def _note(request: SignedInRequest, incident: Incident) -> None:
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=ladder)


# --- Waiting for the authorities --------------------------------------------------------------------------------------


def _hold_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    incident = access.get_incident_for(request.user, ref)
    form = HoldForm(request.POST, incident=incident, today=_today())
    form.add_error(None, error)
    return _hold(request, incident, form, status)


@keeps_typing(DraftForm.HOLD, shown_at="incidents:hold", show_again=_hold_again)
@asked_and_sent
def hold(request: SignedInRequest, ref: str) -> HttpResponse:
    """Begin to wait for the authorities: there is none without a referral (practice A3)."""
    incident = access.get_incident_for(request.user, ref)
    if request.method == "POST":
        form = HoldForm(request.POST, incident=incident, today=_today())

        def act() -> object:
            return actions.begin_hold(by=request.user, now=clock.now(), **form.cleaned_data)

        if _did(request, form, act, _("What waits is recorded. You are reminded to ask them.")):
            return redirect(incident)
        return _hold(request, incident, form, 422)
    if not access.handles(request.user, incident):
        raise NotVisible
    draft = draft_of(request.user, DraftForm.HOLD, incident.ref)
    initial = {"chase_on": rules.suggested_chase(_today()), **restored(draft, HoldForm)}
    return _hold(request, incident, HoldForm(initial=initial, incident=incident, today=_today()), 200)


def _hold(request: SignedInRequest, incident: Incident, form: HoldForm, status: int) -> HttpResponse:
    _note(request, incident)
    has_referral = incident.referrals.exists()
    context = {"incident": incident, "form": form, "has_referral": has_referral}
    return render(request, "incidents/hold_begin.html", context, status=status)


def _end_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    found = access.get_hold_for(request.user, ref)
    form = HoldEndForm(request.POST, today=_today())
    form.add_error(None, error)
    return _end(request, found, form, status)


@keeps_typing(DraftForm.HOLD_END, shown_at="incidents:hold_end", show_again=_end_again)
@asked_and_sent
def hold_end(request: SignedInRequest, ref: str) -> HttpResponse:
    """Have the authorities finished? The outcome (ESC-13), or when they are asked again."""
    found = access.get_hold_for(request.user, ref)
    if request.method == "POST":
        form = HoldEndForm(request.POST, today=_today())

        def act() -> object:
            return _end_or_move(request, found, form)

        if _did(request, form, act, _("Recorded.")):
            return redirect(found.incident)
        return _end(request, access.get_hold_for(request.user, ref), form, 422)
    draft = draft_of(request.user, DraftForm.HOLD_END, found.ref)
    initial = {"chase_on": rules.suggested_chase(_today()), **restored(draft, HoldEndForm)}
    return _end(request, found, HoldEndForm(initial=initial, today=_today()), 200)


def _end_or_move(request: SignedInRequest, found: Hold, form: HoldEndForm) -> Hold:
    said = form.cleaned_data
    common: dict[str, Any] = {
        "by": request.user,
        "now": clock.now(),
        "hold": found,
        "client_token": said["client_token"],
    }
    if said["finished"] == "yes":
        ended = {name: said[name] for name in ("outcome", "concluded_on", "next_steps")}
        return actions.end_hold(**common, **ended)
    return actions.move_hold(**common, text=said["text"], chase_on=said["chase_on"])


def _end(request: SignedInRequest, found: Hold, form: HoldEndForm, status: int) -> HttpResponse:
    _note(request, found.incident)
    context = {
        "hold": found,
        "incident": found.incident,
        "rows": hold_rows(found),
        "form": form,
        "may_handle": access.handles(request.user, found.incident),
    }
    return render(request, "incidents/hold_end.html", context, status=status)
