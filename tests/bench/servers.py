"""The bench's own PostgreSQL in `.local/bench`, set as a small installation sets it, and its databases.

A filled database is kept for the next run under a name that changes with the migrations and the generator. A run works
on a copy of it, so that what one run writes is not there in the next.
"""

import fcntl
import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from safeguard.embedded.environment import process_environment, read_procfile, site_environment
from safeguard.embedded.install import collect_static
from safeguard.embedded.local import LOCAL, ROOT, fingerprint, free_port, load_secrets, prepare_folder
from safeguard.embedded.postgres import APP, OWNER, Postgres
from safeguard.embedded.processes import Child, tail
from safeguard.embedded.redis import Redis
from tests.bench.data.sizes import LONG_CASE, MOMENT, TEN, YEARS, Size
from tests.plugins.servers import DatabaseServer, migrations_digest, run_manage, with_database

FOLDER = LOCAL / "bench"
LOGS = FOLDER / "log"
# Everything else as PostgreSQL comes: it waits for the disk, and nothing is set for one query or another.
SETTINGS = {"shared_buffers": "512MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB"}
RUNNING = "bench_run"
START_WITHIN = 60.0  # seconds
Fill = Callable[[str, Size], object]


class Bench:
    """Servers, and the environment that processes of the product are given for a database."""

    def __init__(self, *, port: int | None = None, mail_port: int | None = None, sms_port: int | None = None) -> None:
        prepare_folder(FOLDER)
        prepare_folder(LOGS)
        self.secrets = load_secrets(FOLDER)
        passwords = {OWNER: self.secrets["OWNER_PASSWORD"], APP: self.secrets["APP_PASSWORD"]}
        log = LOGS / "postgres.log"
        self.postgres = Postgres(FOLDER / "postgres", port=free_port(), passwords=passwords, log=log, settings=SETTINGS)
        password = self.secrets["REDIS_PASSWORD"]
        self.redis = Redis(FOLDER / "redis", port=free_port(), password=password, log=LOGS / "redis.log")
        self.port, self.mail_port, self.sms_port = (one or free_port() for one in (port, mail_port, sms_port))
        self.server = DatabaseServer(self.postgres.url(APP), self.postgres.url(OWNER))

    def start(self) -> None:
        """Start both servers. Raises RuntimeError while another bench runs in this checkout: they share the data."""
        self._alone = (FOLDER / "bench.lock").open("w")
        try:
            fcntl.flock(self._alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise RuntimeError("another bench is running in this checkout") from busy
        self.postgres.start()
        self.redis.start()

    def stop(self) -> None:
        """Stop both, the data stay."""
        self.redis.stop()
        self.postgres.stop()
        self._alone.close()

    def environment(self, database: str) -> dict[str, str]:
        """The settings of an installation on this database, with the bench's floors beside the product's pages."""
        settings = site_environment(
            port=self.port,
            database=with_database(self.server.app_url, database),
            owner_database=with_database(self.server.owner_url, database),
            redis=self.redis.url(),
            mail_port=self.mail_port,
            sms_port=self.sms_port,
            secrets=self.secrets,
            demo=False,
        )
        return process_environment(settings, port=self.port) | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.site.settings",
            "LOG_LEVEL": "WARNING",
        }

    def filled(self, size: Size, fill: Fill) -> str:
        """The name of the database of this size, made with ``fill(owner_url, size)`` if there is none of this kind."""
        name = f"bench_{size.name}_{migrations_digest()}_{_code_of(size)}"
        if name in self.server.databases(name):
            return name
        for old in self.server.databases(f"bench_{size.name}_"):
            self.server.drop(old)
        draft = f"bench_draft_{size.name}"
        self.server.drop(draft)
        self.server.execute(f'CREATE DATABASE "{draft}"')
        run_manage("migrate --skip-checks", self.environment(draft))
        fill(with_database(self.server.owner_url, draft), size)
        self.server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        return name

    @contextmanager
    def copied(self, name: str) -> Iterator[str]:
        """A copy of a filled database to work on, dropped at the end."""
        self.server.drop(RUNNING)
        self.server.execute(f'CREATE DATABASE "{RUNNING}" TEMPLATE "{name}" STRATEGY FILE_COPY')
        try:
            yield RUNNING
        finally:
            self.server.drop(RUNNING)

    def look(self, database: str) -> None:
        """Put the look where the web serves it from."""
        collect_static(lambda command: run_manage(command, self.environment(database)))

    @contextmanager
    def running(self, *names: str, workers: int = 2, database: str = RUNNING) -> Iterator[dict[str, Child]]:
        """Processes of the Procfile by name, up and answering; the web with so many workers."""
        commands = read_procfile(ROOT / "Procfile")
        web = commands["web"]
        web[web.index("--workers") + 1] = str(workers)
        environment, started = self.environment(database), {}
        try:
            for name in names:
                log = LOGS / f"{name}.log"
                started[name] = Child(commands[name], log=log, env=environment, cwd=ROOT)
            if "web" in started:
                self._wait_for_web(started["web"])
            yield started
        finally:
            for child in started.values():
                child.stop(wait=5)

    def _wait_for_web(self, web: Child) -> None:
        end = time.monotonic() + START_WITHIN
        while not _listens(self.port):
            if not web.running() or time.monotonic() > end:
                raise RuntimeError(f"the web does not start: {tail(LOGS / 'web.log')}")
            time.sleep(0.05)


def _code_of(size: Size) -> str:
    """Changes whenever the generator does, or what is asked of it."""
    made_by = [path for path in (ROOT / "tests" / "bench" / "data").glob("*.py") if path.name != "sizes.py"]
    asked = repr((size, MOMENT, YEARS, LONG_CASE, TEN))
    return hashlib.sha256((fingerprint(*made_by) + asked).encode()).hexdigest()[:12]


def _listens(port: int) -> bool:
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in psutil.net_connections("tcp"))


def size_of(owner_url: str) -> str:
    """How large a database is on the disk, in words."""
    with psycopg.connect(owner_url) as connection:
        found = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    return str(found[0]) if found else ""


def machine() -> str:
    """The machine in a line."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    cpu = names[0].partition(":")[2].strip() if names else "unknown processor"
    memory = psutil.virtual_memory().total / 2**30
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{psutil.cpu_count()} cores ({cpu}), {memory:.0f} GiB, Python {python}"
