"""Two overviews: the organisation, and what is somebody's own."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from safeguard.desk.rules.doors import ORGANISATION, ROOM_TITLES, YOURS, Door, Room, open_doors
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.rules import permissions_of


@require_safe
def organisation(request: SignedInRequest) -> HttpResponse:
    """What there is to know and to keep in order about the organisation, as far as this person may."""
    return _overview(request, "desk/organisation.html", ORGANISATION)


@require_safe
def yours(request: SignedInRequest) -> HttpResponse:
    """What is somebody's own: account, learning, policies."""
    account = [door for door in YOURS if door.room == Room.ACCOUNT and door.url_name != "desk:own_devices"]
    return _overview(request, "desk/yours.html", account if request.user.raises_only else YOURS)


def _overview(request: SignedInRequest, template: str, doors: Sequence[Door]) -> HttpResponse:
    found = open_doors(doors, permissions_of(request.user.role_codes))
    rooms = [
        {
            "code": room.value,
            "title": ROOM_TITLES[room],
            "doors": [{"url": reverse(door.url_name), "text": door.text, "hint": door.hint} for door in inside],
        }
        for room, inside in found.items()
    ]
    return render(request, template, {"rooms": rooms})
