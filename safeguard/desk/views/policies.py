"""How far a policy has come: who has been told, who has signed, and who has not (ORG-36)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.lib.pages import by_name
from safeguard.people.selectors import agreement_counts
from safeguard.people.selectors.agreements import WITHOUT_ACCOUNT
from safeguard.policies import access, selectors
from safeguard.policies.actions import note_signers_listed
from safeguard.policies.enums import Readers
from safeguard.policies.models import PolicyVersion
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def policy_progress(request: SignedInRequest, ref: str) -> HttpResponse:
    """The counts of each version, and by name those of the audience who have not signed the one in force.

    Its owner and whoever issues policies see all of them; a line manager, their team.
    """
    current = selectors.version_in_force(selectors.latest_version_of(ref).policy.code)
    policy = current.policy
    visible = access.visible_audience(request.user, current)
    sees_all = access.may_see_signers(request.user, policy)
    waiting = selectors.have_not_signed(current).filter(pk__in=visible.order_by().values("pk"))
    page = by_name(waiting, "full_name", request.GET.get("after", ""))
    note_signers_listed(by=request.user, now=clock.now(), version=current, people=page.rows)
    context = {
        "policy": policy,
        "version": current,
        "counts": _counts(current) if sees_all else [],
        "people": page.rows,
        "is_signed_by_people_here": policy.is_for_staff and selectors.last_to_sign(current) is not None,
        "older_url": f"?after={page.older_key}" if page.older else "",
        "is_first": page.is_first,
        "is_for_guests": policy.readers == Readers.GUEST,
        "guests": selectors.guests_of(current)[:GUESTS_SHOWN] if policy.readers == Readers.GUEST and sees_all else [],
        "is_for_people_without_account": policy.readers in WITHOUT_ACCOUNT,
    }
    return render(request, "desk/policy_progress.html", context)


GUESTS_SHOWN = 25


def _counts(version: PolicyVersion) -> list[dict[str, Any]]:
    """Told, and signed or agreed, by audience; a handful of counts, however many people there are."""
    if version.policy.readers in WITHOUT_ACCOUNT:
        counted = agreement_counts(version)
        told = _("People who have it to read, or were read it")
        return [{"key": told, "value": counted["told"]}, {"key": _("People who agreed"), "value": counted["agreed"]}]
    if version.policy.readers == Readers.GUEST:
        return [{"key": _("Guests who signed"), "value": selectors.guests_of(version).count()}]
    rows = [
        {
            "key": str(line.label),
            "value": _("%(people)s people, %(delivered)s messages delivered, %(signed)s signed")
            % {"people": line.people, "delivered": line.delivered, "signed": line.signed},
        }
        for line in selectors.progress_of(version)
    ]
    return rows or [{"key": _("Audience"), "value": _("Nobody yet")}]
