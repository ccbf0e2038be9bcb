"""Who sets the installation up. To anybody else those pages are not there."""

from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.practitioners.models import User


def check_sets_up(user: User) -> None:
    """Raise NotVisible (a 404) unless somebody is an administrator."""
    if not user.may(Permission.MANAGE_PEOPLE):
        raise NotVisible


def is_told_of_lapses(user: User) -> bool:
    """Whether somebody is told when something essential is no longer there: administrators, lead and deputy."""
    return user.may(Permission.MANAGE_PEOPLE) or user.may(Permission.SIGN_OFF_INCIDENTS)
