"""What stands beside a backup: enough to know, before and after a restore, that it is whole."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from safeguard.backup.errors import BackupError

FORMAT = 1
ENDING = ".manifest.json"


@dataclass(frozen=True)
class Manifest:
    """Facts about one backup. No personal data: counts, versions, names of tables and of migrations."""

    taken_at: str  # ISO 8601, by the database's clock
    server: int  # PostgreSQL's major version
    app_role: str
    migrations: list[str]  # app.name of every migration in it
    heads: dict[str, str]  # the newest of each app, for a person to read
    counts: dict[str, int]  # rows of each table whose rows are in it
    rights: dict[str, list[str]]  # what the app's role may do with each table and sequence
    sha256: str
    size: int  # bytes of the dump
    format: int = FORMAT


def manifest_path(dump: Path) -> Path:
    """Where the manifest of a dump is: beside it."""
    return dump.with_name(dump.name + ENDING)


def write_manifest(dump: Path, manifest: Manifest) -> None:
    """Write it whole or not at all, readable by this account only."""
    path, draft = manifest_path(dump), manifest_path(dump).with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_manifest(dump: Path) -> Manifest:
    """The manifest of a dump, which is found to be the dump that it speaks of. Raises BackupError."""
    try:
        facts = json.loads(manifest_path(dump).read_text())
        manifest = Manifest(**facts)
    except FileNotFoundError:
        raise BackupError(f"{manifest_path(dump).name} is missing: the backup was never finished.") from None
    except (ValueError, TypeError):
        raise BackupError(f"{manifest_path(dump).name} cannot be read.") from None
    if manifest.format != FORMAT:
        raise BackupError("the backup was made by another version of Safeguard's backup; use that version.")
    if not dump.exists():
        raise BackupError(f"{dump.name} is missing.")
    if dump.stat().st_size != manifest.size or sha256(dump) != manifest.sha256:
        raise BackupError(f"{dump.name} is not the file that was written: its checksum differs.")
    return manifest


def sha256(path: Path) -> str:
    """The checksum of a file (hexadecimal)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
