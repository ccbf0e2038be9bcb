"""What is read out on the phone: the crisis sheet of a case or report (practice A8), the facts for a referral (C27)."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import access, actions, selectors
from incidents.models import Incident
from incidents.views.reports import whom_to_ring_of
from safeguard.escalation.selectors import ladder_about, who_is_told_now
from safeguard.lib import clock
from safeguard.people.access import visible_people
from safeguard.people.actions import note_masked_shown
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import Answering
from sessions_app.access import visible_sessions


@require_safe
def facts(request: SignedInRequest, ref: str) -> HttpResponse:
    """What is on file about the people in a case, to be read out: it is printed and never stored. Opening what is
    hidden (``?show=all``) is an event of its own (SEC-14)."""
    incident = access.get_incident_for(request.user, ref)
    now = clock.now()
    actions.note_facts_shown(by=request.user, now=now, incident=incident)
    people = selectors.people_with_contacts(incident)
    context = {
        "incident": incident,
        "now": now,
        "contacts": selectors.contacts_for(incident, now),
        **_people(request, people, now, is_full=True),
    }
    return render(request, "incidents/referral_facts.html", context)


@require_safe
def crisis(request: SignedInRequest, ref: str) -> HttpResponse:
    """The crisis sheet of a case, whatever its state (practice A7, A8)."""
    incident = access.get_incident_for(request.user, ref)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    ring = who_is_told_now(ladder, clock.now()) if ladder else []
    return _crisis(request, incident, selectors.people_with_contacts(incident), incident.get_absolute_url(), ring)


@require_safe
def report_crisis(request: SignedInRequest, ref: str) -> HttpResponse:
    """The same from one's own report (practice A4): of those in it whom somebody may see anyway."""
    report = access.get_report_for(request.user, ref)
    seen = set(visible_people(request.user).filter(incidents=report).values_list("pk", flat=True))
    people = [one for one in selectors.people_with_contacts(report) if one.pk in seen]
    ladder = ladder_about(Incident.SUBJECT, report.ref)
    ring = whom_to_ring_of(report, ladder, clock.now()) if ladder else []
    return _crisis(request, report, people, "", ring)


def _crisis(
    request: SignedInRequest, incident: Incident, people: list[Person], back: str, ring: list[Answering]
) -> HttpResponse:
    now = clock.now()
    actions.note_crisis(by=request.user, now=now, incident=incident)
    session = incident.session
    live = session is not None and visible_sessions(request.user).filter(pk=session.pk).exists()
    context = {
        "incident": incident,
        "back": back,
        "now": now,
        "session": session if live else None,
        "contacts": selectors.contacts_in_crisis(now),
        "ring": ring,
        **_people(request, people, now, is_full=False),
    }
    return render(request, "incidents/crisis_sheet.html", context)


def _people(request: SignedInRequest, people: list[Person], now: datetime, *, is_full: bool) -> dict[str, Any]:
    may_open = frozenset(one.pk for one in people if access.may_read_out(request.user, one))
    opened = may_open if request.GET.get("show") == "all" else frozenset()
    found = selectors.facts_for(people, now, opened=opened, full=is_full)
    _note_shown(request.user, now, found)
    return {"people": found, "may_open": bool(may_open), "is_opened": bool(opened)}


def _note_shown(user: User, now: datetime, found: list[Any]) -> None:
    for one in found:
        if one.is_opened:
            note_masked_shown(by=user, now=now, person=one.person, what=one.masked)
