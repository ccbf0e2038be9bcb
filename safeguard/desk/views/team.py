"""My team: who is trained and has signed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.policies.enums import AupState
from safeguard.policies.selectors import aup_state_of
from safeguard.practitioners.access import looked_after_by
from safeguard.practitioners.actions import note_team_listed
from safeguard.practitioners.enums import TrainingState
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import training_state_of


@require_safe
def team(request: SignedInRequest) -> HttpResponse:
    """Who of the people somebody looks after is trained and has signed the policy on acceptable use."""
    user, now = request.user, clock.now()
    if not (user.may(Permission.MANAGE_TEAM) or user.may(Permission.MANAGE_PEOPLE)):
        raise NotVisible
    page = by_name(looked_after_by(user), "full_name", request.GET.get("after", ""))
    note_team_listed(by=user, now=now, people=page.rows)
    ids = [person.pk for person in page.rows]
    trained = training_state_of(ids, now.astimezone(clock.LONDON).date())
    signed = aup_state_of(ids, now)
    rows = [_member(one, trained[one.pk], signed[one.pk]) for one in page.rows]
    context = {
        "page": page,
        "everybody": user.may(Permission.MANAGE_PEOPLE),
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "rows": rows,
    }
    return render(request, "desk/team.html", context)


def _member(person: User, training: TrainingState, aup: AupState) -> list[dict[str, Any]]:
    """Somebody as a row of a table; only what needs doing is marked."""
    trained = {} if training == TrainingState.CURRENT else {"level": "high"}
    signed = {"level": "high"} if aup in (AupState.NEVER_SIGNED, AupState.STALE) else {}
    return [
        {"label": _("Name"), "text": person.full_name, "url": reverse("practitioners:training", args=[person.ref])},
        {"label": _("Safeguarding training"), "text": training.label, **trained},
        {"label": _("Acceptable use policy"), "text": aup.label, **signed},
    ]
