"""Reading the thresholds in force."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from safeguard.lib import context
from safeguard.policies import rules
from safeguard.policies.models import Threshold
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, User


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


def set_by_organisation(now: datetime) -> dict[str, Threshold]:
    """The row in force at ``now`` of every threshold that was ever set, by code. One query."""
    rows = Threshold.objects.filter(from_at__lte=now).select_related("set_by")
    return {row.code: row for row in rows.order_by("code", "-from_at", "-id").distinct("code")}


def planned_changes(now: datetime) -> dict[str, Threshold]:
    """The next change to come of each threshold that has one, by code. One query."""
    rows = Threshold.objects.filter(from_at__gt=now).select_related("set_by")
    return {row.code: row for row in rows.order_by("code", "from_at", "-id").distinct("code")}


def history_of(code: str) -> QuerySet[Threshold]:
    """Every value a threshold was set to, the latest first, planned ones too."""
    return Threshold.objects.filter(code=code).select_related("set_by").order_by("-from_at", "-id")


def changes_from(moment: datetime, codes: Iterable[str]) -> list[tuple[datetime, str, object]]:
    """What these thresholds are at a moment and every change planned after it, each with its moment and code, in the
    order in which they take effect. One query, as long as plans are and not as long as the history is."""
    wanted = Threshold.objects.filter(code__in=list(codes))
    latest = wanted.filter(from_at__lte=moment).order_by("code", "-from_at", "-id").distinct("code")
    rows = wanted.filter(Q(from_at__gt=moment) | Q(pk__in=latest.values("pk"))).order_by("from_at", "id")
    return list(rows.values_list("from_at", "code", "value"))


def leads_but(by: User, now: datetime) -> list[User]:
    """Who holds or covers the post of the lead now, without whoever makes the change."""
    held = PostHolding.objects.at(now).filter(post__code=PostCode.DSL, person__is_active=True)
    return list(User.objects.filter(pk__in=held.values("person")).exclude(pk=by.pk).order_by("pk"))
