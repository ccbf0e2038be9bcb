"""Readings that leave an event."""

from collections.abc import Iterable
from datetime import datetime

from safeguard.audit.actions import record
from safeguard.policies.enums import Verb
from safeguard.policies.models import PolicyVersion
from safeguard.practitioners.models import User


def note_signers_listed(*, by: User, now: datetime, version: PolicyVersion, people: Iterable[User]) -> None:
    """Record that somebody saw who has signed a version and who has not (SEC-13)."""
    refs = [str(person.ref) for person in people]
    record(Verb.SIGNERS_LISTED, by=by, now=now, subject=version, refs=refs)
