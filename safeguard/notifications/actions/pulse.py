"""Signs of life."""

from collections.abc import Sequence
from datetime import datetime

from safeguard.notifications.models import Pulse


def record_pulse(name: str, *, now: datetime, findings: Sequence[str] = ()) -> None:
    """Record that a part is alive at ``now`` and what it found wrong (codes and counts only)."""
    Pulse.objects.update_or_create(name=name, defaults={"at": now, "is_well": not findings, "findings": list(findings)})
