"""What the safeguarding organisation lacks at a moment: posts that nobody holds, services without an officer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Post, PostHolding, Service


def posts_nobody_holds(now: datetime) -> QuerySet[Post]:
    """Posts, of services that are run and of the whole organisation, for which nobody who works here answers."""
    held = _holdings(now).filter(post=OuterRef("pk"))
    return Post.objects.filter(~Exists(held), Q(service__isnull=True) | Q(service__is_active=True))


def services_without_officer(now: datetime) -> QuerySet[Service]:
    """Services that are run, and neither have a safeguarding officer of their own nor share one (ESC-05)."""
    officers = _holdings(now).filter(
        Q(post__service=OuterRef("pk")) | Q(post__service__isnull=True), post__code=PostCode.DSO
    )
    return Service.objects.filter(~Exists(officers), is_active=True)


def _holdings(now: datetime) -> QuerySet[PostHolding]:
    return PostHolding.objects.at(now).filter(person__is_active=True)
