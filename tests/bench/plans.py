"""How the database means to answer the statements that the product really sends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

ASKED_ABOUT = ("SELECT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Plan:
    """One statement, and what its plan reads: tables from end to end, and indexes."""

    statement: str
    scanned: frozenset[str]
    indexes: frozenset[str]


@dataclass
class Plans:
    """Put around a piece of work (``connection.execute_wrapper``): asks for the plan of each statement before it runs.

    The plans are those for the values that were sent, over tables with many rows that the planner knows of: nothing is
    switched off to make it prefer an index.
    """

    found: list[Plan] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        """Note one statement's plan, then run it."""
        if not many and statement.lstrip().upper().startswith(ASKED_ABOUT):
            self.found.append(plan_of(statement, params))
        return execute(statement, params, many, context)


def plan_of(statement: str, params: Any = ()) -> Plan:
    """The plan of a statement; it is not run."""
    rows = connection.connection.execute(f"EXPLAIN (FORMAT JSON) {statement}", params or None).fetchone()
    nodes = list(_nodes(rows[0][0]["Plan"]))
    scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    return Plan(statement, frozenset(scanned), frozenset(node["Index Name"] for node in nodes if "Index Name" in node))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)
