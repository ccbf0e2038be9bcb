"""Letting somebody into a closed group: the one act that needs to know both people and platforms."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.people.rules import age_on
from safeguard.platforms.actions import let_in
from safeguard.platforms.models import ClosedGroup, GroupMember
from safeguard.platforms.rules import IN_USE
from safeguard.practitioners.models import User


@transaction.atomic
def admit_person(
    *, by: User, now: datetime, group: ClosedGroup, person: Person, verified_how: str, client_token: UUID
) -> GroupMember:
    """Let somebody into a group (PLT-19), with how it was made sure that it is them (PLT-21).

    Raises Refused for whoever may not, somebody they do not see, somebody too young for the platform (PLT-07), and a
    platform that is not approved any more.
    """
    if not visible_people(by).filter(pk=person.pk).exists():
        raise Refused(_("This person is not among the people you work with."))
    platform = group.platform
    if platform.status not in IN_USE:
        raise Refused(_("%(platform)s is not approved any more: close the group.") % {"platform": platform.name})
    if age_on(person.born_on, now.astimezone(LONDON).date()) < platform.min_age:
        words = {"platform": platform.name, "age": platform.min_age}
        raise Refused(_("%(platform)s is for people of %(age)s and over.") % words)
    return let_in(
        by=by,
        now=now,
        group=group,
        person_ref=person.ref,
        verified_how=verified_how,
        client_token=client_token,
    )
