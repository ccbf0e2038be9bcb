"""Importing a table: read, checked without writing anything, and, once somebody lets it, written by the real actions.

Each step is a turn of a batch in a transaction of its own, with the import locked: a worker that is killed loses one
batch, which the next one does again, and two workers never do the same one (docs/decisions/0028).
"""

from safeguard.desk.actions.importing.going_on import go_on, go_on_with_imports

__all__ = ["go_on", "go_on_with_imports"]
