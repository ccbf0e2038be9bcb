"""Signs of life."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from safeguard.notifications.models import Pulse


def record_pulse(
    name: str, *, now: datetime, findings: Sequence[str] = (), facts: Mapping[str, Any] | None = None
) -> None:
    """Record that a part is alive at ``now``, what it found wrong (codes and counts only) and what it measured."""
    found = {"at": now, "is_well": not findings, "findings": list(findings), "facts": dict(facts or {})}
    Pulse.objects.update_or_create(name=name, defaults=found)
