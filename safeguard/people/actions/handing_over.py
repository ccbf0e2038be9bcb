"""Handing people over: somebody else is their practitioner from now on, and who may see them changes at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused
from safeguard.people import access
from safeguard.people.actions.involving import begin_involvement
from safeguard.people.enums import InvolvementRole
from safeguard.people.models import Involvement, Person
from safeguard.practitioners.models import User


@transaction.atomic
def hand_over_people(*, by: User, now: datetime, people: Iterable[Person], to: User, reason: str) -> list[Involvement]:
    """Allocate people to another practitioner from now on; whoever they were allocated to sees them no more.

    All of them or none. ``reason``: why, for the one who takes over. Returns the involvement of each with ``to``, in
    the order of their records. Raises Refused for whoever may not, without a reason, and for somebody who may not take
    over: who has left, does not work with people, or is not in the service of one of them.
    """
    if not reason.strip():
        raise Refused(_("Write why they are handed over."))
    wanted = sorted({person.pk for person in people})
    # Locked in one order: of two who hand over the same people at once, one is first.
    locked = list(Person.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    for person in locked:
        if not access.may_hand_over(by, person, to):
            raise Refused(_("Only those who work with them, their managers and administrators can hand them over."))
        if not to.services.filter(pk=person.service_id).exists():
            raise Refused(_("%(name)s does not work in the service of everybody you chose.") % {"name": to.full_name})
    return [
        begin_involvement(by=by, now=now, person=person, practitioner=to, role=InvolvementRole.ALLOCATED)
        for person in locked
    ]
