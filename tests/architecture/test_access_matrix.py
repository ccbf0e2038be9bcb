"""Every role, every relation, every kind of thing, every verb: the pages answer as the table says (SEC-01, SEC-06).

What a cell does not allow is not there: a 404, absent from the list and from what a search finds. Everything is made
once, and every page asked once for each person; the tests compare.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoDbBlocker

from incidents import selectors
from incidents.access import visible_incidents
from incidents.models import Reader
from safeguard.lib import clock
from safeguard.people.actions import add_authority
from safeguard.policies.models import Policy
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from tests.architecture import access_things
from tests.architecture.access_table import DOCUMENT, PEOPLE, THINGS, VERBS, cells, written
from tests.factories.cast import Cast, assemble
from tests.factories.consent import asked
from tests.factories.incidents import a_complaint, raise_by
from tests.factories.live import a_live_session
from tests.factories.people import register
from tests.factories.platforms import PlatformFactory
from tests.factories.practitioners import UserFactory
from tests.factories.reports import a_report, an_issued_report, last_quarter
from tests.factories.sessions import one_to_one, planned, ready_ground
from tests.pages import browser


@dataclass(frozen=True)
class World:
    """Everybody, and the references of what was made."""

    cast: Cast
    reader: User
    refs: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.reader if name == "reader" else self.cast[name]


def things() -> World:
    """One of each kind, through the real actions."""
    cast, now = assemble(), clock.now()
    reader = UserFactory(
        email="reader@harbour.example", full_name="Rhea Moss", roles=[Role.PRACTITIONER], services=[cast.other_service]
    )
    ground = ready_ground(cast, now)
    elsewhere = register(cast.other_team, now, full_name="Zofia Nowak", phone="07700 900123", safe_call="yes")
    request = asked(cast.owner, ground.person, ground.person.adults.get())
    plan = planned(ground, one_to_one(ground, minutes=60))
    own = {"service": cast.service}
    concerns = {
        "concern": raise_by(cast.owner, **own),
        "concern_else": raise_by(cast.other_team, service=cast.other_service),
        "concern_read": raise_by(cast.owner, **own),
        "concern_imagery": raise_by(cast.owner, imagery="not_sure", **own),
        "concern_staff": raise_by(cast.owner, about_staff="yes", staff_named="Callum Reid", **own),
        "concern_locked": raise_by(cast.owner, **own),
        "concern_lead": raise_by(cast.owner, about_staff="yes", staff_named="Dana Whitlock", **own),
    }
    Reader.objects.create(incident=concerns["concern_read"], person=reader, added_by=cast.dsl, added_at=now)
    shared = access_things.around_concerns(cast, now, concerns)
    platform = PlatformFactory(name="Quay Calls", owner=cast.ict)
    issued = an_issued_report(cast.dsl, last_quarter(now).previous())
    made = {
        "person": ground.person.ref,
        "person_else": elsewhere.ref,
        "adult": ground.person.adults.get().ref,
        "authority": add_authority(by=cast.owner, now=now, name="Hull").ref,
        "risk": ground.person.risk_assessments.latest("pk").ref,
        "consent": request.ref,
        "plan": plan.ref,
        "complaint": a_complaint(cast, now, plan).ref,
        "live": a_live_session(cast.other_team).ref,
        "draft": a_report(cast.dsl).ref,
        "issued": issued.ref,
        "policy": Policy.objects.get(code="aup").ref,
        "platform": platform.ref,
        "owner": cast.owner.ref,
        "lead_ref": cast.dsl.ref,
        "service": cast.service.ref,
        "service_else": cast.other_service.ref,
        **{name: incident.ref for name, incident in concerns.items()},
    }
    more = {
        **shared,
        **access_things.around_people(cast, now),
        **access_things.around_staff(cast, now),
        **access_things.around_platforms(cast, now, platform),
        **access_things.around_authorities(cast, now, concerns["concern"]),
    }
    made |= {name: one.ref for name, one in more.items()}
    return World(cast, reader, {name: str(ref) for name, ref in made.items()})


@dataclass(frozen=True)
class Seen:
    """What each person can really do with each thing, and how many concerns they are counted."""

    cells: dict[tuple[str, str], str]
    counted: dict[str, int]


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Seen]:
    """Everything is asked once, and undone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        world = things()
        found = {(thing, who): letters for who in PEOPLE for thing, letters in _asked_by(who, world)}
        yield Seen(found, concerns_counted(world))
        transaction.set_rollback(True)


def _asked_by(who: str, world: World) -> Iterator[tuple[str, str]]:
    ask = Asking(browser(world[who]), world, who)
    for name, thing in THINGS.items():
        yield name, "".join(verb for verb, (page, shows) in thing.pages.items() if ask.is_allowed(page, shows))


@dataclass
class Asking:
    """The browser of one person. Each page is asked for once: nothing changes between two looks at it."""

    client: Client
    world: World
    who: str
    looked_at: dict[str, tuple[int, str]] = field(default_factory=dict)

    def is_allowed(self, page: str, shows: str) -> bool:
        """Whether a page is there for somebody and shows what it should; what was sent, whether it was done."""
        method, _, rest = page.partition(" ") if page.startswith("POST ") else ("GET", "", page)
        address, _, sent = rest.format(**self.world.refs).partition(" ")
        if method == "POST":
            status, body = self._answer(lambda: self.client.post(address, QueryDict(sent).dict()), page)
        elif address in self.looked_at:
            status, body = self.looked_at[address]
        else:
            status, body = self.looked_at[address] = self._answer(lambda: self.client.get(address), page)
        if method == "POST" and not shows:
            return status == 302 and self.who != "anonymous"
        return status == 200 and shows.format(**self.world.refs) in body

    def _answer(self, ask: Callable[[], Any], page: str) -> tuple[int, str]:
        with transaction.atomic():
            answer = ask()
            transaction.set_rollback(True)  # what was changed is as it was for the next
        asked = (self.who, page, answer.status_code)
        if self.who == "anonymous":
            assert answer.headers.get("Location", "").startswith("/account/login/"), asked
        assert answer.status_code in (200, 302, 404, 422), asked
        return answer.status_code, answer.content.decode()


def concerns_counted(world: World) -> dict[str, int]:
    """How many concerns are counted for each person who is somebody."""
    found = {who: selectors.latest_alert(visible_incidents(world[who])).count for who in PEOPLE if who != "anonymous"}
    return {**found, "anonymous": 0}


def test_what_is_counted_is_what_may_be_opened(seen: Seen) -> None:
    concerns = [name for name in THINGS if name.startswith("concern")]
    opened = {who: sum("o" in seen.cells[name, who] for name in concerns) for who in PEOPLE}
    assert seen.counted == opened


@pytest.mark.requirement("SEC-01", "SEC-06")
@pytest.mark.parametrize("thing", THINGS)
def test_everybody_sees_and_does_what_the_table_says_and_no_more(seen: Seen, thing: str) -> None:
    expected = cells()
    wrong = [
        f"{who}: {seen.cells[thing, who] or 'nothing'}, and the table says {expected[thing, who] or 'nothing'}"
        for who in PEOPLE
        if set(seen.cells[thing, who]) != set(expected[thing, who])
    ]
    assert not wrong, f"{THINGS[thing].words}\n" + "\n".join(wrong)


def test_every_role_and_verb_stands_in_the_table() -> None:
    lines = {thing for thing, _who in cells()}
    assert lines == set(THINGS)
    verbs = {verb for thing in THINGS.values() for verb in thing.pages}
    assert verbs == set(VERBS)
    assert {letter for cell in cells().values() for letter in cell} == set(VERBS)


def test_the_document_says_the_same() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert written(document) == document, "python -m tests.architecture.access_table"
