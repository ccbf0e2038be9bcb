"""Filling tables by COPY, as their owner, with indexes and keys made afterwards over all rows at once.

Nothing is left out by that: checks and NOT NULL hold while rows come in, and every key, unique rule and exclusion
is made again from the database's own definition, which reads all rows. `Filling` compares before and after. The
append-only triggers stay where they are: they refuse changes, and nothing here changes a row.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import uuid4

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql

from tests.bench.data.drawing import NULL, escaped

CASTS = re.compile(r"::(character varying|text)|\[\]|[()]")
CHUNK = 2_000  # rows sent at once
SLOW_TO_KEEP = """
SELECT conrelid::regclass::text, quote_ident(conname), contype, pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'u', 'x')
 ORDER BY contype = 'f', 1, 2
"""
PLAIN_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE c.relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
 ORDER BY 1
"""
SEQUENCE = "SELECT setval(pg_get_serial_sequence({table}, 'id'), greatest((SELECT max(id) FROM {name}), 1))"
Row = tuple[str, ...]
Kept = tuple[list[tuple[str, ...]], list[tuple[str, ...]]]


class Filling:
    """One database that is being filled; ``took`` says how long each part was at it (seconds)."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.rows: dict[str, int] = {}
        self.took: dict[str, float] = {}

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Note how long a part takes."""
        began = time.monotonic()
        yield
        self.took[what] = self.took.get(what, 0.0) + time.monotonic() - began

    @contextmanager
    def without_keys(self) -> Iterator[None]:
        """Take indexes, foreign keys, unique rules and exclusions away, and make all of them again at the end."""
        before = self.kept()
        keys, indexes = before
        for table, name, _kind, _definition in sorted(keys, key=lambda key: key[2] != "f"):
            self._do(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            self._do(f"DROP INDEX {name}")
        yield
        with self.timed("indexes"):
            for _name, definition in indexes:
                self._do(definition)
            for table, name, kind, definition in keys:
                if kind != "f":
                    self._do(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        with self.timed("foreign keys"):
            for table, name, kind, definition in keys:
                if kind == "f":
                    self._do(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        if lost := _in_one_spelling(before) ^ _in_one_spelling(self.kept()):
            raise RuntimeError(f"the keys and indexes are not those that the migrations made: {sorted(lost)}")

    def kept(self) -> Kept:
        """Every key and index of the database, by definition."""
        return self.connection.execute(SLOW_TO_KEEP).fetchall(), self.connection.execute(PLAIN_INDEXES).fetchall()

    def copy(self, model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> int:
        """COPY rows of these columns, as texts; every other column gets the default of its field. Returns the count."""
        table = model._meta.db_table
        others = _defaults(model, set(names))
        end = "".join(f"\t{value}" for value in others.values()) + "\n"
        columns = sql.SQL(", ").join(map(sql.Identifier, [*names, *others]))
        count = 0
        with (
            self.timed(table),
            self.connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)) as copy,
        ):
            lines = ("\t".join(row) for row in rows)
            while chunk := list(islice(lines, CHUNK)):
                copy.write(end.join(chunk) + end)
                count += len(chunk)
        self.rows[table] = self.rows.get(table, 0) + count
        return count

    def finish(self) -> None:
        """Put the sequences behind what was copied, and let the planner see what is there."""
        for table in self.rows:
            has_sequence = "SELECT pg_get_serial_sequence(%s, 'id')"
            if self.connection.execute(has_sequence, [table]).fetchone() != (None,):
                statement = sql.SQL(SEQUENCE).format(table=sql.Literal(table), name=sql.Identifier(table))
                self.connection.execute(statement)
        with self.timed("VACUUM ANALYZE"):
            self._do("VACUUM ANALYZE")

    def _do(self, statement: str) -> None:
        self.connection.execute(statement.encode())


def _in_one_spelling(kept: Kept) -> set[tuple[str, ...]]:
    """Keys and indexes without casts and brackets: PostgreSQL writes those of one condition now so, now so."""
    return {tuple(CASTS.sub("", part) for part in row) for rows in kept for row in rows}


def _defaults(model: type[models.Model], given: set[str]) -> dict[str, str]:
    """What the columns that nobody gives are filled with. Raises ValueError where that cannot be the same for all."""
    found = {}
    for field in model._meta.concrete_fields:
        if field.column in given or field.primary_key or field.has_db_default():
            continue
        if field.unique or getattr(field, "default", None) is uuid4:
            raise ValueError(f"{model._meta.label}.{field.name} must be given: no two rows may have the same")
        if not field.has_default() and not field.null and not field.empty_strings_allowed:
            raise ValueError(f"{model._meta.label}.{field.name} must be given: it has no default")
        found[field.column] = _as_text(field, field.get_default())
    unknown = given - {field.column for field in model._meta.concrete_fields}
    if unknown:
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
    return found


def _as_text(field: Any, value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(field, ArrayField):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    return escaped(str(value))
