"""Who covers a brand, a region or a contract, and which services that means (ORG-01)."""

from uuid import UUID

from django.db.models import Q

from safeguard.lib.errors import NotVisible
from safeguard.practitioners.models import Coverage, Service
from safeguard.practitioners.selectors.directory import services_in_scope


def services_of_coverage(coverage: Coverage) -> list[Service]:
    """The services that have all of what somebody covers (ORG-01)."""
    return services_in_scope(
        brands=[str(coverage.brand.ref)] if coverage.brand else [],
        regions=[coverage.region] if coverage.region else [],
        contracts=[str(coverage.contract.ref)] if coverage.contract else [],
    )


def coverages_of_service(service: Service) -> list[Coverage]:
    """What holds for a service by its brand, region and contracts, the oldest first (ORG-01). One query."""
    rows = Coverage.objects.filter(
        Q(brand__isnull=True) | Q(brand=service.brand_id),
        Q(region="") | Q(region=service.region),
        Q(contract__isnull=True) | Q(contract__in=service.contracts.values("pk")),
        to_at__isnull=True,
        person__is_active=True,
    )
    return list(rows.select_related("person").order_by("from_at", "pk"))


def coverages() -> list[Coverage]:
    """Everything that somebody covers now, by name. One query."""
    rows = Coverage.objects.filter(to_at__isnull=True).select_related("person", "brand", "contract")
    return list(rows.order_by("person__full_name", "pk"))


def coverage_with(ref: UUID) -> Coverage:
    """What somebody covers, or covered. Raises NotVisible for a reference that is nobody's."""
    found = Coverage.objects.filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found
