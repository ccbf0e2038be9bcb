"""Reading what is in force."""

from datetime import datetime

from safeguard.policies import rules
from safeguard.policies.models import Threshold


def thresholds_in_force(now: datetime) -> rules.Thresholds:
    """Every threshold as it is in force at ``now``. One query."""
    rows = Threshold.objects.filter(from_at__lte=now).order_by("code", "-from_at", "-id").distinct("code")
    return rules.in_force({row.code: row.value for row in rows})
