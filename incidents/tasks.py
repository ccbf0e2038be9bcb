"""What Celery wakes: the same function that the relay calls."""

from celery import shared_task

from incidents.actions import make_due_copies
from safeguard.lib import clock, context
from safeguard.lib.queue import Wake


@shared_task(name=Wake.COPIES.value)
def make_copies() -> None:
    """Lay out the copies of chronologies that were confirmed."""
    context.begin()
    make_due_copies(now=clock.now())
