"""Databases for tests: real PostgreSQL, reached as the app's role, with the evidence's triggers and rights in force.

`db` is a transaction rolled back, as everywhere; `committed_db` is a copy of its own for a test that commits,
because evidence cannot be flushed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase, TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.plugins.servers import DatabaseServer, TestServers, with_database

NO_FLUSH = "evidence cannot be flushed: use the fixture committed_db, or stack for real processes"
copies = count(1)
servers: TestServers | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once per run, before Django reads its settings from the environment."""
    global servers
    if hasattr(config, "workerinput"):
        return  # a worker has it all in its environment
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeguard.settings"
    servers = TestServers()
    try:
        servers.start()
    except RuntimeError as problem:
        pytest.exit(str(problem), returncode=3)
    settings.DATABASES  # noqa: B018 - loaded now, so that pytest-django sets Django up right after us


def pytest_unconfigure() -> None:
    """Stop what this run started."""
    if servers:
        servers.stop()


# Faults come last of these: how quickly a page answers meanwhile is not to depend on a browser beside it.
LONG = ("tests/journeys/", "tests/demo/", "tests/embedded/", "tests/architecture/", "tests/faults/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would flush the database after themselves; put the files that take minutes first.

    Begun last, one of them would run alone at the end, on one of two cores. The order within stays random.
    """
    items.sort(key=lambda item: next((n for n, long in enumerate(LONG) if item.nodeid.startswith(long)), len(LONG)))
    for item in items:
        marker = item.get_closest_marker("django_db")
        case = getattr(item, "cls", None)
        flushes = case and issubclass(case, TransactionTestCase) and not issubclass(case, TestCase)
        if flushes or (marker and (marker.kwargs.get("transaction") or marker.args)):
            raise pytest.UsageError(f"{item.nodeid}: {NO_FLUSH}")


@dataclass(frozen=True)
class Copy:
    """One copy of the migrated template, with its addresses."""

    name: str
    app_url: str
    owner_url: str


def database_server() -> DatabaseServer:
    """The server that this run uses, in a worker as well."""
    return DatabaseServer(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])


@contextmanager
def fresh_copy(*, demo: bool = False) -> Iterator[Copy]:
    """A database of one's own, empty or with the demonstration, dropped at the end whoever is still connected."""
    server = database_server()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"safeguard_test_{os.environ['TEST_RUN']}_{worker}_{next(copies)}"
    server.copy(server.demo_template(os.environ["TEST_RUN"]) if demo else os.environ["TEST_TEMPLATE"], name)
    try:
        yield Copy(name, with_database(server.app_url, name), with_database(server.owner_url, name))
    finally:
        server.drop(name)


@contextmanager
def connected_to(app_url: str) -> Iterator[None]:
    """Point Django's connection at another database, as the app's role, and back again."""
    address = urlsplit(app_url)
    other = {
        "NAME": address.path.removeprefix("/"),
        "HOST": address.hostname,
        "PORT": address.port,
        "USER": address.username,
        "PASSWORD": address.password,
    }
    before = {key: connection.settings_dict[key] for key in other}
    connection.close()
    connection.settings_dict.update(other)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def remember_that_it_is_live(*, yes: bool) -> None:
    """What a process remembers once it has asked, so that no count of queries depends on who asked first."""
    from safeguard.practitioners import selectors

    selectors._known_to_be_live = yes


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One copy per worker for all tests that roll back; nothing is created by the app's role."""
    with fresh_copy() as copy, django_db_blocker.unblock(), connected_to(copy.app_url):
        remember_that_it_is_live(yes=True)
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """A copy for this test alone: what it commits stays, and is dropped with the copy."""
    if "db" in request.fixturenames:
        raise pytest.UsageError("committed_db and db cannot be used together")
    with fresh_copy() as copy, django_db_blocker.unblock(), connected_to(copy.app_url):
        remember_that_it_is_live(yes=True)
        yield copy


@pytest.fixture
def transactional_db() -> None:
    """Refused."""
    raise pytest.UsageError(NO_FLUSH)


@pytest.fixture
def django_db_reset_sequences() -> None:
    """Refused."""
    raise pytest.UsageError(NO_FLUSH)


@pytest.fixture(scope="session")
def live_server() -> None:
    """Refused."""
    raise pytest.UsageError(NO_FLUSH)
