"""Who has looked at and changed somebody's record (SEC-13)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safeguard.audit.enums import words_of
from safeguard.audit.models import AuditEvent
from safeguard.desk import access as desk_access
from safeguard.desk.selectors import trail_of
from safeguard.desk.selectors.trail import Trail, is_uuid
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.people import access
from safeguard.people.actions import note_trail_opened
from safeguard.people.models import Agreement, Person
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def person_trail(request: SignedInRequest, ref: str) -> HttpResponse:
    """The newest events first; each look at them is one too. For the lead and deputy, and a 404 to others."""
    if not desk_access.may_read_trail(request.user):
        raise NotVisible
    found = access.get_person_for(request.user, ref)
    before = request.GET.get("before", "")
    trail = trail_of(request.user, found, int(before) if before.isdecimal() and len(before) < _LONGEST_ID else 0)
    note_trail_opened(by=request.user, now=clock.now(), person=found)
    context = {
        "person": found,
        "rows": [_row(event, trail, found) for event in trail.events],
        "older_url": f"?before={trail.older}" if trail.older else "",
    }
    return render(request, "desk/person_trail.html", context)


_LONGEST_ID = 19  # digits: a longer number is no id


def _row(event: AuditEvent, trail: Trail, person: Person) -> dict[str, Any]:
    """An event in words: about the person by the name they use, about what belongs to them by its reference."""
    fields = [*event.fields, *_opened(event, trail.named)]
    return {
        "at": event.at,
        "who": trail.names.get(event.actor_id or 0, ""),
        "what": words_of(event.verb),
        "which": _which(event, person),
        "fields": ", ".join(field.replace("_", " ") for field in fields),
    }


def _which(event: AuditEvent, person: Person) -> str:
    """Whom or what an event is about. What has no reference that people use is theirs by standing here."""
    is_theirs = event.subject_ref == person.ref or event.subject_type == Agreement._meta.label_lower
    if is_theirs:
        return person.known_as
    return "" if is_uuid(event.subject_ref) else event.subject_ref


def _opened(event: AuditEvent, named: Mapping[str, str]) -> list[str]:
    """What an opening showed, and whom an act names; not the references of a list."""
    return [named.get(ref, "") if is_uuid(ref) else ref for ref in event.refs if ref.islower()]
