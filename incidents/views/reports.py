"""The raiser's own report: whom to ring, whether somebody has acknowledged, and what to add."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from incidents import access, selectors
from incidents.actions import add_to_report, note_report_opened, record_referral
from incidents.forms import AfterwardsForm, CallFields, ReferralForm
from incidents.models import Incident
from incidents.views.known import in_force, topics_of
from incidents.views.lines import entry_line, involved_rows, report_rows
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import is_sleeping, ladder_about, who_is_told_now
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.forms import BaseForm
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import Answering
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

FORMS: dict[str, tuple[type[BaseForm], DraftForm]] = {
    "afterwards": (AfterwardsForm, DraftForm.AFTERWARDS),
    "referral": (ReferralForm, DraftForm.REFERRAL),
}


@require_safe
def report(request: SignedInRequest, ref: str) -> HttpResponse:
    """ "Ring now" with the number, then whether somebody has acknowledged (practice A10)."""
    own = access.get_report_for(request.user, ref)
    now = clock.now()
    note_report_opened(by=request.user, now=now, report=own)
    return _page(request, own, now)


@require_safe
def report_answer(request: SignedInRequest, ref: str) -> HttpResponse:
    """The part of the page that says whether somebody has acknowledged, for a page that is open."""
    own = access.get_report_for(request.user, ref)
    return render(request, "incidents/report_answer.html", {"report": own, "sleeps_until": _sleeps_until(own)})


def _add_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    return _show_again(request, ref, AfterwardsForm(request.POST), "afterwards", error, status)


def _rung_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    return _show_again(request, ref, ReferralForm(request.POST), "referral", error, status)


def _show_again(request: SignedInRequest, ref: str, form: BaseForm, name: str, error: str, status: int) -> HttpResponse:
    """The report with what was typed and could not be added."""
    own = access.get_report_for(request.user, ref)
    form.add_error(None, error)
    return _page(request, own, clock.now(), status=status, **{name: form})


@keeps_typing(DraftForm.AFTERWARDS, shown_at="incidents:report", anchor="#add", show_again=_add_again)
@require_POST
def report_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add what has already happened, or anything else."""
    form = AfterwardsForm(request.POST)
    return _send(request, ref, form, "afterwards", add_to_report, _("Added to your report."))


@keeps_typing(DraftForm.REFERRAL, shown_at="incidents:report", anchor="#rung", show_again=_rung_again)
@require_POST
def report_rung(request: SignedInRequest, ref: str) -> HttpResponse:
    """ "I have rung": record it and tell the lead (practice A4)."""
    form = ReferralForm(request.POST)
    return _send(request, ref, form, "referral", record_referral, _("Recorded in your report."))


def _send(
    request: SignedInRequest, ref: str, form: BaseForm, name: str, action: Callable[..., Any], done: str
) -> HttpResponse:
    own = access.get_report_for(request.user, ref)
    now = clock.now()
    if form.is_valid():
        try:
            said = form.said if isinstance(form, CallFields) else form.cleaned_data
            action(by=request.user, now=now, report=own, **said)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("incidents:report", ref=own.ref)
    return _page(request, own, now, status=422, **{name: form})


def _sleeps_until(own: Incident, ladder: Ladder | None = None) -> datetime | None:
    """When the first people are told of something that can wait, while nobody has been told yet."""
    ladder = ladder or ladder_about(Incident.SUBJECT, own.ref)
    return ladder.next_due_at if ladder and is_sleeping(ladder) else None


def whom_to_ring_of(own: Any, ladder: Ladder, now: datetime) -> list[Answering]:
    """Those who are told, or, for a raiser who is left out since, those who were to be told when they raised it."""
    return selectors.ring_as_first_raised(own, now) if own.leaves_out else who_is_told_now(ladder, now)


def _page(request: SignedInRequest, own: Incident, now: Any, *, status: int = 200, **forms: BaseForm) -> HttpResponse:
    ladder = ladder_about(Incident.SUBJECT, own.ref)
    for name, (form, code) in FORMS.items():
        if name not in forms:
            forms[name] = form(initial=restored(draft_of(request.user, code, own.ref), form))
    about_staff = selectors.was_said_of_staff(own)
    # Their own words, whatever triage has made of them since.
    said = in_force([one for one in selectors.said_of_involved(own) if one.by_id == request.user.pk])
    answered = selectors.answered_in(own.details.filter(by=request.user).order_by("id"))
    change = reverse("incidents:own_involved", args=[own.ref])
    context = {
        "report": own,
        "involved": involved_rows(said, change=change),
        "topics": topics_of(own, answered, "incidents:own_details"),
        "now": now,
        "sleeps_until": _sleeps_until(own, ladder),
        "ring": whom_to_ring_of(own, ladder, now) if ladder and ladder.is_climbing else [],
        "rows": report_rows(own),
        "support": selectors.support_contacts(request.user, own, now) if own.is_danger else [],
        "about_staff": about_staff,
        "left_out": selectors.left_out_as_said(own) if about_staff else [],
        "own_referrals": list(own.referrals.filter(by=request.user).order_by("id")),
        "additions": [entry_line(entry) for entry in selectors.own_additions(own, request.user)],
        **forms,
    }
    return render(request, "incidents/report_detail.html", context, status=status)
