"""Writing what surrounds a person: sections with a version each, and entries that end but never go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import cancel_messages
from safeguard.people import access, rules
from safeguard.people.enums import OrderEffect, Verb
from safeguard.people.exceptions import ChangedMeanwhile
from safeguard.people.models import Adult, AdultCare, CapacityNote, CourtOrder, Entry, Home, Person, Section, Told
from safeguard.practitioners.models import User

S = TypeVar("S", bound=Section)
E = TypeVar("E", bound=Entry | Told | CapacityNote)
KEPT = frozenset({"id", "ref", "client_token", "person", "added_at", "added_by", "version", "changed_at", "changed_by"})
MASKED_OF_HOME = frozenset({"address", "address_withheld"})


@transaction.atomic
def change_section(
    *, by: User, now: datetime, person: Person, section: type[S], version: int, changes: Mapping[str, Any]
) -> S:
    """Change one part of the record (PER-05 to PER-09, practice A12, C27). ``version``: the one its author saw, 0 if
    there was none.

    Raises ChangedMeanwhile if somebody saved since, Refused for whoever may not and for what cannot be right.
    """
    person = _lock(by, person)  # one writer at a time, for the first one too
    _check_belongs(person, section, now)
    model: Any = section
    row: S = model.objects.filter(person=person).first() or section(person=person)
    changed = _what_changes(row, changes)
    if not changed:
        return row
    if row.version != version:
        raise ChangedMeanwhile
    _check(changed, now)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version, row.changed_at, row.changed_by = row.version + 1, now, by
    row.save()
    record(Verb.SECTION_CHANGED, by=by, now=now, subject=row, fields=[*changed, "version"])
    if "family_may_know" in changed:  # what waits was written under another answer
        for ref in person.adults.values_list("ref", flat=True):
            cancel_messages(ref)
    return row


@transaction.atomic
def add_entry(
    *, by: User, now: datetime, person: Person, entry: type[E], facts: Mapping[str, Any], client_token: UUID
) -> E:
    """Add an order, a home, a supporter, what somebody was told (PER-10, PER-11, PER-16 to PER-19, practice A12, C27).

    The same client token gives the first one back. Raises Refused for whoever may not, and for what cannot be right.
    """
    person = _lock(by, person)
    model: Any = entry
    _check_masked(by, person, facts)
    facts = _tidied(entry(person=person), facts)
    if entry is CapacityNote and not rules.has_capacity_notes(person.kind, person.born_on, _day(now)):
        raise Refused(_("Capacity is assessed from 16 on."))
    _check(facts, now)
    _check_bound(person, facts)
    _check_withheld(person, entry, facts, now)
    row, is_new = model.objects.get_or_create(
        client_token=client_token,
        defaults={**facts, "person": person, "ref": new_ref("EN"), "added_at": now, "added_by": by},
    )
    if (row.person_id, row.added_by_id) != (person.pk, by.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=row, fields=facts)
        _obey(by, now, row)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def change_entry(*, by: User, now: datetime, entry: Entry, version: int, changes: Mapping[str, Any]) -> Entry:
    """Correct an entry, or let it end. Raises ChangedMeanwhile if somebody saved since, Refused for the rest."""
    person = _lock(by, entry.person)
    rows: Any = type(entry)
    row: Entry = rows.objects.get(pk=entry.pk)
    _check_masked(by, person, changes)
    is_masked = isinstance(row, CourtOrder) and rules.is_masked_order(row.kind, row.effects)
    if is_masked and not access.may_open_masked(by, person):
        raise Refused(_("Only those who work with them and the safeguarding lead change this order."))
    changed = _what_changes(row, changes)
    if not changed:
        return row
    if row.version != version:
        raise ChangedMeanwhile
    _check_bound(person, changed)
    after = {name: getattr(row, name) for name in _written(row)} | changed
    _check(after, now)
    _check_withheld(person, type(row), after, now)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record(Verb.ENTRY_CHANGED, by=by, now=now, subject=row, fields=[*changed, "version"])
    _obey(by, now, row)
    return row


def _obey(by: User, now: datetime, row: Any) -> None:
    """An order that holds, or will, says no for the adult whom it binds: what waits for them is not sent, and their
    yes counts no more. It says so until somebody who may lifts it, even when the order has ended (practice B19)."""
    if not isinstance(row, CourtOrder) or row.binds_id is None or (row.to_on is not None and row.to_on < _day(now)):
        return
    adult = Adult.objects.select_for_update().get(pk=row.binds_id)
    _answer_for(by, now, adult, rules.obeying(row.effects or ()))
    if OrderEffect.NO_CONTACT in (row.effects or ()):
        _ask_again_around(by, now, adult)


def _ask_again_around(by: User, now: datetime, adult: Adult) -> None:
    """The mailbox or telephone of somebody who may not be contacted is not safe as that of somebody else either."""
    bound = _reached(adult)
    others = Adult.objects.select_for_update().filter(person=adult.person_id).exclude(pk=adult.pk).order_by("pk")
    around: list[Person | Adult] = [Person.objects.get(pk=adult.person_id), *others]
    for one in around:
        _answer_for(by, now, one, rules.asked_again(_reached(one), bound))


def _reached(whom: Person | Adult) -> dict[str, Any]:
    names = [name for pair in rules.ABOUT.items() for name in pair]
    return {name: getattr(whom, name) for name in names if hasattr(whom, name)}


def _answer_for(by: User, now: datetime, whom: Person | Adult, answers: Mapping[str, str]) -> None:
    """Write answers that an order gives for somebody, where they differ; what waits for them is not sent."""
    changed = {name: said for name, said in answers.items() if getattr(whom, name) != said}
    if not changed:
        return
    for name, said in changed.items():
        setattr(whom, name, said)
    whom.version += 1
    whom.save(update_fields=[*changed, "version"])
    verb = Verb.ADULT_CHANGED if isinstance(whom, Adult) else Verb.CONTACT_CHANGED
    record(verb, by=by, now=now, subject=whom, fields=[*changed, "version"])
    cancel_messages(whom.ref)


def _lock(by: User, person: Person) -> Person:
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can change this."))
    return Person.objects.select_for_update().get(pk=person.pk)


def _check_belongs(person: Person, section: type[Section], now: datetime) -> None:
    if section is AdultCare and not rules.has_own_say(person.kind, person.born_on, _day(now)):
        raise Refused(_("This part is for adults, and adults at risk."))


def _check_masked(by: User, person: Person, facts: Mapping[str, Any]) -> None:
    if MASKED_OF_HOME & facts.keys() and not access.may_open_masked(by, person):
        raise Refused(_("Only those who work with them and the safeguarding lead write down where they live."))


def _check(facts: Mapping[str, Any], now: datetime) -> None:
    wrong = rules.wrong_around(facts, today=_day(now))
    if wrong:
        raise Refused(wrong[0].text)


def _check_bound(person: Person, facts: Mapping[str, Any]) -> None:
    if facts.get("binds") is not None and facts["binds"].person_id != person.pk:
        raise Refused(_("This adult belongs to somebody else."))


def _check_withheld(person: Person, entry: type[Any], facts: Mapping[str, Any], now: datetime) -> None:
    if entry is Home and rules.tells_where_withheld(person.address_withheld, facts, _day(now)):
        raise Refused(rules.WITHHELD)


def _day(now: datetime) -> Any:
    return now.astimezone(LONDON).date()


def _written(row: Any) -> set[str]:
    """The fields of a row that people write."""
    return {one.name for one in row._meta.concrete_fields} - KEPT


def _tidied(row: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, tidied. One that is no field of the row, or is ours to set, is a fault of ours."""
    allowed = _written(row)
    if not facts.keys() <= allowed:
        raise ValueError(f"not written here: {sorted(facts.keys() - allowed)}")
    return {name: _tidy(name, value) for name, value in facts.items()}


def _tidy(name: str, value: Any) -> Any:
    if name in rules.AROUND_PHONES:
        return rules.tidy_phone(value)
    return value.strip() if isinstance(value, str) else value


def _what_changes(row: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _tidied(row, changes).items() if getattr(row, name) != value}
