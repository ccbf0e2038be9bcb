"""Who is somebody's line manager: whoever is one sees their people and reads what is for them (practice B16)."""

from datetime import datetime

from safeguard.lib.permissions import Permission
from safeguard.practitioners import messages
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.models import User


def tell_of_manager(*, by: User | None, now: datetime, manager: User | None, before: User | None = None) -> None:
    """Tell those who lead that an administrator is somebody's line manager from now on: two of them may have agreed on
    it, or be one person. ``before``: who it was until now."""
    if manager is not None and manager != before and manager.may(Permission.MANAGE_PEOPLE):
        tell_of_change(by=by, now=now, named=manager, news=messages.administrator_manages)
