"""Reading people that access has already let through."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from safeguard.lib.errors import NotVisible
from safeguard.lib.refs import is_ref
from safeguard.people import rules
from safeguard.people.access import visible_people
from safeguard.people.enums import InvolvementRole
from safeguard.people.models import Adult, Authority, Involvement, Person
from safeguard.practitioners.models import User

FOUND_AT_MOST = 50


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


def find(user: User, text: str) -> list[Person]:
    """The people this user may see whose names hold every word of ``text`` (or begin so), in any order; or the one
    with this reference or reference elsewhere. ``FOUND_AT_MOST`` and one more, so that a page can say so."""
    people = visible_people(user).select_related("service")
    typed = text.strip()
    if not typed:
        return []
    if is_ref(typed.upper()):
        return list(people.filter(ref=typed.upper()))
    words = rules.name_key(typed).split()
    named = Q(*(Q(name_key__contains=f" {word}") for word in words)) if words else Q(pk__in=[])
    found = people.filter(named | Q(case_reference__iexact=typed))
    return list(found.order_by("known_as", "pk")[: FOUND_AT_MOST + 1])


def like(born_on: date, *names: str) -> list[Person]:
    """Everybody with this birthday and a like name, whoever may see them: for the duplicate check only."""
    key = rules.name_key(*names)
    same_day = Person.objects.filter(born_on=born_on).select_related("service").order_by(F("registered_at"))
    return [person for person in same_day if rules.is_like(person.name_key, key)]


def authority_with(ref: UUID) -> Authority:
    """A local authority of the directory. Raises NotVisible when there is none."""
    found = Authority.objects.filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def authorities() -> QuerySet[Authority]:
    """The directory of local authorities, by name."""
    return Authority.objects.order_by("name")
