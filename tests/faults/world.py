"""Everything that one run of faults works with: the processes (two of everything), the people, providers, clock."""

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from safeguard.lib import clock
from safeguard.practitioners.actions import create_service, create_user, fill_post, grant_role
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import Service, User
from tests.faults.balancer import Balancer
from tests.faults.browser import Browser
from tests.faults.load import Load
from tests.faults.rows import Row
from tests.faults.sink import MailSink, TextSink
from tests.plugins.stack import Stack, run_stack

PASSWORD = "a long walk by the harbour"
TWICE = {"worker": "worker-2", "relay": "relay-2", "beat": "beat-2"}
WORKERS, RELAYS, BEATS = ("worker", "worker-2", "worker-slow"), ("relay", "relay-2"), ("beat", "beat-2")
BACKGROUND = WORKERS + BEATS + RELAYS
WEBS = ("web", "web-2")
EVERYTHING = ("web", *BACKGROUND)


@dataclass(frozen=True)
class Window:
    """One fault, from when to when (epoch). ``is_broker``: only Celery's way was cut."""

    code: str
    begin: float
    end: float
    is_broker: bool = False


@dataclass
class World:
    """One installation under load."""

    stack: Stack
    mail: MailSink
    texts: TextSink
    rng: random.Random
    people: dict[str, User]
    load: Load
    browser: Browser  # of somebody who is not signed in
    balancer: Balancer  # before the webs, however many
    pace: float = 1.0  # how long everything lasts: 1 is the long form
    windows: list[Window] = field(default_factory=list)
    kills: int = 0  # of processes that might have been between "taken" and "noted as taken"
    notes: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)  # what faults have measured themselves
    own_tokens: set[str] = field(default_factory=set)  # of concerns raised beside the load
    _shifts: list[tuple[float, float]] = field(default_factory=lambda: [(0.0, 0.0)])

    @contextmanager
    def fault(self, code: str, *, is_broker: bool = False) -> Iterator[None]:
        """What happens inside is the fault; its window is noted for the bounds on delays."""
        begin = time.time()
        try:
            yield
        finally:
            self.windows.append(Window(code, begin, time.time(), is_broker))

    def kill(self, *names: str) -> None:
        """Kill with -9, children left behind as they are."""
        for name in names:
            self.kills += name not in WEBS
            self.stack.kill(name)

    def stop(self, *names: str) -> None:
        """Stop as an operator would."""
        for name in names:
            self.stack.stop(name)

    def start(self, *names: str, environment: dict[str, str] | None = None) -> None:
        """Start, and wait for the web if it is among them: a new one waits for the port of its orphans."""
        for name in names:
            self.stack.start(name, environment=environment)
        webs = [name for name in names if name in WEBS]
        if webs:

            def answers() -> bool:
                for name in webs:
                    self.stack.start(name, environment=environment)
                return self.stack.answers()

            self.stack.wait_for(answers, seconds=60, what="the web to answer again")

    def supervise(self, after: str) -> None:
        """Start again what has ended by itself, as the supervisor of an installation does, and say so."""
        for name in BACKGROUND:
            if not self.stack.children[name].running():
                self.notes.append(f"{name} ended by itself in {after} and was started again")
                self.stack.start(name)

    def pause(self, at_least: float, at_most: float) -> None:
        """Let the load run for a while."""
        time.sleep(self.pace * self.rng.uniform(at_least, at_most))

    def shift(self, **by: float) -> None:
        """Move the database's clock forward."""
        step = timedelta(**by)
        fresh_connection()
        clock.shift(step)
        self._shifts.append((time.time(), self._shifts[-1][1] + step.total_seconds()))

    def problems(self) -> list[str]:
        """What the health address finds wrong with the alerts. Raises ``Lost`` if nobody answers."""
        found: list[str] = json.loads(self.browser.get("/health/alerts").body)["problems"]
        return found

    def wall(self, moment: datetime) -> float:
        """A moment of the database's clock as a moment of the machine's (epoch)."""
        for since, shifted in reversed(self._shifts):
            real = moment.timestamp() - shifted
            if real >= since - 1.0:
                return real
        raise AssertionError(f"{moment} was never")


def fresh_connection() -> None:
    """Let go of a connection that may have died with its server."""
    connection.close()


def _people() -> dict[str, User]:
    """An organisation of two services, by the real actions. The second service's officer has no telephone."""
    now = clock.now()
    north = create_service(by=None, now=now, name="North")
    south = create_service(by=None, now=now, name="South")
    people: dict[str, User] = {}

    def person(name: str, phone: str = "", services: tuple[Service, ...] = (), role: str = "") -> User:
        people[name] = create_user(
            by=None,
            now=now,
            email=f"{name}@faults.example",
            full_name=name.title(),
            password=PASSWORD,
            work_phone=phone,
            services=services,
        )
        grant_role(by=None, now=now, user=people[name], role=role or Role.PRACTITIONER)
        return people[name]

    for number in range(4):
        person(f"raiser{number}", services=(north if number % 2 else south,))
    posts = (
        ("north", PostCode.DSO, "07700900001", (north,), north, Role.DSO),
        ("south", PostCode.DSO, "", (south,), south, Role.DSO),
        ("lead", PostCode.DSL, "07700900002", (north, south), None, Role.DSL),
        ("deputy", PostCode.DEPUTY_DSL, "07700900003", (north, south), None, Role.DEPUTY_DSL),
        ("strategic", PostCode.STRATEGIC_LEAD, "07700900004", (), None, Role.STRATEGIC_LEAD),
    )
    for name, code, phone, services, service, role in posts:
        fill_post(by=None, now=now, code=code, person=person(name, phone, services, role), service=service)
    return people


@contextmanager
def world(
    name: str,
    *,
    seed: int,
    rate: float,
    own_server: bool,
    pace: float = 1.0,
    environment: dict[str, str] | None = None,
    webs: int = 1,
) -> Iterator[World]:
    """Two of everything (of the web: ``webs``), signed-in people, and no load yet (``load.start()`` begins it)."""
    with ExitStack() as exits:
        mail, texts = MailSink(), TextSink()
        exits.callback(mail.close)
        exits.callback(texts.close)
        settings = {
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "SMS_URL": f"json://127.0.0.1:{texts.port}/sms/{{to}}",
            **(environment or {}),
        }
        stack = exits.enter_context(run_stack(name, own_server=own_server, environment=settings))
        for first, second in TWICE.items():
            words = [word.replace("alerts@", "alerts2@") for word in stack.commands[first]]
            stack.commands[second] = words
            stack.start(second)
        if webs == 2:
            stack.add_web("web-2")
            stack.start("web-2")
            stack.wait_for(stack.answers, seconds=60, what="the second web")
        balancer = Balancer(stack.web_ports())
        exits.callback(balancer.close)
        site = f"http://localhost:{balancer.port if webs > 1 else stack.port}"
        people = _people()
        browsers = {
            who: Browser(site, people[who].email, PASSWORD)
            for who in ("raiser0", "raiser1", "raiser2", "raiser3", "lead")
        }
        for browser in browsers.values():
            browser.sign_in()
        answerer = browsers.pop("lead")
        rng = random.Random(seed)
        load = Load(list(browsers.values()), answerer, rate=rate, rng=random.Random(rng.random()))
        yield World(stack, mail, texts, rng, people, load, Browser(site, "", ""), balancer, pace)


def durable() -> None:
    """Commits reach the kernel before they are answered: a server for tests may not, and a kill would lose them."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",), "the test server answers commits that a kill would lose"


WRONG_CLOCK = os.path.join(os.path.dirname(__file__), "skew")
