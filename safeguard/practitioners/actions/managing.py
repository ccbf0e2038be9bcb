"""Who is somebody's line manager: whoever is one sees their people and reads what is for them (practice B16)."""

from datetime import datetime

from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners import messages, selectors
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.models import User


def check_manager_named(by: User | None, manager: User | None, before: User | None = None) -> None:
    """Let no administrator name themselves somebody's line manager. ``before``: who it was until now.

    Raises Refused for them, once real people are here: until then one person sets everybody up.
    """
    if by is not None and manager is not None and manager == by != before and selectors.is_live():
        raise Refused(_("Nobody names themselves somebody's line manager. Ask another administrator."))


def tell_of_manager(by: User | None, now: datetime, manager: User | None, before: User | None = None) -> None:
    """Tell those who lead that an administrator is somebody's line manager from now on: two of them may have agreed on
    it, or be one person."""
    if manager is not None and manager != before and manager.may(Permission.MANAGE_PEOPLE):
        tell_of_change(by=by, now=now, named=manager, message=messages.administrator_manages)
