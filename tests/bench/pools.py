"""What pages are opened with: references that the person who opens them may see, found as the product finds them."""

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from incidents import selectors as incidents
from incidents.access import visible_incidents
from safeguard.lib import clock
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.people.rules import sounds_of
from safeguard.practitioners.models import User
from safeguard.reports.models import BoardReport
from sessions_app.access import visible_sessions
from sessions_app.selectors import sessions
from tests.bench.data.organisation import World
from tests.bench.data.sizes import LONG_CASE, TEN
from tests.bench.pages import Page, Role

MANY = 200  # of each
DEEP = 2_500  # the 100th page of 25
DEEPER = 10_000
PAGE = 25
PEOPLE = 10  # of those met often; a worker has about as many
Pool = Callable[[User], list[str]]


def people_measured(world: World) -> dict[Role, User]:
    """Who opens the pages: nobody sees more than one region. Their roles, services and posts are the generator's."""
    pks = {"dso": world.officer, "worker": world.workers[0].id, "manager": world.managers[0][0]}
    found = User.objects.in_bulk(pks.values())
    return {role: found[pk] for role, pk in pks.items()}  # type: ignore[misc]


@dataclass
class Pools:
    """Draws what a page is opened with. The same draws in each run over the same data."""

    users: Mapping[Role, User]
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    _known: dict[tuple[Role, str], list[str]] = field(default_factory=dict)

    def fill(self, text: str, role: Role) -> str:
        """The text with a draw for every name in braces. Raises LookupError where there is nothing to draw from."""
        if "{" not in text:
            return text
        before, _, rest = text.partition("{")
        name, _, after = rest.partition("}")
        drawn = str(uuid.uuid4()) if name == "token" else self.chance.choice(self._pool(role, name))
        return before + drawn + self.fill(after, role)

    def request(self, page: Page) -> tuple[str, dict[str, str] | None]:
        """The path and the form of one request."""
        form = {name: self.fill(value, page.role) for name, value in page.form.items()} if page.form else None
        return self.fill(page.path, page.role), form

    def _pool(self, role: Role, name: str) -> list[str]:
        known = self._known.get((role, name))
        if known is None:
            known = self._known[role, name] = POOLS[name](self.users[role])
            if not known:
                raise LookupError(f"there is no {name} for {role}")
        return known


def _refs(rows: QuerySet[Any]) -> list[str]:
    """The references of some of them, drawn evenly from all."""
    refs = list(rows.order_by("pk").values_list("ref", flat=True))
    return random.Random(12).sample(refs, min(MANY, len(refs)))


def _at_depth(rows: QuerySet[Any], depth: int) -> list[str]:
    """The reference after which a full page begins at this depth, or as deep as there is one."""
    depth = max(0, min(depth, rows.count() - PAGE - 1))
    return list(rows.values_list("ref", flat=True)[depth : depth + 1])


def _with_entries(user: User, count: int) -> list[str]:
    """Cases with so many lines, answered."""
    cases = visible_incidents(user).exclude(state="raised").annotate(lines=Count("entries"))
    return _refs(cases.filter(lines=count))


def _people(user: User) -> list[str]:
    """Those who have been met most often: more than 25 times, but for the smallest data."""
    met = visible_people(user).annotate(times=Count("sessions")).order_by("-times", "pk")
    return list(met.values_list("ref", flat=True)[:PEOPLE])


def _names(user: User, *, common: bool) -> list[str]:
    """The surnames most often met, or those that one person has."""
    counts: dict[str, int] = {}
    for name in Person.objects.values_list("full_name", flat=True):
        last = name.split()[-1]
        counts[last] = counts.get(last, 0) + 1
    seen = {name.split()[-1] for name in visible_people(user).values_list("full_name", flat=True)}
    order = sorted(((count, name) for name, count in counts.items() if name in seen), reverse=common)
    return [name for _count, name in order[: 5 if common else MANY]]


def _misspelt(user: User) -> list[str]:
    """Names as somebody hears them: another spelling of the same sound, which nobody is called."""
    heard = {name: spelt for name in _names(user, common=False) if (spelt := _as_heard(name)) != name}
    return [spelt for name, spelt in heard.items() if sounds_of(spelt.casefold()) & sounds_of(name.casefold())][:MANY]


def _as_heard(name: str) -> str:
    for written, heard in (("ck", "k"), ("ph", "f"), ("y", "i"), ("ll", "l"), ("tt", "t"), ("nn", "n"), ("ss", "s")):
        if written in name:
            return name.replace(written, heard)
    return name.replace("n", "nn") if "n" in name else name


POOLS: Mapping[str, Pool] = {
    "in_hand_deep": lambda user: _at_depth(incidents.acknowledged(visible_incidents(user)), DEEP),
    "closed_deep": lambda user: _at_depth(incidents.closed(visible_incidents(user)), DEEP),
    "case_of_ten": lambda user: _with_entries(user, TEN),
    "case_of_many": lambda user: _with_entries(user, LONG_CASE),
    "report": lambda user: _refs(incidents.reports_of(user)),
    "person": _people,
    "person_deep": lambda user: _at_depth(visible_people(user).order_by("-registered_at", "-pk"), DEEP),
    "common_name": lambda user: _names(user, common=True),
    "rare_name": lambda user: _names(user, common=False),
    "misspelt_name": _misspelt,
    "session": lambda user: _refs(visible_sessions(user).filter(state="recorded")),
    "session_recorded": lambda user: _refs(visible_sessions(user).filter(state="recorded", practitioner=user)),
    "session_to_come": lambda user: _refs(visible_sessions(user).filter(state="approved", practitioner=user)),
    "session_deep": lambda user: _at_depth(
        sessions.past(visible_sessions(user), clock.now()).order_by("-starts_at", "-pk"), DEEPER
    ),
    "board_report": lambda user: _refs(BoardReport.objects.all()),
}
