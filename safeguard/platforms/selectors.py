"""Reading the register of platforms. It is not secret: everybody who is signed in may read it."""

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower

from safeguard.lib.errors import NotVisible
from safeguard.platforms.models import Platform, PlatformDecision
from safeguard.platforms.rules import IN_USE


def register() -> QuerySet[Platform]:
    """Every platform, by name."""
    return Platform.objects.select_related("owner").order_by(Lower("name"))


def platforms_to_choose_from() -> QuerySet[Platform]:
    """Those that were approved, with or without restrictions, by name.

    One whose review is overdue is among them: it asks for a reason, not for another platform (practice E43). Ask
    ``rules.state_on`` for what it is on the day of the session.
    """
    return Platform.objects.filter(status__in=IN_USE).order_by(Lower("name"))


def platform_with(ref: str) -> Platform:
    """A platform with its decisions, the latest first. Raises NotVisible when there is none."""
    decisions = PlatformDecision.objects.select_related("decided_by").order_by("-decided_at", "-pk")
    found = register().prefetch_related(Prefetch("decisions", decisions)).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found
