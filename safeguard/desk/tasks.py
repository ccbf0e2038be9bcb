"""What Celery wakes: the same function that the relay calls."""

from celery import shared_task

from safeguard.desk.actions.importing import go_on_with_imports
from safeguard.lib import clock, context
from safeguard.lib.queue import Wake


@shared_task(name=Wake.IMPORTS.value)
def import_tables() -> None:
    """Go on with tables that are imported. It is told nothing: the rows say what is to be done."""
    context.begin()
    go_on_with_imports(now=clock.now())
