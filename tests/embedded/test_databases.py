"""The databases of the tests themselves: the app's role, copies that commit, and no way to flush evidence."""

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.plugins.database import Copy
from tests.plugins.stack import run_stack


def row(statement: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone() or ())


def test_tests_connect_as_the_app_role(db: None) -> None:
    assert row("SELECT current_user, usesuper FROM pg_user WHERE usename = current_user") == (
        "safeguard_app",
        False,
    )


@pytest.mark.parametrize("turn", [1, 2])
def test_rolled_back_test_leaves_nothing(db: None, turn: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO safeguard_cache VALUES ('key', 'value', now())")
    assert row("SELECT count(*) FROM safeguard_cache") == (1,)


@pytest.mark.parametrize("turn", [1, 2])
def test_committing_test_has_a_copy_of_its_own(committed_db: Copy, turn: int) -> None:
    assert row("SELECT current_database(), current_user") == (committed_db.name, "safeguard_app")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO safeguard_cache VALUES ('key', 'value', now())")
    connection.close()
    assert row("SELECT count(*) FROM safeguard_cache") == (1,)


def test_without_a_fixture_there_is_no_database() -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        row("SELECT 1")


@pytest.mark.parametrize("fixture", ["transactional_db", "live_server", "django_db_reset_sequences"])
def test_flushing_fixtures_are_refused(request: pytest.FixtureRequest, fixture: str) -> None:
    with pytest.raises(pytest.UsageError, match="evidence cannot be flushed"):
        request.getfixturevalue(fixture)


def test_stack_with_its_own_servers_survives_their_death(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), run_stack("own servers", own_server=True) as stack:
        assert stack.answers()
        row("SELECT count(*) FROM app_clock")
        stack.kill("postgres")
        stack.kill("redis")
        stack.start("postgres")
        stack.start("redis")
        connection.close()
        assert row("SELECT current_database()") == ("safeguard",)
        stack.kill("web")
        stack.start("web")
        stack.wait_for(stack.answers, what="the web after kill -9")
