"""Reads of people's records are events, written before the page is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from safeguard.audit.actions import record
from safeguard.people.enums import Verb
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import User


def note_opened(*, by: User, now: datetime, person: Person) -> None:
    """Somebody opens the record of a person."""
    record(Verb.OPENED, by=by, now=now, subject=person)


def note_listed(*, by: User, now: datetime, people: Iterable[Person]) -> None:
    """Somebody sees a list of people: one event with the references it showed; none for an empty one."""
    refs = [person.ref for person in people]
    if refs:
        record(Verb.LISTED, by=by, now=now, refs=refs)


def note_contact_shown(*, by: User, now: datetime, whom: Person | Adult) -> None:
    """Somebody is shown how a person, a parent or a carer can be reached."""
    record(Verb.CONTACT_SHOWN, by=by, now=now, subject=whom)


def note_masked_shown(*, by: User, now: datetime, person: Person, what: Iterable[str]) -> None:
    """Somebody opens what is hidden about a person (SEC-14): the event says which fields, never what they hold."""
    opened = sorted(what)
    if opened:
        record(Verb.MASKED_SHOWN, by=by, now=now, subject=person, refs=opened)


def note_trail_opened(*, by: User, now: datetime, person: Person) -> None:
    """Somebody looks at who has opened and changed the record of a person."""
    record(Verb.TRAIL_OPENED, by=by, now=now, subject=person)
