"""What a database says of itself: version, tables, rows, rights, migrations. Asked as its owner."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

# Rows that a backup leaves out: nobody is still signed in after a restore, and the cache is only a cache.
WITHOUT_ROWS = ("django_session", "practitioners_signin", "safeguard_cache")

OWN_OBJECTS = """
SELECT count(*) FROM (
    SELECT oid FROM pg_class WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_')
       AND relnamespace <> 'information_schema'::regnamespace
    UNION ALL SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS found WHERE oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')
"""
RIGHTS = """
SELECT relname, array_agg(privilege_type ORDER BY privilege_type) FROM pg_class, aclexplode(relacl) AS acl
 WHERE relnamespace = 'public'::regnamespace AND grantee = %s::regrole GROUP BY relname ORDER BY relname
"""


def ask(statement: str, *values: str) -> Any:
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def server_version() -> int:
    """PostgreSQL's major version."""
    return int(ask("SHOW server_version_num")) // 10_000


def is_empty() -> bool:
    """Whether nothing of anybody's is in this database; what belongs to an extension does not count."""
    return int(ask(OWN_OBJECTS)) == 0


def row_counts() -> dict[str, int]:
    """The rows of every table whose rows are in a backup."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall() if name not in WITHOUT_ROWS]
    return {name: int(ask(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")) for name in tables}  # noqa: S608


def rights_of_the_app() -> dict[str, list[str]]:
    """What the app's role may do with each table and sequence."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [connection.ops.quote_name(settings.DATABASE_APP_ROLE)])
        return {name: list(rights) for name, rights in cursor.fetchall()}


def applied_migrations() -> list[str]:
    """Every migration in the database, as app.name."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
