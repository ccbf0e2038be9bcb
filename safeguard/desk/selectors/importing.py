"""What is known here of whom a table names, read for a batch of rows at a time: as many queries for one as for all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from safeguard.lib.permissions import Permission
from safeguard.people.access import scope_of, visible_people
from safeguard.people.enums import KeyKind
from safeguard.people.models import Authority, Person, SearchKey
from safeguard.people.rules import is_like, name_key, reference_key
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import services_in_use, services_of
from safeguard.storage.enums import ImportState
from safeguard.storage.models import Import, ImportRow

AT_WORK = (ImportState.READING, ImportState.CHECKING, ImportState.WRITING)


def token_of(reference: str) -> UUID:
    """The client token with which somebody of this reference is registered: two imports at once make one of them."""
    return uuid5(NAMESPACE_URL, f"import:{reference_key(reference)}")


@dataclass
class Alike:
    """People by their birthdays and names, whoever may see them: for the question whether somebody is here already."""

    by_day: dict[date, list[tuple[int, str]]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)  # references of those who were just written

    def like(self, born_on: date, *names: str) -> list[int]:
        """The ids of those with this birthday and a like name."""
        key = name_key(*names)
        return [pk for pk, theirs in self.by_day.get(born_on, []) if is_like(theirs, key)]

    def add(self, person: Person) -> None:
        """Know one more, who was just written."""
        self.by_day.setdefault(person.born_on, []).append((person.pk, person.name_key))
        self.added.add(person.ref)


@dataclass(frozen=True)
class AboutPeople:
    """What a batch of young people is judged by. ``visible``: the ids of those the importer may see."""

    services: dict[str, Service]
    authorities: dict[str, Authority]
    practitioners: dict[str, User]
    by_reference: dict[str, list[Person]]
    alike: Alike
    visible: dict[int, Person]


def about_people(user: User, references: Iterable[str], days: Iterable[date], emails: Iterable[str]) -> AboutPeople:
    """The facts about these references, birthdays and practitioners. Seven queries."""
    alike = Alike()
    wanted = set(days)
    for pk, born_on, key in Person.objects.filter(born_on__in=wanted).values_list("pk", "born_on", "name_key"):
        alike.by_day.setdefault(born_on, []).append((pk, key))
    keys = {reference_key(one) for one in references} - {""}
    rows = SearchKey.objects.filter(kind=KeyKind.REFERENCE, key__in=keys).select_related("person__authority")
    by_reference: dict[str, list[Person]] = {}
    for row in rows:
        by_reference.setdefault(row.key, []).append(row.person)
    ids = {pk for some in alike.by_day.values() for pk, _key in some}
    ids |= {person.pk for some in by_reference.values() for person in some}
    seen = visible_people(user, scope_of(user)).filter(pk__in=ids)
    workers = User.objects.filter(email__in=set(emails)).prefetch_related("role_grants", "services")
    return AboutPeople(
        services={one.name.casefold(): one for one in services_of(user)},
        authorities={one.name.casefold(): one for one in Authority.objects.all()},
        practitioners={one.email: one for one in workers if one.may(Permission.WORK_WITH_PEOPLE)},
        by_reference=by_reference,
        alike=alike,
        visible={person.pk: person for person in seen},
    )


@dataclass(frozen=True)
class AboutStaff:
    """What a batch of people who work here is judged by. ``names``: who is here of each name, by reference."""

    services: dict[str, Service]
    accounts: dict[str, User]
    names: dict[str, list[str]]


def about_staff(emails: Iterable[str]) -> AboutStaff:
    """The facts about these addresses, and every name that is here. Three queries."""
    names: dict[str, list[str]] = {}
    for full_name, ref in User.objects.values_list("full_name", "ref"):
        names.setdefault(name_key(full_name), []).append(str(ref))
    return AboutStaff(
        services={one.name.casefold(): one for one in services_in_use()},
        accounts={one.email: one for one in User.objects.filter(email__in=set(emails)).prefetch_related("services")},
        names=names,
    )


def first_with(of: Import, keys: Collection[str]) -> dict[str, int]:
    """The number of the first row with each of these keys. One query."""
    rows = ImportRow.objects.filter(of=of, key__in=set(keys) - {""}).order_by("key", "number").distinct("key")
    return dict(rows.values_list("key", "number"))


def imports_at_work() -> list[Import]:
    """Those that somebody has to go on with, the one that has waited longest first."""
    rows = Import.objects.filter(removed_at__isnull=True, state__in=AT_WORK)
    inviting = Import.objects.filter(removed_at__isnull=True, state=ImportState.DONE, invites_at__isnull=False)
    return [*rows.order_by("uploaded_at", "pk"), *inviting.exclude(notes__has_key="invited").order_by("invites_at")]
