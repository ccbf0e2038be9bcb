"""The doors of two overviews: the organisation, and what is somebody's own. Pure.

An overview shows only the doors that open for whoever looks: a door names the permissions of which one is enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.lib.permissions import Permission


class Room(StrEnum):
    """The parts of an overview, in the order in which they are shown."""

    SAFEGUARDING = "safeguarding"
    PEOPLE_HERE = "people_here"
    LEARNING = "learning"
    POLICIES = "policies"
    PLATFORMS = "platforms"
    RECORDS = "records"


ROOM_TITLES = {
    Room.SAFEGUARDING: _("Who answers for safeguarding"),
    Room.PEOPLE_HERE: _("People who work here"),
    Room.LEARNING: _("Training and support"),
    Room.POLICIES: _("Policies and limits"),
    Room.PLATFORMS: _("Platforms and devices"),
    Room.RECORDS: _("Records"),
}


@dataclass(frozen=True)
class Door:
    """A page to open: ``needs`` empty for everybody with an account."""

    room: Room
    text: str | Promise
    hint: str | Promise
    url_name: str
    needs: frozenset[Permission] = frozenset()


_PEOPLE = frozenset({Permission.MANAGE_PEOPLE})
_TEAM = frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_TEAM})
_DIRECTORY = _PEOPLE | {Permission.WORK_WITH_PEOPLE, Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE}

ORGANISATION: Sequence[Door] = (
    # Who answers for safeguarding
    Door(
        Room.SAFEGUARDING, _("Posts and cover"), _("Who holds each post, who stands in"), "desk:set_up_posts", _PEOPLE
    ),
    # People who work here
    Door(Room.PEOPLE_HERE, _("Services"), _("What we do, where, and for whom"), "desk:set_up_services", _PEOPLE),
    Door(Room.PEOPLE_HERE, _("Accounts"), _("Everybody who can sign in"), "desk:set_up_people", _PEOPLE),
    Door(
        Room.PEOPLE_HERE,
        _("Hand over several young people"),
        _("When somebody leaves, is away, or changes service"),
        "desk:hand_over_several",
        frozenset({Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE}),
    ),
    # Training and support
    Door(Room.LEARNING, _("Team"), _("Who is trained and has signed"), "desk:team", _TEAM),
    # Policies and limits
    Door(Room.POLICIES, _("Policies"), _("What is in force, to read and to sign"), "policies:list"),
    # Platforms and devices
    Door(Room.PLATFORMS, _("Platforms"), _("Where young people may be met online, and where not"), "platforms:list"),
    # Records
    Door(
        Room.RECORDS,
        _("Import"),
        _("People who work here, or young people, from a table"),
        "desk:imports",
        _TEAM,
    ),
    Door(
        Room.RECORDS,
        _("Local authorities"),
        _("Who is rung by day and out of hours"),
        "people:authorities",
        _DIRECTORY,
    ),
)

YOURS: Sequence[Door] = (
    # People who work here: your own account
    Door(Room.PEOPLE_HERE, _("Password"), _("Change how you sign in"), "account_change_password"),
    Door(Room.PEOPLE_HERE, _("Second step and passkeys"), _("An app, a passkey, spare codes"), "mfa_index"),
    # Policies and limits
    Door(Room.POLICIES, _("Policies"), _("What you have signed, and what waits"), "policies:list"),
)


def open_doors(doors: Iterable[Door], held: frozenset[Permission]) -> dict[Room, list[Door]]:
    """The doors that open for somebody who holds these permissions, by room (SEC-01); rooms without one are absent."""
    rooms: dict[Room, list[Door]] = {room: [] for room in Room}
    for door in doors:
        if not door.needs or door.needs & held:
            rooms[door.room].append(door)
    return {room: found for room, found in rooms.items() if found}
