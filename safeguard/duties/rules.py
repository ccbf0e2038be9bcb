"""When a duty is reminded of, and when others are told that it was not done. Pure."""

from datetime import datetime, timedelta

GRACE = timedelta(minutes=30)  # after the due moment its owner has been reminded; after this others are told


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """Whether the due moment has come."""
    return due_at <= now


def tells_others_at(due_at: datetime) -> datetime:
    """When a duty nobody has done is told to others (LOG-12, design 3)."""
    return due_at + GRACE
