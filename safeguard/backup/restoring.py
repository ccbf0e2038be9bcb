"""Restoring a backup into an empty database, where nothing goes on before a person has released it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from safeguard.audit.selectors import disagreeing_among_newest
from safeguard.backup import facts
from safeguard.backup.errors import BackupError
from safeguard.backup.manifest import Manifest, read_manifest
from safeguard.backup.programs import find_program, run_program
from safeguard.desk.actions import hold_everything
from safeguard.lib import clock

Say = Callable[[str], object]
SAMPLE = 20  # of each kind of evidential record
# The server's own processes have no name of a user; what else they are is not shown to an ordinary role.
OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
"""
PUBLIC_MAY_CONNECT = """
SELECT count(*) FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS acl
 WHERE datname = current_database() AND grantee = 0 AND privilege_type = 'CONNECT'
"""
# As PostgreSQL judges whose rights can be taken: not those of the owner, of who is in the owner's role, of a superuser.
WE_OWN_IT_AND_THE_APP_DOES_NOT = """
SELECT pg_has_role(datdba, 'USAGE') AND NOT pg_has_role(%s, datdba, 'USAGE')
  FROM pg_database WHERE datname = current_database()
"""


def restore_backup(dump: Path, *, say: Say) -> Manifest:
    """Check everything first, restore in one transaction, compare, hold what waited; then let the app in.

    Raises BackupError. A refusal changes nothing; a failure later leaves a database that the app's role cannot enter.
    """
    with _step("checked the file and the database", say):
        manifest = read_manifest(dump)
        _check_code(manifest)
        _check_target(manifest)
        program = find_program("pg_restore", server=max(facts.server_version(), manifest.server))
    with _app_kept_out():
        with _step("restored", say):
            options = ("--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={_database()}")
            run_program(program, *options, str(dump), database=connection.settings_dict)
        with _step("compared", say):
            _compare(manifest)
        with _step("brought up to date with this version of Safeguard", say):
            call_command("migrate", interactive=False, verbosity=0)
        with _step("held what waited, ended sign-ins and links", say):
            hold_everything(now=clock.now(), taken_at=datetime.fromisoformat(manifest.taken_at))
        with _step("compared records with the audit trail, gathered statistics", say):
            _compare_with_trail(say)
            _execute("ANALYZE")
    return manifest


@contextmanager
def _step(what: str, say: Say) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"{time.monotonic() - begun:7.1f} s  {what}")


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _check_code(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupError(
            f"the backup was made by a newer Safeguard than this one: it has {unknown[0]}. Install that version first."
        )


def _check_target(manifest: Manifest) -> None:
    if not facts.is_empty():
        raise BackupError(f"the database {_database()} is not empty. Restore into a new one; nothing was changed.")
    if facts.ask(OTHERS):
        raise BackupError("somebody is connected to the database. Stop web, workers, beat and relay first.")
    if facts.server_version() < manifest.server:
        raise BackupError(f"the backup is of PostgreSQL {manifest.server}, this server is older.")
    role = settings.DATABASE_APP_ROLE
    if role != manifest.app_role:
        raise BackupError(
            f"the rights in the backup are those of the role {manifest.app_role}, DATABASE_URL names {role}. "
            f"Make a role {manifest.app_role} on this server and name it there."
        )
    if not facts.ask("SELECT count(*) FROM pg_roles WHERE rolname = %s", role):
        raise BackupError(f"the role {role} is not on this server. Make it first (docs/operating.md).")
    if not facts.ask(WE_OWN_IT_AND_THE_APP_DOES_NOT, role):
        raise BackupError("DATABASE_OWNER_URL must name the owner of the database, and another role than the app's.")


@contextmanager
def _app_kept_out() -> Iterator[None]:
    """The app's role cannot enter before everything stands still: a relay that waits outside sends nothing old."""
    app, database = (connection.ops.quote_name(name) for name in (settings.DATABASE_APP_ROLE, _database()))
    public = "PUBLIC, " if facts.ask(PUBLIC_MAY_CONNECT) else ""
    try:
        _execute(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC, {app}")
        if facts.ask("SELECT has_database_privilege(%s, current_database(), 'CONNECT')", settings.DATABASE_APP_ROLE):
            raise BackupError("the app's role may enter by the right of another role it is in. Take it out of that.")
        yield
        _execute(f"GRANT CONNECT ON DATABASE {database} TO {public}{app}")
    except DatabaseError as problem:
        raise BackupError(f"the database refused ({type(problem).__name__}). Drop it and begin again.") from None


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _compare(manifest: Manifest) -> None:
    counts = facts.row_counts()
    different = sorted(
        name for name in counts.keys() | manifest.counts if counts.get(name) != manifest.counts.get(name)
    )
    if different:
        raise BackupError(f"rows are missing or too many in {', '.join(different)}. Drop the database and begin again.")
    if facts.rights_of_the_app() != manifest.rights:
        raise BackupError("the app's role has other rights than in the backup. Drop the database and begin again.")


def _compare_with_trail(say: Say) -> None:
    """A record that is not as its last event left it: changed by hand, or another AUDIT_KEY than it was made with."""
    compared, different = disagreeing_among_newest(SAMPLE)
    say(f"           {compared} of the newest records compared with the audit trail, {len(different)} differ")
    if different:
        say(f"           LOOK INTO THIS: {', '.join(different[:5])}. Is AUDIT_KEY the one they were made with?")
