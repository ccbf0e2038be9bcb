"""How far a policy has come: who has been told, who has signed, and who has not (ORG-36)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.lib.pages import by_name
from safeguard.people.selectors import agreement_counts, agreement_progress
from safeguard.people.selectors.agreements import WITHOUT_ACCOUNT
from safeguard.policies import access, selectors
from safeguard.policies.actions import note_signers_listed
from safeguard.policies.enums import Readers
from safeguard.policies.models import Policy, PolicyVersion
from safeguard.practitioners.models import User
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
    rows = _by_audience(current) if sees_all and policy.is_for_staff else []
    context = {
        "policy": policy,
        "version": current,
        "counts": _counts(current) if sees_all else [],
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "rows": rows,
        "families": (families := _families(request.user, policy) if sees_all else []),
        "family_heads": [cell["label"] for row in families[:1] for cell in row],
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
    """How far it has come with people who have no account; for the others there is a table."""
    if version.policy.readers in WITHOUT_ACCOUNT:
        counted = agreement_counts(version)
        told = _("People who have it to read, or were read it")
        return [{"key": told, "value": counted["told"]}, {"key": _("People who agreed"), "value": counted["agreed"]}]
    if version.policy.readers == Readers.GUEST:
        return [{"key": _("Guests who signed"), "value": selectors.guests_of(version).count()}]
    return []


def _families(user: User, policy: Policy) -> list[list[dict[str, Any]]]:
    """Given to read and agreed to, by young people, learners and families: of the policy or of its variants for them,
    as far as this user sees how those have come."""
    found = selectors.variants_in_force(policy, WITHOUT_ACCOUNT)
    versions = [one for one in found if access.may_see_signers(user, one.policy)]
    return [
        [
            {"label": _("Audience"), "text": line.label},
            {"label": _("People"), "text": _("Not counted") if line.people is None else line.people},
            {"label": _("Have it, or were read it"), "text": line.told},
            {"label": _("Agreed"), "text": line.agreed},
        ]
        for line in (agreement_progress(versions, clock.now()) if versions else [])
    ]


def _by_audience(version: PolicyVersion) -> list[list[dict[str, Any]]]:
    """Told and signed, of each kind of people with an account; a handful of counts, however many people there are."""
    return [
        [
            {"label": _("Audience"), "text": capfirst(line.label)},
            {"label": _("People"), "text": line.people},
            {"label": _("Messages delivered"), "text": line.delivered},
            {"label": _("Signed"), "text": line.signed},
        ]
        for line in selectors.progress_of(version)
    ]
