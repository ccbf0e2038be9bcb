"""Reading wordings: those of a service, else those of the organisation, else the standard ones."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from safeguard.lib import context
from safeguard.policies import rules
from safeguard.policies.models import Wording


def wordings_of(service_id: int | None) -> Mapping[str, str]:
    """Every wording as a service uses it, by code. One query, and in one request no second."""

    def ask() -> dict[str, str]:
        rows = Wording.objects.filter(Q(service=service_id) | Q(service__isnull=True))
        latest = rows.order_by("code", "service", "-number").distinct("code", "service")
        found = {code: str(standard.text) for code, standard in rules.STANDARD.items()}
        # That of the organisation first, that of the service over it.
        for row in sorted(latest, key=lambda one: one.service_id is not None):
            if row.code in found and row.text is not None:
                found[row.code] = row.text
        return found

    return context.once(("wordings", service_id), ask)


def wording_of(code: str, service_id: int | None) -> Wording | None:
    """The version that holds for exactly this service (None: the whole organisation); None if there never was one."""
    return written_of(code, service_id).first()


def written_of(code: str, service_id: int | None) -> QuerySet[Wording]:
    """Every version written for exactly this service (None: the whole organisation), the latest first."""
    own = Q(service=service_id) if service_id is not None else Q(service__isnull=True)
    return Wording.objects.filter(own, code=code).select_related("written_by", "service").order_by("-number")
