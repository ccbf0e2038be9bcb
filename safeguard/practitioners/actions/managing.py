"""Who is somebody's line manager: whoever is one sees their people and reads what is for them (practice B16)."""

from datetime import datetime

from safeguard.lib.permissions import Permission
from safeguard.practitioners import messages
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.models import User


def tell_of_manager(*, by: User | None, now: datetime, manager: User | None, before: User | None = None) -> None:
    """Tell those who lead that an administrator is somebody's line manager from now on, or somebody who has no role for
    it: an administrator may have agreed on it with them, or be them. ``before``: who it was until now."""
    if manager is None or manager == before:
        return
    if manager.may(Permission.MANAGE_PEOPLE):
        tell_of_change(by=by, now=now, named=manager, news=messages.administrator_manages)
    elif not manager.may(Permission.MANAGE_TEAM):
        tell_of_change(by=by, now=now, named=manager, news=messages.manager_without_role)
