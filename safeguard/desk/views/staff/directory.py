"""The safeguarding directory: whom to ring for what, and whether that was shown to reach them (ORG-23, ORG-24)."""

from typing import Any
from uuid import uuid4

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
from safeguard.notifications.actions import send_test
from safeguard.notifications.enums import Channel
from safeguard.notifications.rules import CONFIRMED_FOR
from safeguard.practitioners.enums import PostCode, Verified
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors.directory import Entry, entries

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
    wanted = request.POST.get("person", "")
    person = next((one.person for one in entries(now) if one.person and str(one.person.ref) == wanted), None)
    if person is None:
        raise NotVisible
    addresses = [(Channel.EMAIL, person.email)]
    if person.work_phone and settings.SMS_URL:
        addresses.append((Channel.SMS, person.work_phone))
    try:
        for channel, address in addresses:
            send_test(
                by=request.user, now=now, channel=channel, recipient=person, address=address, client_token=uuid4()
            )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The test messages are on their way. They confirm them with the codes in them."))
    return redirect("desk:directory")
