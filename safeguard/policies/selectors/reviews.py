"""Reading yearly reviews, who holds them, and which links were looked at when."""

from datetime import datetime

from django.db.models import Q, QuerySet

from safeguard.policies.enums import ReviewKind
from safeguard.policies.models import LinkCheck, Policy, Review
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import RoleGrant, User
from safeguard.practitioners.selectors import holders_of_leading_posts


def who_reviews(now: datetime) -> QuerySet[User]:
    """Who looks at systems and policies once a year: the lead, the deputy, the strategic lead, whoever answers for a
    policy, and who sits in the Online Safety Group (ORG-37, ORG-22). The one place that says so."""
    owners = Policy.objects.filter(owner__isnull=False).values("owner")
    leading = holders_of_leading_posts(now).order_by().values("pk")
    group = RoleGrant.objects.filter(role=Role.OSG_MEMBER).values("user")
    asked = Q(pk__in=leading) | Q(pk__in=owners) | Q(pk__in=group)
    return User.objects.filter(asked, is_active=True).order_by("full_name", "pk")


def review_to_come(kind: ReviewKind) -> Review | None:
    """The one that is due next, or None before the first was scheduled."""
    return Review.objects.filter(kind=kind, held_at__isnull=True).first()


def reviews_held() -> QuerySet[Review]:
    """Those that were held, the latest first."""
    return Review.objects.filter(held_at__isnull=False).select_related("held_by").order_by("-held_on", "-pk")


def link_checks() -> dict[str, LinkCheck]:
    """When each link to outside guidance was last looked at, by its code. One query."""
    rows = LinkCheck.objects.select_related("checked_by").order_by("code", "-checked_at", "-id").distinct("code")
    return {row.code: row for row in rows}
