"""Search by name or reference: it finds what somebody may see, and nothing tells that there is more."""

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
from safeguard.lib.refs import is_ref
from safeguard.people.actions import note_listed as note_people_listed
from safeguard.people.selectors import FOUND_AT_MOST, find
from safeguard.people.views.lists import person_rows
from safeguard.practitioners.requests import SignedInRequest
from sessions_app.access import visible_sessions
from sessions_app.actions import note_listed as note_sessions_listed
from sessions_app.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """The form; sent, the same address answers with what was found."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _found(request, form.cleaned_data["words"], clock.now())
    return render(request, "desk/search.html", context, status=422 if form.errors else 200)


def _found(request: SignedInRequest, words: str, now: datetime) -> dict[str, Any]:
    user = request.user
    people = find(user, words)
    shown = people[:FOUND_AT_MOST]
    note_people_listed(by=user, now=now, people=shown)
    others = _by_reference(request, words.strip().upper(), now) if is_ref(words.strip().upper()) else []
    return {
        "searched": True,
        "people": person_rows(shown, now),
        "has_more": len(people) > FOUND_AT_MOST,
        "others": others,
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
