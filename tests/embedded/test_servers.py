"""The embedded PostgreSQL and Redis: sign-in by password, recovery after kill -9, folders of other users."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from safeguard.embedded.errors import StartError
from safeguard.embedded.local import free_port
from safeguard.embedded.postgres import APP, FAST, OWNER, Postgres
from safeguard.embedded.processes import Account, copy_for, processes_in, reachable, server_account
from safeguard.embedded.redis import Redis

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may start a server as somebody else")
PASSWORDS = {OWNER: "one", APP: "two"}


def server(folder: Path, **changes: str) -> Postgres:
    return Postgres(
        folder / "postgres",
        port=free_port(),
        passwords=PASSWORDS | changes,
        log=folder / "postgres.log",
        settings=FAST,
    )


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    running = server(tmp_path)
    running.start()
    yield running
    running.remove()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    running = Redis(tmp_path / "redis", port=free_port(), password="three", log=tmp_path / "redis.log")
    running.start()
    yield running
    running.remove()


def query(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def test_both_roles_sign_in_and_neither_is_superuser(postgres: Postgres) -> None:
    for role in (OWNER, APP):
        assert query(postgres.url(role), "SELECT current_user") == role
        assert query(postgres.url(role), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert str(query(postgres.url(APP), "SHOW server_version_num")) >= "180000"


@pytest.mark.parametrize("user", [APP, "postgres"])
def test_wrong_password_and_superuser_are_refused(postgres: Postgres, user: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|no pg_hba\.conf entry"):
        psycopg.connect(f"postgres://{user}:wrong@127.0.0.1:{postgres.port}/safeguard")


def test_app_role_cannot_make_tables_where_the_owner_has_not_let_it(postgres: Postgres) -> None:
    with (
        psycopg.connect(postgres.url(APP)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")


@as_root
def test_server_does_not_run_as_root(postgres: Postgres) -> None:
    assert postgres.child is not None
    assert Path(f"/proc/{postgres.child.pid}").stat().st_uid == server_account().uid != 0


def test_killed_server_comes_back_with_its_data(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert postgres.child is not None
    os.kill(postgres.child.pid, signal.SIGKILL)
    postgres.start()
    assert query(postgres.url(OWNER), "SELECT answer FROM kept") == 42


def test_orphaned_server_is_ended_and_replaced(postgres: Postgres, tmp_path: Path) -> None:
    assert postgres.child is not None
    successor = server(tmp_path)
    successor.start()
    assert postgres.child.process.wait(30) == 0
    assert query(successor.url(APP), "SELECT 1") == 1
    successor.stop()
    assert processes_in(successor.data, "postgres") == []


def test_pid_file_of_a_process_that_is_no_server_does_not_block(postgres: Postgres) -> None:
    postgres.stop()
    stale = postgres.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{postgres.data}\n1\n{postgres.port}\n\n127.0.0.1\n1 1\nready\n")
    postgres.start()
    assert query(postgres.url(APP), "SELECT 1") == 1


def test_new_passwords_are_taken_over(postgres: Postgres, tmp_path: Path) -> None:
    postgres.stop()
    changed = server(tmp_path, **{APP: "new"})
    changed.start()
    assert query(changed.url(APP), "SELECT 1") == 1
    changed.stop()


@as_root
def test_data_folder_of_another_user_is_one_line(postgres: Postgres) -> None:
    postgres.stop()
    os.chown(postgres.data, 12345, -1)
    with pytest.raises(StartError, match="belongs to another user"):
        postgres.start()
    os.chown(postgres.data, postgres.account.uid, -1)


@as_root
def test_checkout_below_a_private_folder(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    running = server(private)
    running.start()
    assert query(running.url(APP), "SELECT 1") == 1
    running.remove()


@as_root
def test_program_below_a_private_folder_is_copied_once(tmp_path: Path) -> None:
    nobody, private, note = Account(65534, 65534), tmp_path / "private", tmp_path / "note"
    private.mkdir(mode=0o700)
    shutil.copy("/bin/true", private / "program")
    assert not reachable(private / "program", nobody)
    sources = {"program": private / "program"}
    place = copy_for(nobody, program="program", sources=sources, note=note)
    assert reachable(place / "program", nobody)
    assert copy_for(nobody, program="program", sources=sources, note=note) == place
    shutil.rmtree(place)
    again = copy_for(nobody, program="program", sources=sources, note=note)
    assert reachable(again / "program", nobody)
    shutil.rmtree(again)


def test_redis_keeps_what_it_was_given(redis: Redis) -> None:
    ask(redis, "SET a 1", expect=b"+OK")
    assert redis.child is not None
    # Written at once, kept on the disk within a second: the setting allows the last second to be lost.
    assert wait_for_file(redis.data / "appendonly.aof", b"SET")
    os.kill(redis.child.pid, signal.SIGKILL)
    redis.start()
    ask(redis, "GET a", expect=b"$1\r\n1")
    ask(redis, "CONFIG GET maxmemory-policy", expect=b"noeviction")


def test_redis_refuses_without_password(redis: Redis) -> None:
    right, redis.password = redis.password, "wrong"
    assert not redis.ready()
    redis.password = right
    assert redis.ready()


def ask(redis: Redis, command: str, *, expect: bytes) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", redis.port), timeout=2) as connection:
        connection.sendall(f"AUTH {redis.password}\r\n{command}\r\n".encode())
        answer = b""
        while expect not in answer:
            part = connection.recv(1024)
            assert part, answer
            answer += part


def wait_for_file(path: Path, content: bytes) -> bool:
    from tests.embedded.conftest import wait_for

    return wait_for(lambda: path.exists() and content in path.read_bytes())
