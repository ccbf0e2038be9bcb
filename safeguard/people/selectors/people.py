"""Reading people that access has already let through."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeguard.lib.errors import NotVisible
from safeguard.people.enums import InvolvementRole
from safeguard.people.models import Adult, Authority, Involvement, Person
from safeguard.practitioners.models import User


def involved_with(person: Person, moment: datetime) -> QuerySet[Involvement]:
    """Who works with a person at a moment, the allocated practitioner first."""
    rows = person.involvements.at(moment).select_related("practitioner")
    return rows.order_by("role", "practitioner__full_name")


def adults_of(person: Person) -> QuerySet[Adult]:
    """The parents, carers and other adults around a person, as they were added."""
    return person.adults.order_by("added_at", "id")


def people_of(user: User, moment: datetime) -> QuerySet[Person]:
    """Those somebody works with at a moment, by the name they use."""
    works_with = Involvement.objects.at(moment).filter(practitioner=user)
    return (
        Person.objects.filter(pk__in=works_with.values("person")).select_related("service").order_by("known_as", "pk")
    )


def allocated_to(people: Sequence[Person], moment: datetime) -> dict[int, User]:
    """The allocated practitioner of each of these people at a moment, by the person's id. One query."""
    rows = Involvement.objects.at(moment).filter(person__in=people, role=InvolvementRole.ALLOCATED)
    return {row.person_id: row.practitioner for row in rows.select_related("practitioner")}


def allocated_since(people: Sequence[Person], moment: datetime) -> bool:
    """Whether somebody was allocated to one of these people after a moment; ``allocated_to`` misses that."""
    begun = Involvement.objects.filter(person__in=people, role=InvolvementRole.ALLOCATED, from_at__gt=moment)
    return begun.exists()


def authority_with(ref: UUID) -> Authority:
    """A local authority of the directory. Raises NotVisible when there is none."""
    found = Authority.objects.filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def authorities() -> QuerySet[Authority]:
    """The directory of local authorities, by name."""
    return Authority.objects.order_by("name")
