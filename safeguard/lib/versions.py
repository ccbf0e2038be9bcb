"""What is installed here, and since when. Asked of the installed packages once in each process."""

import platform
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
SHOWN = ("Django", "psycopg", "celery", "gunicorn", "django-allauth")


@dataclass(frozen=True)
class Installed:
    """A package, its version, and the moment at which it was put here (None where nothing says so)."""

    name: str
    version: str
    at: datetime | None


@cache
def ours() -> str:
    """The version of Safeguard itself; a dash where the code came without its project file."""
    if not _PROJECT.exists():
        return "–"
    return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])


@cache
def python() -> str:
    """The version of Python."""
    return platform.python_version()


@cache
def packages() -> tuple[Installed, ...]:
    """The packages that matter most for security. Raises PackageNotFoundError if one is not there."""
    return tuple(_installed(metadata.distribution(name)) for name in SHOWN)


@cache
def last_update() -> datetime | None:
    """When a package of this installation was last put here: no update, of any of them, is younger than that."""
    return max((at for one in metadata.distributions() if (at := _installed(one).at)), default=None)


def _installed(one: metadata.Distribution) -> Installed:
    # The list of a package's files is written by whoever installs it, so its age is that of the installation.
    record = next((file for file in one.files or [] if file.name == "RECORD"), None)
    path = Path(str(one.locate_file(record))) if record else None
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path and path.exists() else None
    return Installed(one.metadata["Name"], one.version, at)
