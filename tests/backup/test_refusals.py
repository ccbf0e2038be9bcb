"""What is refused, and that a refusal changes nothing and names neither a secret nor a row."""

import dataclasses
import os
import stat
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from safeguard.backup import facts, programs, taking
from safeguard.backup.errors import BackupError
from safeguard.backup.manifest import Manifest, manifest_path, read_manifest, sha256, write_manifest
from safeguard.backup.programs import find_program, run_program
from tests.backup.test_drill import manage
from tests.plugins.database import Copy, copies, database_server
from tests.plugins.servers import with_database


def a_manifest(dump: Path, **over) -> Manifest:
    values = {
        "taken_at": "2026-11-24T10:00:00+00:00",
        "server": 15,
        "app_role": "safeguard_app",
        "migrations": ["lib.0001_ground"],
        "heads": {"lib": "0001_ground"},
        "counts": {},
        "rights": {},
        "sha256": sha256(dump),
        "size": dump.stat().st_size,
    }
    return Manifest(**{**values, **over})


@pytest.fixture
def dump(tmp_path):
    """A file and its manifest; what is in it nobody reads before everything else is right."""
    path = tmp_path / "safeguard.dump"
    path.write_bytes(b"PGDMP and so on")
    write_manifest(path, a_manifest(path))
    return path


@pytest.fixture
def empty(django_test_environment):
    """A new, empty database."""
    server, name = database_server(), f"safeguard_test_{os.environ['TEST_RUN']}_empty_{os.getpid()}_{next(copies)}"
    server.execute(f'CREATE DATABASE "{name}"')
    yield Copy(name, with_database(server.app_url, name), with_database(server.owner_url, name))
    server.drop(name)


def again(dump: Path, **over) -> None:
    manifest_path(dump).unlink()
    write_manifest(dump, a_manifest(dump, **over))


def is_untouched(copy: Copy) -> bool:
    """Nothing in it, and the app's role may still enter."""
    with psycopg.connect(copy.app_url) as app:
        found = app.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone()
    return found == (0,)


# --- the file ------------------------------------------------------------------------------------------------


def test_manifest_is_read_as_it_was_written_and_private(dump):
    assert read_manifest(dump) == a_manifest(dump)
    assert stat.S_IMODE(manifest_path(dump).stat().st_mode) == 0o600


def spoil(dump):
    dump.write_bytes(b"PGDMP and so No")


def cut(dump):
    dump.write_bytes(b"PGDMP")


def lose_manifest(dump):
    manifest_path(dump).unlink()


def lose_dump(dump):
    dump.unlink()


def garble(dump):
    manifest_path(dump).write_text("{")


def add_unknown(dump):
    manifest_path(dump).write_text('{"more": 1}')


def of_another_format(dump):
    again(dump, format=2)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (spoil, "checksum differs"), (cut, "checksum differs"), (lose_manifest, "never finished"),
        (lose_dump, "is missing"), (garble, "cannot be read"), (add_unknown, "cannot be read"),
        (of_another_format, "another version"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(dump, harm, words):
    harm(dump)
    with pytest.raises(BackupError, match=words):
        read_manifest(dump)


# --- the database --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts_of_it", "words"),
    [
        ({"migrations": ["lib.0001_ground", "lib.0999_of_tomorrow"]}, "newer Safeguard than this one"),
        ({"app_role": "somebody_else"}, "the role somebody_else"),
        ({"server": 99}, "this server is older"),
        ({}, "pg_restore failed"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_and_nothing_changes(dump, empty, facts_of_it, words):
    again(dump, **facts_of_it)
    done = manage(f"restore {dump}", empty)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    if facts_of_it:
        assert is_untouched(empty)
    else:  # it failed half way: the app stays out, so that nothing goes on in what may be half a database
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(empty.app_url)


def test_while_somebody_is_connected_it_is_refused(dump, empty):
    with psycopg.connect(empty.app_url):
        done = manage(f"restore {dump}", empty)
    assert (done.returncode, "Stop web" in done.stderr) == (1, True)
    assert is_untouched(empty)


def test_the_owner_must_be_another_than_the_app(dump, empty):
    done = manage(f"restore {dump}", dataclasses.replace(empty, owner_url=empty.app_url))
    assert done.returncode == 1
    assert "must name the owner of the database" in done.stderr
    assert is_untouched(empty)


def test_an_app_that_is_the_owner_is_found_before_anything_changes(dump, empty):
    """It could not be kept out. Everybody's right to enter is as it was."""

    def may_enter():
        with psycopg.connect(empty.owner_url) as owner:
            return owner.execute("SELECT datacl FROM pg_database WHERE datname = current_database()").fetchone()

    before = may_enter()
    again(dump, app_role="safeguard_owner")
    done = manage(f"restore {dump}", dataclasses.replace(empty, app_url=empty.owner_url))
    assert "must name the owner of the database" in done.stderr
    assert may_enter() == before


def test_a_database_that_is_not_empty_has_something_of_ours_in_it(committed_db):
    assert not facts.is_empty()


# --- taking --------------------------------------------------------------------------------------------------


def test_a_backup_replaces_no_other(dump, committed_db):
    before = dump.read_bytes()
    with pytest.raises(CommandError, match="never replaces another"):
        call_command("backup", str(dump))
    assert dump.read_bytes() == before


def test_where_nobody_may_write_there_is_no_backup(tmp_path, committed_db):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backup", str(tmp_path / "nowhere" / "safeguard.dump"))


def test_a_dump_that_fails_leaves_nothing_behind(tmp_path, committed_db, monkeypatch):
    """Somebody changes a table meanwhile: pg_dump waits for its lock, not for ever, and people are not kept waiting."""
    monkeypatch.setattr(taking, "OPTIONS", ("--format=custom", "--lock-wait-timeout=100"))
    with psycopg.connect(committed_db.owner_url) as migration:
        migration.execute("LOCK TABLE consent_activity IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(CommandError, match="pg_dump failed"):
            call_command("backup", str(tmp_path / "safeguard.dump"))
    assert not list(tmp_path.iterdir())


# --- programs ------------------------------------------------------------------------------------------------


def fake(folder: Path, version: str, name: str = "pg_dump") -> Path:
    folder.mkdir()
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
    path.chmod(0o755)
    return path


def test_the_program_of_the_servers_version_is_taken_else_the_next_newer(tmp_path, monkeypatch):
    paths = [fake(tmp_path / v, v) for v in ("15.18", "18.1", "17.2", "19beta1")]
    monkeypatch.setattr(programs, "_candidates", lambda name: iter([*paths, tmp_path / "nothing"]))
    assert find_program("pg_dump", server=17) == paths[2]
    assert find_program("pg_dump", server=16) == paths[2]
    assert find_program("pg_dump", server=19) == paths[3]
    with pytest.raises(BackupError, match="PostgreSQL 20 or newer is needed"):
        find_program("pg_dump", server=20)


def test_a_program_that_does_not_start_is_none(tmp_path):
    broken = tmp_path / "pg_dump"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    assert programs._major(broken) == 0
    assert programs._major(fake(tmp_path / "odd", "of the day before")) == 0


def test_errors_of_programs_quote_no_row(tmp_path):
    """Only the first error, and without its details."""
    program = tmp_path / "pg_restore"
    program.write_text(
        "#!/bin/sh\necho 'pg_restore: error: could not execute query: ERROR: refused DETAIL: Failing row (Amy)' >&2\n"
        "echo 'CONTEXT: COPY people_person, line 1: Amy' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    database = {"HOST": "127.0.0.1", "PORT": 5, "USER": "u", "PASSWORD": "p", "NAME": "n"}
    with pytest.raises(BackupError) as raised:
        run_program(program, database=database)
    assert str(raised.value) == "pg_restore failed: pg_restore: error: could not execute query: ERROR: refused "
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexit 1\n")
    silent.chmod(0o755)
    with pytest.raises(BackupError, match="gave no reason"):
        run_program(silent, database=database)


def test_programs_speak_tls_as_the_settings_say():
    database = {"HOST": "db", "PORT": "", "USER": "u", "PASSWORD": "p", "NAME": "n", "OPTIONS": {"sslmode": "require"}}
    environment = programs._environment(database)
    assert (environment["PGSSLMODE"], environment["PGPORT"]) == ("require", "5432")
    assert "PGSSLROOTCERT" not in environment


def test_tls_of_the_address_reaches_the_driver():
    """What stands in DATABASE_URL after the question mark is not lost beside our own options."""
    assert "server_side_binding" in connection.settings_dict["OPTIONS"]
    address = os.environ["DATABASE_URL"] + "?sslmode=require"
    code = "from safeguard.settings import DATABASES; print(DATABASES['default']['OPTIONS']['sslmode'])"
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code], env=dict(os.environ) | {"DATABASE_URL": address}, capture_output=True, text=True
    )
    assert done.stdout == "require\n", done.stderr
