"""What the platform of a session asks and offers; what those who take part wish."""

from dataclasses import dataclass

from safeguard.people.models import Person
from safeguard.platforms.rules import settings_in
from safeguard.platforms.selectors import in_use
from sessions_app.enums import EventKind
from sessions_app.models import LiveEvent, Session


@dataclass(frozen=True)
class Wishes:
    """How somebody wishes to be seen (PER-07)."""

    prefers_first_name_only: bool = False
    prefers_video_off: bool = False


def wishes_of(person: Person) -> Wishes:
    """How a person wishes to be seen."""
    return Wishes(person.prefers_first_name_only, person.prefers_video_off)


def settings_for(session: Session) -> list[str]:
    """What must be set on its platform before it begins (PLT-08). None for an unplanned contact: nothing is asked."""
    return settings_in(in_use(session.platform).answers) if session.platform is not None else []


def start_of(session: Session) -> LiveEvent | None:
    """The press that began it, with what was said of the settings."""
    return session.events.filter(kind=EventKind.STARTED).order_by("at", "pk").first()
