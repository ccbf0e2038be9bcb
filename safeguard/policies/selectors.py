"""Reading what is in force."""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from safeguard.lib import context
from safeguard.lib.errors import NotVisible
from safeguard.policies import rules
from safeguard.policies.enums import AupState, PolicyKind
from safeguard.policies.models import Policy, PolicyVersion, Signature, Threshold
from safeguard.practitioners.models import User


def thresholds_in_force(now: datetime) -> rules.Thresholds:
    """Every threshold as it is in force at ``now``. One query, and in one request no second."""

    def ask() -> rules.Thresholds:
        rows = Threshold.objects.filter(from_at__lte=now).order_by("code", "-from_at", "-id").distinct("code")
        return rules.in_force({row.code: row.value for row in rows})

    return context.once(("thresholds", now), ask)


# What the organisation has set, as a column of another query that is asked at the same moment.
THRESHOLDS_SET = """(
    SELECT jsonb_object_agg(code, value) FROM (
        SELECT DISTINCT ON (code) code, value FROM policies_threshold
         WHERE from_at <= app_now() ORDER BY code, from_at DESC, id DESC) AS latest)"""


def thresholds_came_with(column: str | None, now: datetime) -> None:
    """Take ``THRESHOLDS_SET`` (JSON; None: nothing was set), asked for at ``now``, as what this request goes by."""
    context.remember(("thresholds", now), rules.in_force(json.loads(column) if column else {}))


def is_nation_set(now: datetime) -> bool:
    """Whether the organisation has said in which nation it works; until then it is taken for England."""
    return Threshold.objects.filter(code="nation", from_at__lte=now).exists()


def versions_in_force() -> QuerySet[PolicyVersion]:
    """The version in force of every policy, by the policy's title."""
    newest = PolicyVersion.objects.filter(policy=OuterRef("policy")).order_by("-number").values("pk")[:1]
    return (
        PolicyVersion.objects.filter(pk=Subquery(newest))
        .select_related("policy", "issued_by")
        .order_by("policy__title")
    )


def version_in_force(code: str) -> PolicyVersion:
    """The version in force of the policy with this code. Raises NotVisible when there is no such policy."""
    return _only(versions_in_force().filter(policy__code=code))


def version_in_force_of(ref: str) -> PolicyVersion:
    """The version in force of the policy with this reference. Raises NotVisible when there is no such policy."""
    return _only(versions_in_force().filter(policy__ref=ref))


def version_of(policy: Policy, ref: UUID) -> PolicyVersion:
    """A version of this policy. Raises NotVisible when it is another's, or none."""
    return _only(policy.versions.select_related("policy", "issued_by").filter(ref=ref))


def _only(versions: QuerySet[PolicyVersion]) -> PolicyVersion:
    found = versions.first()
    if found is None:
        raise NotVisible
    return found


def earlier_versions(version: PolicyVersion) -> QuerySet[PolicyVersion]:
    """The versions before this one, the latest first; without their texts."""
    earlier = PolicyVersion.objects.filter(policy=version.policy_id, number__lt=version.number)
    return earlier.select_related("issued_by").defer("text").order_by("-number")


def policies_to_sign(user: User) -> QuerySet[PolicyVersion]:
    """The versions in force that somebody has yet to sign, by title. One query.

    A version whose wording alone changed is not signed again: one signature since the last version that had to be
    signed is enough.
    """
    had_to = PolicyVersion.objects.filter(policy=OuterRef("policy"), must_sign=True).order_by("-number")
    signed = Signature.objects.filter(person=user, version__policy=OuterRef("policy")).order_by("-version__number")
    waiting = versions_in_force().annotate(
        to_sign=Subquery(had_to.values("number")[:1]), signed=Subquery(signed.values("version__number")[:1])
    )
    never = Q(to_sign__isnull=False, signed__isnull=True)
    return waiting.filter(never | Q(signed__lt=F("to_sign")))


def signatures_of(user: User) -> dict[int, Signature]:
    """The latest signature somebody gave to each policy, by the policy's id. One query."""
    rows = Signature.objects.filter(person=user).select_related("version")
    return {
        row.version.policy_id: row
        for row in rows.order_by("version__policy", "-version__number").distinct("version__policy")
    }


def aup_state_of(user_ids: Iterable[int], now: datetime) -> dict[int, AupState]:
    """Where each of these people stood with the policy on acceptable use at ``now``, by their ids. Two queries."""
    wanted = set(user_ids)
    issued = PolicyVersion.objects.filter(policy__kind=PolicyKind.AUP, must_sign=True, issued_at__lte=now)
    to_sign = issued.aggregate(latest=Max("number"))["latest"]
    given = Signature.objects.filter(person__in=wanted, version__policy__kind=PolicyKind.AUP, signed_at__lte=now)
    signed = dict(given.values_list("person").annotate(latest=Max("version__number")))
    return {pk: rules.aup_state(to_sign, signed.get(pk)) for pk in wanted}
