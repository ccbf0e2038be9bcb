"""Search by name, date of birth or reference: it finds what somebody may see, and does not tell of anything else."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from incidents.access import visible_incidents
from incidents.actions import note_listed as note_incidents_listed
from incidents.models import Incident
from incidents.selectors import reports_of
from safeguard.desk.forms import SearchForm
from safeguard.lib import clock
from safeguard.people.actions import note_listed as note_people_listed
from safeguard.people.enums import HowFound
from safeguard.people.rules import Wanted
from safeguard.people.selectors import FOUND_AT_MOST, find
from safeguard.people.views.lists import person_rows
from safeguard.practitioners.requests import SignedInRequest
from sessions_app.access import visible_sessions
from sessions_app.actions import note_listed as note_sessions_listed
from sessions_app.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """The form; sent, the same address answers with what was found."""
    now = clock.now()
    today = now.astimezone(clock.LONDON).date()
    form = SearchForm(request.POST if request.method == "POST" else None, today=today)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _found(request, form.wanted, now)
    return render(request, "desk/search.html", context, status=422 if form.errors else 200)


def _found(request: SignedInRequest, wanted: Wanted, now: datetime) -> dict[str, Any]:
    user = request.user
    findings = find(user, wanted)
    people = [one.person for one in findings.rows]
    note_people_listed(by=user, now=now, people=people)
    rows = person_rows(people, now)
    how = {one.person.pk: one.how for one in findings.rows}
    apart = (HowFound.SOUNDS, HowFound.FAMILY)
    return {
        "searched": True,
        "people": [row for row in rows if how[row["person"].pk] not in apart],
        "sounding": [row for row in rows if how[row["person"].pk] == HowFound.SOUNDS],
        "family": [row for row in rows if how[row["person"].pk] == HowFound.FAMILY],
        "has_more": findings.has_more,
        "most": FOUND_AT_MOST,
        "others": _by_reference(request, wanted.ref, now) if wanted.ref else [],
    }


def _by_reference(request: SignedInRequest, ref: str, now: datetime) -> list[Any]:
    """A session, a case or one's own report with this reference."""
    user = request.user
    sessions = list(visible_sessions(user).filter(ref=ref))
    cases = list(visible_incidents(user).filter(ref=ref))
    if sessions:
        note_sessions_listed(by=user, now=now, sessions=sessions)
    if cases:
        note_incidents_listed(by=user, now=now, incidents=cases)
    both: list[Session | Incident] = [*sessions, *cases]
    found: list[Any] = [{"ref": one.ref, "url": one.get_absolute_url()} for one in both]
    return found or [{"ref": own.ref, "report": True} for own in reports_of(user).filter(ref=ref)]
