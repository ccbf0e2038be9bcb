"""Taking a backup: PostgreSQL's own dump, and a manifest of the same snapshot."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from safeguard.backup import facts
from safeguard.backup.errors import BackupError
from safeguard.backup.manifest import Manifest, manifest_path, sha256, write_manifest
from safeguard.backup.programs import find_program, run_program
from safeguard.lib import clock

OPTIONS = ("--format=custom", "--compress=1", "--lock-wait-timeout=10s")


def take_backup(to: Path) -> Manifest:
    """Write the dump to ``to`` and the manifest beside it; people go on working meanwhile.

    The manifest is written last, so a backup without one was never finished. Raises BackupError.
    """
    draft = to.with_name(f"{to.name}.part")
    for path in (to, manifest_path(to), draft):
        if path.exists():
            raise BackupError(f"{path} is there already; a backup never replaces another.")
    program = find_program("pg_dump", server=facts.server_version())
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # pg_dump keeps who may read it
        manifest = _dump(program, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(to)
    except OSError as problem:
        raise BackupError(f"{to} cannot be written: {problem.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)
    write_manifest(to, manifest)
    return manifest


def _dump(program: Path, draft: Path) -> Manifest:
    """Dump and count the same moment: pg_dump reads the snapshot that this transaction counts in."""
    without = [f"--exclude-table-data=public.{table}" for table in facts.WITHOUT_ROWS]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a large dump takes its time
        taken_at = clock.now()
        snapshot = str(facts.ask("SELECT pg_export_snapshot()"))
        run_program(
            program,
            *OPTIONS,
            *without,
            f"--snapshot={snapshot}",
            f"--file={draft}",
            database=connection.settings_dict,
        )
        migrations = facts.applied_migrations()
        return Manifest(
            taken_at=taken_at.isoformat(),
            server=facts.server_version(),
            app_role=settings.DATABASE_APP_ROLE,
            migrations=migrations,
            heads={name.split(".")[0]: name.split(".")[1] for name in migrations},  # sorted: the last one stays
            counts=facts.row_counts(),
            rights=facts.rights_of_the_app(),
            sha256=sha256(draft),
            size=draft.stat().st_size,
        )
