"""The organisation: services, everybody who works for it, who holds which post, and what work stands on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from consent.messages import first_statement
from consent.models import Activity, Statement
from safeguard.people.models import Authority
from safeguard.platforms.models import Platform
from safeguard.policies.models import Policy, PolicyVersion, Signature
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import Post, PostHolding, RoleGrant, Service, Training, User
from tests.bench.data.copying import Filling, Row
from tests.bench.data.drawing import DAYS, NULL, TODAY, Names, at, dice, escaped, ref, token
from tests.bench.data.sizes import Size

LONG_AGO = at(0, 540)
# Everybody who is there once, in the order of their ids.
LEADS = (
    Role.DSL,
    Role.DEPUTY_DSL,
    Role.STRATEGIC_LEAD,
    Role.HR_DSO,
    Role.BOARD,  # the chair
    Role.BOARD,
    Role.ICT,
    Role.ADMINISTRATOR,
)
DSL, ICT = 1, 7
POSTS = ((PostCode.DSL, 1), (PostCode.DEPUTY_DSL, 2), (PostCode.STRATEGIC_LEAD, 3), (PostCode.HR_DSO, 4))
ACTIVITIES_EACH = 4  # of a service
AUTHORITIES, PLATFORMS = 150, 4


@dataclass(frozen=True)
class Worker:
    """A practitioner: their id, the service they work in, their manager."""

    id: int
    service: int
    manager: int


@dataclass
class World:
    """What later tables point to. Ids count from 1, in the order in which rows are made."""

    size: Size
    officers: dict[int, int] = field(default_factory=dict)  # service -> its safeguarding officer
    managers: list[tuple[int, int]] = field(default_factory=list)  # id, service
    workers: list[Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        size, first = self.size, len(LEADS) + 1
        self.officers = {s + 1: first + s // size.services_each for s in range(size.services)}
        first += size.regions
        by_region: dict[int, list[int]] = {}
        for number in range(size.managers):
            region = size.region_of(number)
            own = by_region.setdefault(region, [])
            self.managers.append((first + number, self._service(region, len(own))))
            own.append(first + number)
        first += size.managers
        met: dict[int, int] = {}
        for number in range(size.workers):
            region = size.region_of(number)
            turn = met[region] = met.get(region, -1) + 1
            manager = by_region[region][turn % len(by_region[region])]
            self.workers.append(Worker(first + number, self._service(region, turn), manager))

    def _service(self, region: int, turn: int) -> int:
        return region * self.size.services_each + turn % self.size.services_each + 1

    @property
    def officer(self) -> int:
        """The safeguarding officer of the first region, as whom pages are measured."""
        return self.officers[1]

    @property
    def staff(self) -> int:
        """How many people work here."""
        return self.workers[-1].id


def fill(filling: Filling, world: World) -> None:
    """Write all of it."""
    size = world.size
    services = (
        (str(s + 1), token(1, s), f"Service {s + 1:02}", f"Region {s // size.services_each + 1:02}")
        for s in range(size.services)
    )
    filling.copy(Service, ("id", "ref", "name", "region"), services)
    _people(filling, world)
    _posts(filling, world)
    _ground(filling, world)


def _people(filling: Filling, world: World) -> None:
    nobody_signs_in = make_password(None)
    places = _places(world)
    names = Names(dice("staff")).draw(len(places))
    users = (
        (
            str(pk),
            token(2, pk),
            f"staff{pk}@bench.example",
            escaped(f"{first} {last}"),
            f"+4477009{pk:05}",
            str(manager) if manager else NULL,
            nobody_signs_in,
            LONG_AGO,
        )
        for (pk, _role, _service, manager), (first, last) in zip(places, names, strict=True)
    )
    columns = ("id", "ref", "email", "full_name", "work_phone", "line_manager_id", "password", "joined_at")
    filling.copy(User, columns, users)
    own = User.services.through
    filling.copy(own, ("user_id", "service_id"), ((str(pk), str(s)) for pk, _r, s, _m in places if s))
    roles = ((str(pk), role, LONG_AGO) for pk, role, _s, _m in places)
    filling.copy(RoleGrant, ("user_id", "role", "granted_at"), roles)
    with_factor = [pk for pk, role, _s, _m in places if role not in (Role.PRACTITIONER, Role.BOARD)]
    columns = ("user_id", "type", "data", "created_at")
    secret = '{"secret": "bench"}'
    filling.copy(Authenticator, columns, ((str(pk), "totp", secret, LONG_AGO) for pk in [*with_factor, 5]))


def _places(world: World) -> list[tuple[int, str, int, int]]:
    """Everybody: id, role, service (0: none), line manager (0: none)."""
    found: list[tuple[int, str, int, int]] = [(n + 1, role.value, 0, 0) for n, role in enumerate(LEADS)]
    officers = sorted(set(world.officers.values()))
    found += [(pk, Role.DSO.value, 0, DSL) for pk in officers]
    found += [(pk, Role.LINE_MANAGER.value, service, world.officers[service]) for pk, service in world.managers]
    return [*found, *((one.id, Role.PRACTITIONER.value, one.service, one.manager) for one in world.workers)]


def _posts(filling: Filling, world: World) -> None:
    held: list[tuple[str, int, int]] = [(code.value, 0, pk) for code, pk in POSTS]
    held += [(PostCode.CHAIR.value, 0, 5)]
    held += [(PostCode.DSO.value, service, pk) for service, pk in world.officers.items()]
    posts = (
        (str(n + 1), code, str(service) if service else NULL, str(PostCode(code).label))
        for n, (code, service, _pk) in enumerate(held)
    )
    filling.copy(Post, ("id", "code", "service_id", "title"), posts)
    holdings = ((str(n + 1), str(pk), LONG_AGO) for n, (_code, _service, pk) in enumerate(held))
    filling.copy(PostHolding, ("post_id", "person_id", "from_at"), holdings)


def _ground(filling: Filling, world: World) -> None:
    """What has to be there before anybody meets a young person."""
    everybody = [*(pk for pk, _s in world.managers), *(one.id for one in world.workers)]
    trainings = ((token(3, pk), token(4, pk), str(pk), DAYS[TODAY - 200], NULL, str(DSL), LONG_AGO) for pk in everybody)
    columns = ("ref", "client_token", "person_id", "done_on", "expires_on", "recorded_by_id", "recorded_at")
    filling.copy(Training, ("kind", *columns), (("safeguarding_online", *row) for row in trainings))
    filling.copy(Policy, ("id", "ref", "code", "title", "kind"), [("1", ref("PO", 1), "aup", "Working online", "aup")])
    version = ("1", token(5, 1), token(6, 1), "1", "1", "We use work phones only.", LONG_AGO, str(DSL), "t")
    columns = ("id", "ref", "client_token", "policy_id", "number", "text", "issued_at", "issued_by_id", "must_sign")
    filling.copy(PolicyVersion, columns, [version])
    signed = ((token(7, pk), "1", str(pk), LONG_AGO) for pk in range(1, world.staff + 1))
    filling.copy(Signature, ("ref", "version_id", "person_id", "signed_at"), signed)
    filling.copy(
        Authority,
        ("id", "ref", "name", "children_phone", "duty_team_phone"),
        ((str(n), token(8, n), f"Authority {n:03}", "01632 960111", "01632 960112") for n in range(1, AUTHORITIES + 1)),
    )
    filling.copy(Platform, *_platforms())
    statement = ("1", token(10, 1), "1", escaped(first_statement()), LONG_AGO)
    filling.copy(Statement, ("id", "ref", "number", "text", "issued_at"), [statement])
    filling.copy(Activity, *_activities(world))


def _platforms() -> tuple[tuple[str, ...], list[Row]]:
    columns = ("id", "ref", "client_token", "name", "methods", "purpose", "owner_id", "status", "min_age")
    more = ("has_chat", "has_camera", "has_recording", "review_due")
    in_use = ("approved", "0", "t", "t", "f", DAYS[TODAY + 200])
    rows = [
        (str(n), ref("PL", n), token(9, n), f"Platform {n}", methods, "Conversations", str(ICT), *in_use)
        for n, methods in enumerate(("{video}", "{phone}", "{chat}", "{video,chat}"), 1)
    ]
    return (*columns, *more), rows


def _activities(world: World) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "client_token", "title", "description", "service_id", "purposes")
    columns += ("starts_on", "set_up_at", "set_up_by_id")
    first: dict[int, int] = {}
    for one in world.workers:
        first.setdefault(one.service, one.id)

    def rows() -> Iterator[Row]:
        for service in range(1, world.size.services + 1):
            for turn in range(ACTIVITIES_EACH):
                number = activity_of(service, turn)
                by: Any = first.get(service, world.workers[0].id)
                yield (
                    *(str(number), ref("AC", number), token(11, number), f"Mentoring, group {turn + 1}"),
                    *("We talk once a week.", str(service), "{take_part}", DAYS[10], LONG_AGO, str(by)),
                )

    return columns, rows()


def activity_of(service: int, turn: int) -> int:
    """The id of one of the activities of a service."""
    return (service - 1) * ACTIVITIES_EACH + turn % ACTIVITIES_EACH + 1
