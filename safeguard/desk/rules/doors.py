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
    ACCOUNT = "account"


ROOM_TITLES = {
    Room.SAFEGUARDING: _("Who answers for safeguarding"),
    Room.PEOPLE_HERE: _("People who work here"),
    Room.LEARNING: _("Training and support"),
    Room.POLICIES: _("Policies and limits"),
    Room.PLATFORMS: _("Platforms and devices"),
    Room.RECORDS: _("Records"),
    Room.ACCOUNT: _("Account and devices"),
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
_SIGN_INS = _PEOPLE | {Permission.SIGN_OFF_INCIDENTS}
_DEVICES = frozenset({Permission.MANAGE_DEVICES})
_TEAM = frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_TEAM})
_ISSUING = frozenset({Permission.MANAGE_POLICIES})
_WORDING = frozenset({Permission.MANAGE_POLICIES, Permission.MANAGE_TEAM})
_STAFF_CASES = frozenset({Permission.SEE_STAFF_INCIDENTS, Permission.SEE_LEAD_INCIDENTS})
_DIRECTORY = _PEOPLE | {Permission.WORK_WITH_PEOPLE, Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE}

ORGANISATION: Sequence[Door] = (
    # Who answers for safeguarding
    Door(Room.SAFEGUARDING, _("Directory"), _("Whom to ring for what, by day and night"), "desk:directory"),
    Door(
        Room.SAFEGUARDING, _("Online Safety Group"), _("Who sits in it, and what each does"), "desk:online_safety_group"
    ),
    Door(
        Room.SAFEGUARDING,
        _("Who is told first"),
        _("In which order people are told of a concern"),
        "desk:routes",
        frozenset({Permission.SEE_DASHBOARD, Permission.MANAGE_PEOPLE}),
    ),
    Door(Room.SAFEGUARDING, _("Poster: tell us"), _("How young people and families reach us"), "incidents:poster"),
    Door(
        Room.SAFEGUARDING, _("Posts and cover"), _("Who holds each post, who stands in"), "desk:set_up_posts", _PEOPLE
    ),
    Door(
        Room.SAFEGUARDING,
        _("Low-level concerns"),
        _("About those who work for us, and their patterns"),
        "incidents:low_level",
        _STAFF_CASES,
    ),
    Door(
        Room.SAFEGUARDING,
        _("Whom to ring outside"),
        _("Authorities, police, helplines: who answers now"),
        "people:contacts",
    ),
    # People who work here
    Door(Room.PEOPLE_HERE, _("People"), _("Everybody who works here, or did"), "desk:set_up_people", _PEOPLE),
    Door(Room.PEOPLE_HERE, _("Services"), _("What we do, where, and for whom"), "desk:set_up_services", _PEOPLE),
    Door(Room.PEOPLE_HERE, _("Brands and contracts"), _("What services belong to"), "desk:contracts", _PEOPLE),
    Door(
        Room.PEOPLE_HERE,
        _("Sign-ins and lost phones"),
        _("Sign somebody out everywhere, reset a lost second step"),
        "practitioners:signers",
        _SIGN_INS,
    ),
    Door(
        Room.PEOPLE_HERE,
        _("Hand over several young people"),
        _("When somebody leaves, is away, or changes service"),
        "desk:hand_over_several",
        frozenset({Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE}),
    ),
    # Training and support
    Door(Room.LEARNING, _("Team"), _("What is missing, for each of your people"), "desk:team", _TEAM),
    Door(Room.LEARNING, _("Training"), _("Who lacks which course"), "desk:matrix", _TEAM),
    Door(Room.LEARNING, _("Courses"), _("What each role needs, and for how long it counts"), "desk:courses", _PEOPLE),
    Door(Room.LEARNING, _("Online safety that was taught"), _("To young people, learners, families"), "desk:education"),
    Door(Room.LEARNING, _("How services are delivered"), _("Agreed on and signed by both sides"), "desk:agreements"),
    # Policies and limits
    Door(Room.POLICIES, _("Policies"), _("What is in force, to read and to sign"), "policies:list"),
    Door(Room.POLICIES, _("Limits in force"), _("Every number, and where it comes from"), "policies:thresholds"),
    Door(Room.POLICIES, _("Wordings"), _("What families read and workers say"), "policies:wordings", _WORDING),
    Door(
        Room.POLICIES,
        _("Agreeing alone"),
        _("Who takes a young person’s own consent"),
        "policies:own_consents",
        _ISSUING,
    ),
    Door(Room.POLICIES, _("Yearly reviews"), _("Systems and policies; risks to everybody"), "policies:reviews"),
    Door(Room.POLICIES, _("Guidance"), _("What is enforced, and from which clause"), "desk:guidance"),
    Door(Room.POLICIES, _("Online safety"), _("What words mean, risks, where to read on"), "desk:resources"),
    # Platforms and devices
    Door(Room.PLATFORMS, _("Platforms"), _("Where young people may be met online, and where not"), "platforms:list"),
    Door(Room.PLATFORMS, _("Devices"), _("The register of our own, and who has which"), "desk:devices", _DEVICES),
    Door(Room.PLATFORMS, _("Accounts of ours"), _("On platforms, and who looks after each"), "platforms:accounts"),
    Door(Room.PLATFORMS, _("Closed groups"), _("Who looks after them, when they close"), "platforms:groups"),
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
    Door(
        Room.RECORDS,
        _("Services to point people to"),
        _("Helplines and local help, with their hours"),
        "people:library",
        _DIRECTORY,
    ),
)

YOURS: Sequence[Door] = (
    # Training and support
    Door(Room.LEARNING, _("Training"), _("What is due, and what you say of yourself"), "desk:learning"),
    Door(Room.LEARNING, _("Policies"), _("What you have signed, and what waits"), "policies:list"),
    Door(Room.LEARNING, _("Questions and answers"), _("To your manager or the online safety group"), "desk:questions"),
    Door(Room.LEARNING, _("Supervision"), _("Read by you and your supervisor alone"), "desk:supervisions"),
    Door(
        Room.LEARNING,
        _("Personal accounts"),
        _("When a young person finds your own account, or writes to it"),
        "desk:contacts",
    ),
    # Account and devices
    Door(Room.ACCOUNT, _("Name and hours"), _("Whether your name goes out, when you work"), "desk:own_profile"),
    Door(Room.ACCOUNT, _("Devices"), _("What you have from us; lost or stolen"), "desk:own_devices"),
    Door(Room.ACCOUNT, _("Password"), _("Change how you sign in"), "account_change_password"),
    Door(Room.ACCOUNT, _("Second step and passkeys"), _("An app, a passkey, spare codes"), "mfa_index"),
    Door(
        Room.ACCOUNT,
        _("Where you are signed in"),
        _("Sign out a browser that you do not use any more"),
        "practitioners:own_sign_ins",
    ),
)


def open_doors(doors: Iterable[Door], held: frozenset[Permission]) -> dict[Room, list[Door]]:
    """The doors that open for somebody who holds these permissions, by room (SEC-01); rooms without one are absent."""
    rooms: dict[Room, list[Door]] = {room: [] for room in Room}
    for door in doors:
        if not door.needs or door.needs & held:
            rooms[door.room].append(door)
    return {room: found for room, found in rooms.items() if found}
