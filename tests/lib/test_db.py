"""What migrations make of evidence, statement by statement."""

import pytest

from safeguard.lib import db


@pytest.fixture(autouse=True)
def _role(settings):
    settings.DATABASE_APP_ROLE = "app"


def sql(operations):
    return [operation.sql for operation in operations], [operation.reverse_sql for operation in operations]


def test_append_only_is_a_trigger_and_a_missing_right():
    forward, back = sql(db.append_only("a_table"))
    assert "BEFORE UPDATE OR DELETE OR TRUNCATE ON a_table FOR EACH STATEMENT" in forward[0]
    assert forward[1] == 'REVOKE UPDATE, DELETE, TRUNCATE ON a_table FROM "app"'
    assert back == ["DROP TRIGGER a_table_append_only ON a_table", 'GRANT UPDATE, DELETE ON a_table TO "app"']


def test_never_deleted_may_still_change():
    forward, back = sql(db.never_deleted("a_table"))
    assert forward == ['REVOKE DELETE, TRUNCATE ON a_table FROM "app"']
    assert back == ['GRANT DELETE ON a_table TO "app"']
