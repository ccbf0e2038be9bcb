"""Who works with whom: begun and ended, never removed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.people import access
from safeguard.people.enums import InvolvementRole, Verb
from safeguard.people.models import Involvement, Person
from safeguard.practitioners.models import User

A_MOMENT = timedelta(microseconds=1)


@transaction.atomic
def involve_practitioner(
    *, by: User, now: datetime, person: Person, practitioner: User, role: str = InvolvementRole.WITH
) -> Involvement:
    """Let a practitioner work with a person from now on. Whoever does so already is not asked twice.

    A person is allocated to one practitioner: another in their place ends the first one's involvement. Raises Refused
    for whoever may not add somebody, and for somebody who does not work with people.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)  # one at a time, whoever comes second sees the first
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can add somebody."))
    return begin_involvement(by=by, now=now, person=person, practitioner=practitioner, role=role)


def begin_involvement(
    *, by: User | None, now: datetime, person: Person, practitioner: User, role: str = InvolvementRole.WITH
) -> Involvement:
    """The same, for a caller who has locked the person and checked that ``by`` may.

    Raises Refused for somebody who does not work with people.
    """
    if not (practitioner.is_active and practitioner.may(Permission.WORK_WITH_PEOPLE)):
        raise Refused(_("%(name)s does not work with young people.") % {"name": practitioner.full_name})
    open_ones = {one.practitioner_id: one for one in person.involvements.filter(to_at__isnull=True)}
    existing = open_ones.get(practitioner.pk)
    if existing is not None and (existing.role == role or role == InvolvementRole.WITH):
        return existing
    for one in open_ones.values():
        if role == InvolvementRole.ALLOCATED and one.role == InvolvementRole.ALLOCATED:
            stop_involvement(by=by, now=now, involvement=one)
    if existing is not None:
        stop_involvement(by=by, now=now, involvement=existing)
    involvement = Involvement.objects.create(person=person, practitioner=practitioner, role=role, from_at=now)
    record(Verb.INVOLVED, by=by, now=now, subject=person, refs=[str(practitioner.ref)])
    return involvement


@transaction.atomic
def end_involvement(*, by: User, now: datetime, involvement: Involvement) -> Involvement:
    """From now on this practitioner does not work with the person any more. Ended twice, it ended the first time.

    Raises Refused for whoever may not change the person.
    """
    involvement = Involvement.objects.select_for_update().get(pk=involvement.pk)
    if not access.may_change(by, involvement.person):
        raise Refused(_("Only those who work with them, or their managers, can end this."))
    if involvement.to_at is None or involvement.to_at > now:
        stop_involvement(by=by, now=now, involvement=involvement)
    return involvement


def stop_involvement(*, by: User | None, now: datetime, involvement: Involvement) -> None:
    """The same, for a caller who has locked it and checked that ``by`` may. ``by`` None: a moment that was arranged."""
    involvement.to_at = max(now, involvement.from_at + A_MOMENT)
    involvement.save(update_fields=["to_at"])
    practitioner = str(involvement.practitioner.ref)
    record(Verb.INVOLVEMENT_ENDED, by=by, now=now, subject=involvement.person, refs=[practitioner])
