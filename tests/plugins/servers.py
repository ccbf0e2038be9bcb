"""The servers behind the tests: one PostgreSQL shared by all runs on this checkout, one Redis per run.

A database is migrated once, as the owner, and copied for whoever needs one.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

import psycopg

from safeguard.embedded.environment import process_environment, site_environment
from safeguard.embedded.install import collect_static
from safeguard.embedded.local import ROOT, free_port, load_secrets, prepare_folder
from safeguard.embedded.postgres import APP, FAST, OWNER, Postgres
from safeguard.embedded.redis import Redis

FOLDER = ROOT / ".local" / "test"
LOGS = FOLDER / "log"
OUTSIDE = "no_database_outside_a_test"  # what Django is told until a test asks for a database


def with_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class DatabaseServer:
    """The server with the template: the embedded one, or the one that DATABASE_OWNER_URL names."""

    def __init__(self, app_url: str, owner_url: str) -> None:
        self.app_url, self.owner_url = app_url, owner_url

    def execute(self, statement: str) -> list[tuple[str]]:
        """Run one statement as the owner, outside any database of ours."""
        with psycopg.connect(with_database(self.owner_url, "postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def databases(self, prefix: str) -> list[str]:
        """Names of the databases that begin so."""
        return [name for (name,) in self.execute("SELECT datname FROM pg_database") if name.startswith(prefix)]

    def drop(self, name: str) -> None:
        """Drop a database, ending the sessions on it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def copy(self, template: str, name: str) -> None:
        """Make a database from another that nobody uses."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def migrated_template(self, environment: dict[str, str]) -> str:
        """The name of a database with all migrations in it and a clock that may be moved, made if need be."""
        digest = migrations_digest()
        name, draft = f"safeguard_template_{digest}", f"safeguard_draft_{digest}"
        if name in self.databases(name):
            return name
        self.drop(draft)
        self.execute(f'CREATE DATABASE "{draft}"')
        urls = {"DATABASE_URL": with_database(self.app_url, draft)}
        urls["DATABASE_OWNER_URL"] = with_database(self.owner_url, draft)
        for command in ("migrate --skip-checks", "allow_clock_shift --skip-checks"):
            run_manage(command, environment | urls)
        make_live(urls["DATABASE_OWNER_URL"])
        self.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        return name

    def demo_template(self, run: str) -> str:
        """The name of a database with the demonstration in it, loaded once in a run, whoever asks first."""
        name, draft = f"safeguard_test_{run}_demo", f"safeguard_test_{run}_loading"
        with alone("demo.lock"):
            if name not in self.databases(name):
                self.drop(draft)
                self.copy(os.environ["TEST_TEMPLATE"], draft)
                urls = {"DATABASE_URL": with_database(self.app_url, draft)}
                urls["DATABASE_OWNER_URL"] = with_database(self.owner_url, draft)
                run_manage("load_demo", dict(os.environ) | urls)
                self.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        return name


def make_live(owner_url: str) -> None:
    """Let real people be recorded: what almost every test begins with. Setting up has tests of its own."""
    with psycopg.connect(owner_url) as owner:
        owner.execute("UPDATE practitioners_organisation SET name = 'Harbour Youth', live_at = now()")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold a lock that every process of this checkout's tests asks for by its name."""
    with (FOLDER / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_manage(command: str, environment: dict[str, str]) -> None:
    """Run one of manage.py's commands; what it says is shown when it fails."""
    arguments = [sys.executable, "manage.py", *command.split()]
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"manage.py {command} failed:\n{done.stdout}\n{done.stderr}")


def migrations_digest() -> str:
    """Changes whenever a migration of ours does."""
    found = [path for folder in ("safeguard", "consent", "sessions_app", "incidents") for path in _code(folder)]
    digest = hashlib.sha256()
    for path in sorted(found):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _code(folder: str) -> Iterator[Path]:
    for path in (ROOT / folder).rglob("migrations/*"):
        if path.suffix in (".py", ".sql"):
            yield path


def fast_postgres(folder: Path, secrets: Mapping[str, str], *, log: Path) -> Postgres:
    """A server for tests: it does not wait for the disk."""
    passwords = {OWNER: secrets["OWNER_PASSWORD"], APP: secrets["APP_PASSWORD"]}
    return Postgres(folder, port=free_port(), passwords=passwords, log=log, settings=FAST)


class TestServers:
    """What one run of pytest starts, and stops unless another run still needs it."""

    __test__ = False

    def __init__(self) -> None:
        prepare_folder(FOLDER)
        prepare_folder(LOGS)
        self.secrets = load_secrets(FOLDER)
        self.postgres: Postgres | None = None
        self.redis: Redis | None = None
        self.users: IO[str] = (FOLDER / "users.lock").open("w")

    def start(self) -> None:
        """Start both servers and put the settings of the tests into the environment, for the workers too."""
        fcntl.flock(self.users, fcntl.LOCK_SH)  # held until the end: who gets it alone may stop PostgreSQL
        with alone("start.lock"):
            server = self._start_database()
            redis_url = os.environ.get("REDIS_URL") or self._start_redis()
            environment = self._environment(server, redis_url)
            for name in server.databases("safeguard_test_"):
                if not Path(f"/proc/{name.split('_')[2]}").exists():
                    server.drop(name)
            collect_static(partial(run_manage, environment=environment))
            environment["TEST_TEMPLATE"] = server.migrated_template(environment)
        os.environ.update(environment)

    def stop(self) -> None:
        """Stop what nobody else uses."""
        if self.redis:
            self.redis.remove()
        database = DatabaseServer(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
        database.drop(f"safeguard_test_{os.environ['TEST_RUN']}_demo")
        with self.users:
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
            if self.postgres:
                self.postgres.stop()

    def _start_database(self) -> DatabaseServer:
        if "DATABASE_URL" in os.environ:
            return DatabaseServer(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
        self.postgres = fast_postgres(FOLDER / "postgres", self.secrets, log=LOGS / "postgres.log")
        if port := self.postgres.running_port():
            self.postgres.port = port
        else:
            self.postgres.start(outlive_us=True)
        return DatabaseServer(self.postgres.url(APP), self.postgres.url(OWNER))

    def _start_redis(self) -> str:
        folder = FOLDER / f"redis-{os.getpid()}"
        self.redis = Redis(
            folder, port=free_port(), password=self.secrets["REDIS_PASSWORD"], log=LOGS / f"{folder.name}.log"
        )
        self.redis.start()
        return self.redis.url()

    def _environment(self, server: DatabaseServer, redis_url: str) -> dict[str, str]:
        port = free_port()
        settings = site_environment(
            port=port,
            database=with_database(server.app_url, OUTSIDE),
            owner_database=with_database(server.owner_url, OUTSIDE),
            redis=redis_url,
            mail_port=free_port(),
            sms_port=free_port(),
            secrets=self.secrets,
            demo=True,
        )
        return process_environment(settings, port=port) | {"TEST_RUN": str(os.getpid())}
