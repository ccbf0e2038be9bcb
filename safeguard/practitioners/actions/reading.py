"""Reads of what is said of people here are events, written before the page is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from safeguard.audit.actions import record
from safeguard.practitioners.enums import Verb
from safeguard.practitioners.models import User


def note_staff_listed(*, by: User, now: datetime, people: Iterable[User]) -> None:
    """Somebody sees people who work here, or did, in a list: one event with those it showed."""
    record(Verb.USERS_LISTED, by=by, now=now, refs=[str(person.ref) for person in people])


def note_person_opened(*, by: User, now: datetime, person: User) -> None:
    """Somebody opens what is said of a person who works here."""
    record(Verb.USER_OPENED, by=by, now=now, subject=person)
