"""What Celery wakes: the same function that the relay calls."""

from celery import shared_task

from safeguard.lib import clock, context
from safeguard.lib.queue import Wake
from safeguard.reports.actions import prepare_due_reports


@shared_task(name=Wake.BOARD_REPORTS.value)
def prepare_reports() -> None:
    """Count the figures that are asked for and make the documents that are missing."""
    context.begin()
    prepare_due_reports(now=clock.now())
