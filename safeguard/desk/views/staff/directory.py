"""The safeguarding directory: whom to ring for what, and whether that was shown to reach them (ORG-23, ORG-24)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeguard.desk.views.staff.pages import check_may
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.actions import confirm_reached, send_test
from safeguard.notifications.enums import Channel, Reached
from safeguard.notifications.rules import CONFIRMED_FOR
from safeguard.practitioners.enums import PostCode, Verified
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors.directory import Entry, entries
from safeguard.storage.requests import token_in

ALWAYS_HELD = (PostCode.DSL, PostCode.DEPUTY_DSL, PostCode.CHAMPION)  # ORG-20, ORG-21: warned of while empty
LEVELS = {Verified.YES: "done", Verified.STALE: "high", Verified.NEVER: "high"}


@require_safe
def directory(request: SignedInRequest) -> HttpResponse:
    """Every post, what it covers and who answers for it, for everybody who works here."""
    now = clock.now()
    found = entries(now)
    held = {one.post.code for one in found if one.person and one.post.service_id is None and not one.is_cover}
    context = {
        "entries": [_shown(one) for one in found],
        "empty": [code.label for code in ALWAYS_HELD if code not in held],
        "days": CONFIRMED_FOR.days,
        "verifies": request.user.may(Permission.VERIFY_DIRECTORY),
        "speaks": request.user.may(Permission.VERIFY_DIRECTORY) and not settings.SMS_URL,
        "token": uuid4(),
    }
    return render(request, "desk/staff/directory.html", context)


def _shown(entry: Entry) -> dict[str, Any]:
    again = entry.verified_at + CONFIRMED_FOR if entry.verified_at else None
    return {"entry": entry, "level": LEVELS[entry.verified], "again_at": again}


@require_POST
def verify(request: SignedInRequest) -> HttpResponse:
    """Send whoever holds a post a test message by each channel they have: it is verified when they type the code."""
    check_may(request, Permission.VERIFY_DIRECTORY)
    now = clock.now()
    person, token = _holder(request, now), _token(request)
    addresses = [(Channel.EMAIL, person.email)]
    if person.work_phone and settings.SMS_URL:
        addresses.append((Channel.SMS, person.work_phone))
    try:
        for channel, address in addresses:
            pressed = uuid5(token, f"{person.ref}:{channel}")  # a double press sends nothing twice
            send_test(
                by=request.user, now=now, channel=channel, recipient=person, address=address, client_token=pressed
            )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The test messages are on their way. They confirm them with the codes in them."))
    return redirect("desk:directory")


@require_POST
def reached(request: SignedInRequest) -> HttpResponse:
    """Say that whoever holds a post was rung, or spoken to in person, where no text messages are set up."""
    check_may(request, Permission.VERIFY_DIRECTORY)
    now = clock.now()
    person, token = _holder(request, now), _token(request)
    if request.POST.get("reached") not in Reached.values:
        raise NotVisible
    how = Reached(request.POST["reached"])
    pressed = uuid5(token, f"{person.ref}:{how}")
    try:
        confirm_reached(
            by=request.user, now=now, recipient=person, address=person.work_phone, reached=how, client_token=pressed
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is kept that you have spoken to them, when, and how."))
    return redirect("desk:directory")


def _holder(request: SignedInRequest, now: datetime) -> User:
    """Whoever is meant, if they answer for a post now. Raises NotVisible (a 404) for anybody else."""
    wanted = request.POST.get("person", "")
    person = next((one.person for one in entries(now) if one.person and str(one.person.ref) == wanted), None)
    if person is None:
        raise NotVisible
    return person


def _token(request: SignedInRequest) -> UUID:
    return token_in(request.POST) or uuid4()
