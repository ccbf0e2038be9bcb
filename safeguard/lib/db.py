"""Pieces of migrations: what must hold in the database itself, whoever writes to it."""

from django.conf import settings
from django.db import migrations


def append_only(table: str) -> list[migrations.RunSQL]:
    """Make a table append-only twice over: a trigger for everybody, and no right for the app's role.

    A trigger alone can be switched off by the owner; a missing right cannot be got round by the application.
    """
    role = settings.DATABASE_APP_ROLE
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER {table}_append_only ON {table}",
        ),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}"',
            f'GRANT UPDATE, DELETE ON {table} TO "{role}"',
        ),
    ]


def never_deleted(table: str) -> list[migrations.RunSQL]:
    """Evidence that has a state: it may be changed by actions, but never removed by the app's role."""
    role = settings.DATABASE_APP_ROLE
    return [
        migrations.RunSQL(f'REVOKE DELETE, TRUNCATE ON {table} FROM "{role}"', f'GRANT DELETE ON {table} TO "{role}"')
    ]
