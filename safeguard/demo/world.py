"""What the stories share: who is there by now, and the words that come out the same every time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from consent.models import Activity
from safeguard.demo.calendar import Days
from safeguard.people.models import Person
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import Service, User
from sessions_app.models import Session

T = TypeVar("T")


@dataclass
class World:
    """Harbour Youth as it is at the moment that is being told."""

    days: Days
    staff: dict[str, User] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    planned: dict[str, Session] = field(default_factory=dict)  # by the key of the meeting
    sessions: dict[str, Session] = field(default_factory=dict)  # those in which a concern was raised

    def token(self, *names: object) -> UUID:
        """The token of a form that is sent once: the same for the same names."""
        return uuid5(NAMESPACE_URL, f"harbour-youth/{'/'.join(str(name) for name in names)}")

    def platform(self, name: str) -> Platform:
        """A platform of the register, as it now is."""
        return Platform.objects.get(name=name)


def turn(words: Sequence[T], number: int) -> T:
    """One of several, in turn."""
    return words[number % len(words)]
