"""Safeguard as real processes: web, workers, beat, relay and mail catcher, for journeys and for faults.

They run from the Procfile, with the environment of an installation, against a database of their own.
"""

import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
from pytest_django import DjangoDbBlocker

from safeguard.embedded.environment import process_environment, read_procfile, site_environment
from safeguard.embedded.local import ROOT, free_port, load_secrets
from safeguard.embedded.postgres import APP, OWNER, Postgres
from safeguard.embedded.processes import Child, stop_all, tail
from safeguard.embedded.redis import Redis
from tests.plugins.database import connected_to, fresh_copy
from tests.plugins.servers import FOLDER, LOGS, fast_postgres, make_live, run_manage

STOP_WITHIN = 5.0  # seconds for a process to end by itself
START_WITHIN = 60.0  # seconds for all of them to answer, on a busy machine


class Stack:
    """The processes by their names in the Procfile, and the servers under them (`redis`, `postgres` if its own)."""

    def __init__(
        self,
        *,
        name: str,
        app_url: str,
        owner_url: str,
        postgres: Postgres | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment` replaces settings, to point mail somewhere else for instance."""
        secrets = load_secrets(FOLDER)
        self.name, self.app_url, self.owner_url, self.postgres = name, app_url, owner_url, postgres
        self.port, self.mail_port, self.sms_port = free_port(), free_port(), free_port()
        self.base_url = f"http://localhost:{self.port}"
        self.redis = Redis(
            FOLDER / f"redis-{name}",
            port=free_port(),
            password=secrets["REDIS_PASSWORD"],
            log=self.log("redis"),
        )
        self.commands = read_procfile(ROOT / "Procfile")
        self.children: dict[str, Child] = {}
        self.own_environment: dict[str, dict[str, str]] = {}  # what one process alone is told, by its name
        settings = site_environment(
            port=self.port,
            database=app_url,
            owner_database=owner_url,
            redis=self.redis.url(),
            mail_port=self.mail_port,
            sms_port=self.sms_port,
            secrets=secrets,
            demo=True,
        )
        self.environment = process_environment(settings, port=self.port) | dict(environment or {})

    def log(self, process: str) -> Path:
        """Where a process of this stack writes; kept after the test."""
        return LOGS / f"{self.name}-{process}.log"

    def start(self, name: str, *, environment: Mapping[str, str] | None = None) -> None:
        """Start one process (or `redis`, `postgres`) if it is not running; `environment` adds to the stack's own."""
        if name in ("redis", "postgres"):
            self._server(name).start()
        elif name not in self.children or not self.children[name].running():
            env = self.environment | self.own_environment.get(name, {}) | dict(environment or {})
            self.children[name] = Child(self.commands[name], log=self.log(name), env=env, cwd=ROOT)

    def add_web(self, name: str) -> None:
        """Another web on a port of its own, as a second machine would run it; not started yet."""
        self.commands[name] = self.commands["web"]
        self.own_environment[name] = {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{free_port()}"}

    def web_ports(self) -> list[int]:
        """Where each web listens, the first one first."""
        others = [own["GUNICORN_CMD_ARGS"] for own in self.own_environment.values() if "GUNICORN_CMD_ARGS" in own]
        return [self.port, *(int(words.rpartition(":")[2]) for words in others)]

    def start_all(self) -> None:
        """Start everything that the Procfile names and wait until the web answers and mail is taken."""
        self.redis.start()
        for name in self.commands:
            self.start(name)
        self.wait_for(self.answers, seconds=START_WITHIN, what=f"the web: {tail(self.log('web'))}")

    def answers(self) -> bool:
        """Whether every web says that it is alive."""
        return all(_is_alive(port) for port in self.web_ports())

    def kill(self, name: str, sig: int = signal.SIGKILL) -> None:
        """Send a signal to one process itself, not to its children: its orphans are part of the fault."""
        child = self._child(name)
        os.kill(child.pid, sig)
        if sig == signal.SIGKILL:
            child.process.wait()

    def kill_one_child(self, name: str) -> int:
        """Kill one child of a process with -9 (a worker's or the web's own child); returns its id."""
        victim = psutil.Process(self._child(name).pid).children()[0]
        victim.kill()
        return int(victim.pid)

    def stop(self, name: str) -> None:
        """Stop one process as an operator would, and whatever is left of its group."""
        self._child(name).stop(wait=STOP_WITHIN)

    def stop_all(self) -> None:
        """Stop everything, the servers last."""
        stop_all(self.children.values(), wait=STOP_WITHIN)
        self.redis.stop()

    def wait_for(self, condition: Callable[[], object], *, seconds: float = 30, what: str = "it") -> None:
        """Ask until the condition holds; fails the test after `seconds`."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"waited {seconds:.0f} s for {what}")
            time.sleep(0.05)

    def manage(self, command: str) -> None:
        """Run one of manage.py's commands on this stack's database."""
        run_manage(command, self.environment)

    def _server(self, name: str) -> Redis | Postgres:
        server = {"redis": self.redis, "postgres": self.postgres}[name]
        if server is None:
            raise pytest.UsageError("this stack shares PostgreSQL: ask for run_stack(own_postgres=True)")
        return server

    def _child(self, name: str) -> Child:
        child = self._server(name).child if name in ("redis", "postgres") else self.children[name]
        assert child is not None
        return child


def _is_alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def own_postgres(name: str) -> Iterator[Postgres]:
    """A PostgreSQL that a test may kill, migrated like the template."""
    server = fast_postgres(FOLDER / f"postgres-{name}", load_secrets(FOLDER), log=LOGS / f"{name}-postgres.log")
    server.start()
    urls = {"DATABASE_URL": server.url(APP), "DATABASE_OWNER_URL": server.url(OWNER)}
    try:
        for command in ("migrate --skip-checks", "allow_clock_shift --skip-checks"):
            run_manage(command, dict(os.environ) | urls)
        make_live(urls["DATABASE_OWNER_URL"])
        yield server
    finally:
        server.remove()


@contextmanager
def run_stack(
    name: str, *, own_server: bool = False, demo: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """Start a whole stack and point Django's connection in this process at its database.

    `own_server` gives it a PostgreSQL of its own, which may be killed; `demo` fills the shared one with the
    demonstration. `environment` replaces settings.
    """
    name = f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{os.getpid()}"
    with ExitStack() as exits:
        server = exits.enter_context(own_postgres(name)) if own_server else None
        if server:
            app_url, owner_url = server.url(APP), server.url(OWNER)
        else:
            copy = exits.enter_context(fresh_copy(demo=demo))
            app_url, owner_url = copy.app_url, copy.owner_url
        stack = Stack(name=name, app_url=app_url, owner_url=owner_url, postgres=server, environment=environment)
        exits.callback(stack.redis.remove)
        exits.callback(stack.stop_all)
        exits.enter_context(connected_to(app_url))
        stack.start_all()
        yield stack


@pytest.fixture
def stack(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stack]:
    """Everything running for one test; `run_stack` is for a fixture that several tests share."""
    with django_db_blocker.unblock(), run_stack(request.node.name) as running:
        yield running
