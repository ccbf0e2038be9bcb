"""Which services take a young person's own consent (practice E45)."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet

from safeguard.policies.models import OwnConsent


def own_consent_of(service_id: int) -> OwnConsent | None:
    """What holds for a service; None if nobody has ever said anything. One query."""
    return OwnConsent.objects.filter(service=service_id).order_by("-pk").first()


def own_consents(service_ids: Iterable[int]) -> dict[int, OwnConsent]:
    """What holds for each of these services, where somebody has said something. One query."""
    rows = OwnConsent.objects.filter(service__in=list(service_ids)).order_by("service", "-pk").distinct("service")
    return {row.service_id: row for row in rows.select_related("set_by")}


def latest_own_consent(service: str) -> QuerySet[OwnConsent]:
    """What holds for the service to which this path of an outer query leads, for a subquery."""
    return OwnConsent.objects.filter(service=OuterRef(service)).order_by("-pk")[:1]
