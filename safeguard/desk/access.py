"""Who sets the installation up, and who imports. To anybody else those pages are not there."""

from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_register, may_see_others
from safeguard.practitioners.models import User
from safeguard.storage.enums import ImportKind
from safeguard.storage.models import Import


def check_sets_up(user: User) -> None:
    """Raise NotVisible (a 404) unless somebody is an administrator."""
    if not user.may(Permission.MANAGE_PEOPLE):
        raise NotVisible


def is_told_of_lapses(user: User) -> bool:
    """Whether somebody is told when something essential is no longer there: administrators, lead and deputy."""
    return user.may(Permission.MANAGE_PEOPLE) or user.may(Permission.SIGN_OFF_INCIDENTS)


def may_import(user: User, kind: str) -> bool:
    """Whether somebody imports tables of a kind (docs/decisions/0028).

    Staff: administrators. Young people: whoever registers them and also sees those of others, or sets people up. An
    administrator alone does not: a dry run tells who is known here.
    """
    if not user.is_active:
        return False
    if kind == ImportKind.STAFF:
        return user.may(Permission.MANAGE_PEOPLE)
    return may_register(user) and (may_see_others(user) or user.may(Permission.MANAGE_PEOPLE))


def get_import_for(user: User, ref: str) -> Import:
    """An import of somebody's own, while they may still import. Raises NotVisible (a 404) otherwise."""
    found = Import.objects.filter(uploaded_by=user, ref=ref).first()
    if found is None or not may_import(user, found.kind):
        raise NotVisible
    return found
