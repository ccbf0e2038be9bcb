"""Migrations under load: what would hold up people who work is not written, or stands here with its reason.

docs/operating.md has the recipe (expand, move in batches, contract); an upgrade runs with ``lock_timeout`` 2 s.
"""

import importlib
import re
import uuid

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.architecture.code import OURS, our_apps

# Before the first installation no table has rows: what was written until then holds nobody up. From the first release
# on this list does not grow by anything but reviewed operations, each with its reason.
BEFORE_THE_FIRST_RELEASE = {
    ("duties", "0002_kinds_and_escalation"),
    ("incidents", "0003_triage"),
    ("incidents", "0004_session_and_people"),
}
SCHEMA = (
    migrations.AddField, migrations.AlterField, migrations.RemoveField, migrations.RenameField, migrations.CreateModel,
    migrations.DeleteModel, migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint,
)  # fmt: skip
MIGRATIONS = {
    key: migration
    for key, migration in MigrationLoader(None).disk_migrations.items()
    if type(migration).__module__.split(".")[0] in OURS and key[0] != "demo"
}


def new_models(migration):
    """Models that the migration makes itself: nobody has written to them yet."""
    return {op.name.lower() for op in migration.operations if isinstance(op, migrations.CreateModel)}


def dangers(migration):
    """What would hold people up, in words; empty for a migration that does not."""
    fresh, found = new_models(migration), []
    for operation in migration.operations:
        model = getattr(operation, "model_name", "").lower()
        if not model or model in fresh:
            continue
        found += [f"{type(operation).__name__} {model}: {why}" for why in _dangers_of(operation)]
    kinds = [type(op) for op in migration.operations]
    if migrations.RunPython in kinds and any(issubclass(kind, SCHEMA) for kind in kinds):
        found.append("RunPython beside a change of the schema: the lock is held while rows are moved")
    return found


def _dangers_of(operation):
    if type(operation) is migrations.AddIndex:
        yield "writers wait until the index is built; AddIndexConcurrently in a migration that is not atomic"
    if isinstance(operation, migrations.AddConstraint) and not isinstance(operation, AddConstraintNotValid):
        yield "every row is read under a lock; AddConstraintNotValid, then ValidateConstraint in the next migration"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        each_row = callable(field.default) if field.has_default() else not (field.null or field.many_to_many)
        if each_row and getattr(field, "db_default", models.NOT_PROVIDED) is models.NOT_PROVIDED:
            yield "the table is written again; add it with null, fill it in batches, then forbid null"
        if isinstance(field, models.ForeignKey) and field.db_index:
            yield "writers wait until its index is built; db_index=False, then AddIndexConcurrently"
    if isinstance(operation, (migrations.RenameField, migrations.RemoveField)):
        yield "the code that still runs asks for the old column; only in a release after the one that stopped using it"


@pytest.mark.parametrize("key", sorted(MIGRATIONS), ids=".".join)
def test_migration_holds_nobody_up(key):
    found = dangers(MIGRATIONS[key])
    if key in BEFORE_THE_FIRST_RELEASE:
        return
    assert not found or key in reviewed(), "\n".join(found)


def reviewed():
    """Migrations that say themselves why they may: ``REVIEWED = "..."`` at the top of the file."""
    return {key for key, one in MIGRATIONS.items() if getattr(importlib.import_module(one.__module__), "REVIEWED", "")}


def test_every_exception_still_exists_and_is_needed():
    for key in BEFORE_THE_FIRST_RELEASE | reviewed():
        assert dangers(MIGRATIONS[key]), f"{key} needs no exception"


def test_all_our_migrations_are_looked_at():
    assert {app.label for app in our_apps()} - {"desk", "demo"} <= {app for app, _name in MIGRATIONS}


def a_migration(*operations):
    return type("Migration", (migrations.Migration,), {"operations": list(operations)})("0001", "test")


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.AddIndex("thing", models.Index(fields=["a"], name="a")), "AddIndexConcurrently"),
        (migrations.AddConstraint("thing", models.UniqueConstraint(fields=["a"], name="a")), "AddConstraintNotValid"),
        (migrations.AddField("thing", "a", models.IntegerField()), "add it with null"),
        (migrations.AddField("thing", "a", models.UUIDField(default=uuid.uuid4)), "batches"),
        (migrations.AddField("thing", "a", models.ForeignKey("a.B", models.CASCADE, null=True)), "db_index=False"),
        (migrations.RemoveField("thing", "a"), "old column"),
        (migrations.RenameField("thing", "a", "b"), "old column"),
    ],
)  # fmt: skip
def test_each_danger_is_found(operation, words):
    assert words in " ".join(dangers(a_migration(operation)))
    made = migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])
    assert not dangers(a_migration(made, operation)), "on a table that is made here nobody waits"


def test_rows_are_not_moved_beside_a_change_of_the_schema():
    add = migrations.AddField("thing", "a", models.IntegerField(null=True))
    move = migrations.RunPython(migrations.RunPython.noop)
    assert "RunPython beside" in dangers(a_migration(add, move))[0]
    assert not dangers(a_migration(add))
    assert not dangers(a_migration(move))


def test_no_statement_written_by_hand_rewrites_a_table():
    """RunSQL is for triggers and rights; what changes a column there is looked at by a person."""
    for key, migration in MIGRATIONS.items():
        for operation in migration.operations:
            if isinstance(operation, migrations.RunSQL):
                text = str(operation.sql)
                assert not re.search(r"ALTER TABLE \w+ (ALTER|ADD) COLUMN .*(TYPE|NOT NULL)", text), key
