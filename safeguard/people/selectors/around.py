"""What surrounds a person, read at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject, Lower

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.errors import NotVisible
from safeguard.people.access import visible_people
from safeguard.people.enums import InvolvementRole, OrderEffect, PersonKind, StatusKind
from safeguard.people.models import (
    Adulthood,
    CapacityNote,
    CourtOrder,
    Entry,
    Home,
    Involvement,
    Network,
    Person,
    Signpost,
    Status,
    Supporter,
    Told,
)
from safeguard.people.rules import ADULT, birthday
from safeguard.practitioners.models import User

OF_EACH = 50  # the newest of one kind
PARTS: dict[str, type[Any]] = {
    "orders": CourtOrder,
    "statuses": Status,
    "homes": Home,
    "supporters": Supporter,
    "told": Told,
    "capacity_notes": CapacityNote,
}


@dataclass
class Around:
    """The orders, statuses, homes, supporters, notes of a person; each the newest first."""

    orders: list[CourtOrder] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    supporters: list[Supporter] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    capacity_notes: list[CapacityNote] = field(default_factory=list)


def around(person: Person) -> Around:
    """Everything that surrounds a person: one query, whatever there is. Each row says who added it (``by``)."""
    parts = [_part(name, model, person) for name, model in PARTS.items()]
    found = Around()
    for name, facts in parts[0].union(*parts[1:], all=True):
        getattr(found, name).append(_row(PARTS[name], facts))
    for name in PARTS:
        getattr(found, name).sort(key=lambda row: row.pk, reverse=True)
    return found


def _part(name: str, model: type[Any], person: Person) -> QuerySet[Any, Any]:
    columns = {one.attname: one.attname for one in model._meta.concrete_fields}
    rows = model.objects.filter(person=person).annotate(part=Value(name, CharField()))
    said = JSONObject(by=F("added_by__full_name"), **columns)
    listed: QuerySet[Any, Any] = rows.annotate(said=said).values_list("part", "said").order_by("-pk")[:OF_EACH]
    return listed


def _row(model: type[Any], facts: dict[str, Any]) -> Any:
    """The row again, each value as its field has it."""
    known = {one.attname: one.to_python(facts[one.attname]) for one in model._meta.concrete_fields}
    row = model(**known)
    row.by = facts["by"]
    return row


def in_force(rows: Iterable[Any], today: date) -> list[Any]:
    """Those that hold on a day."""
    return [row for row in rows if row.from_on <= today and (row.to_on is None or row.to_on >= today)]


def is_looked_after(person: Person, day: date) -> bool:
    """Whether somebody is looked after on a day. One query."""
    return looked_after_on(day, person=person).exists()


def looked_after_on(day: date, *, person: Person | OuterRef) -> QuerySet[Status]:
    """What says that a person is looked after on a day."""
    statuses = Status.objects.filter(person=person, kind=StatusKind.LOOKED_AFTER, from_on__lte=day)
    return statuses.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))


def where_they_are(person: Person, day: date) -> list[str]:
    """The addresses of homes that have not ended, and the school where an order forbids telling it (practice B20).
    One query."""
    homes = Home.objects.filter(person=person).exclude(to_on__lt=day).exclude(address="")
    orders = CourtOrder.objects.filter(person=person, effects__contains=[OrderEffect.NO_ADDRESS])
    network = Network.objects.filter(Exists(orders.exclude(to_on__lt=day)), person=person).exclude(school="")
    schools = network.annotate(place=Cast("school", TextField())).values_list("place")
    return [place for (place,) in homes.values_list("address").union(schools, all=True)]


def has_order_for_nobody(person: Person, day: date) -> bool:
    """Whether an order that holds, or will, is to be obeyed towards somebody who was not on file. One query."""
    effects = [OrderEffect.NO_CONTACT, OrderEffect.NO_RESPONSIBILITY]
    orders = CourtOrder.objects.filter(person=person, binds=None, effects__overlap=effects)
    return orders.exclude(to_on__lt=day).exists()


def entry_for(user: User, model: type[Entry], ref: str) -> Entry:
    """One entry about a person whom this user may see. Raises NotVisible (a 404) otherwise."""
    rows: Any = model
    found = rows.objects.filter(person__in=visible_people(user), ref=ref).select_related("person__service").first()
    if found is None:
        raise NotVisible
    return found  # type: ignore[no-any-return]


def homes_of(person: Person) -> QuerySet[Home]:
    """The homes of a person, the newest first."""
    return Home.objects.filter(person=person).order_by("-pk")


def signposts() -> QuerySet[Signpost]:
    """The library of services to point people to, by name: no order says which is better."""
    return Signpost.objects.order_by(Lower("name"))


def turning_18(today: date, before: timedelta, moment: datetime, *, has_worker: bool) -> QuerySet[Person]:
    """Those who turn 18 within ``before``, or have done so within it, of whom nobody has been asked to talk it over.

    Who is to be an adult at risk, and is not called so yet, is among them: the record changes by a person.
    ``has_worker``: those to whom somebody is allocated at the moment, or those with nobody.
    """
    talked = Adulthood.objects.filter(person=OuterRef("pk"), kind=OuterRef("kind"))
    asked = Duty.objects.filter(
        kind=DutyKind.TURNS_18, subject_type=Person.SUBJECT, subject_ref=OuterRef("ref"), state=DutyState.OPEN
    )
    first, last = birthday(today - before, -ADULT), birthday(today + before, -ADULT)
    rows = Person.objects.filter(born_on__gte=first, born_on__lte=last).exclude(kind=PersonKind.ADULT_AT_RISK)
    workers = Involvement.objects.filter(
        person=OuterRef("pk"), role=InvolvementRole.ALLOCATED, to_at__isnull=True, from_at__lte=moment
    )
    allocated = Exists(workers) if has_worker else ~Exists(workers)
    return rows.filter(allocated, ~Exists(talked), ~Exists(asked)).order_by("born_on", "pk")
