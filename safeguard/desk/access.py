"""Who sets the installation up, and who opens what is hidden about a person."""

from incidents.access import holds_alert_about
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people import access as people
from safeguard.people.access import may_register, may_see_others
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from safeguard.storage.enums import ImportKind
from safeguard.storage.models import Import
from sessions_app.access import answers_for


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


def may_open_masked(user: User, person: Person) -> bool:
    """Whether somebody opens what is hidden about a person (SEC-14): those who work with them, the safeguarding team,
    and whoever has an open alert, call or plan about them, while it is theirs (practice B15). At most three queries.
    """
    return people.may_open_masked(user, person) or answers_for(user, person) or holds_alert_about(user, person)


def may_read_trail(user: User) -> bool:
    """Whether somebody looks at who has opened and changed a record (SEC-13): the lead and deputy."""
    return user.may(Permission.LIFT_CONTACT_STOPS)
