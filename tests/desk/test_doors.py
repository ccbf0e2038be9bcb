"""The two overviews show the doors that open, and no other."""

from typing import Any

import pytest

from safeguard.desk.rules.doors import ORGANISATION, YOURS, Door, Room, open_doors
from safeguard.lib.permissions import Permission
from tests.pages import browser

CAST = ("owner", "colleague", "other_team", "manager", "dso", "dsl", "board", "ict", "admin")


def test_a_door_needs_one_of_its_permissions() -> None:
    needs = frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_TEAM})
    doors = (Door(Room.POLICIES, "A", "a", "x"), Door(Room.RECORDS, "B", "b", "y", needs))
    assert list(open_doors(doors, frozenset())) == [Room.POLICIES]
    assert list(open_doors(doors, frozenset({Permission.MANAGE_TEAM}))) == [Room.POLICIES, Room.RECORDS]


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("page", ["/organisation/", "/yours/"])
def test_every_door_that_is_shown_opens(cast: Any, who: str, page: str) -> None:
    client = browser(getattr(cast, who))
    rooms = client.get(page).context["rooms"]
    for door in (door for room in rooms for door in room["doors"]):
        # Some of allauth's pages ask for the password again: a way in, not a refusal.
        assert client.get(door["url"]).status_code in (200, 302), door["text"]


@pytest.mark.django_db
def test_administrators_find_more_than_workers(cast: Any) -> None:
    def shown(person: Any) -> set[str]:
        rooms = browser(person).get("/organisation/").context["rooms"]
        return {door["url"] for room in rooms for door in room["doors"]}

    assert "/organisation/people/" in shown(cast.admin) - shown(cast.owner)


def test_no_address_is_on_an_overview_twice() -> None:
    for doors in (ORGANISATION, YOURS):
        names = [door.url_name for door in doors]
        assert len(names) == len(set(names))
