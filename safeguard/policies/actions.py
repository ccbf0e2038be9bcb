"""Changing thresholds."""

from datetime import datetime
from typing import Any

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.policies import rules
from safeguard.policies.enums import Verb
from safeguard.policies.models import Threshold
from safeguard.practitioners.models import User


@transaction.atomic
def set_threshold(
    *,
    by: User | None,
    now: datetime,
    code: str,
    value: Any,
    from_at: datetime | None = None,
    reason: str = "",
) -> Threshold:
    """Set a threshold from a moment on (default: from now); never in the past, which keeps what it had."""
    if by is not None and not by.may(Permission.MANAGE_THRESHOLDS):
        raise Refused("Only the safeguarding lead may change thresholds.")
    from_at = from_at or now
    problem = rules.why_not(code, value)
    if problem or from_at < now:
        raise Refused(problem or "A threshold cannot be changed in the past.")
    row = Threshold.objects.create(code=code, value=value, from_at=from_at, set_by=by, reason=reason)
    record(Verb.THRESHOLD_SET, by=by, now=now, subject=row, fields=["value"])
    return row
