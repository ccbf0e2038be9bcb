"""What Celery wakes: the same function that the relay calls."""

from celery import shared_task

from safeguard.lib.queue import Queue, Wake
from safeguard.notifications.actions import deliver_due
from safeguard.notifications.enums import Channel


@shared_task(name=Wake.ALERTS.value)
def deliver_alerts() -> None:
    """Send every alert that is due, each channel in turn."""
    for channel in Channel:
        deliver_due(Queue.ALERTS, channel)


@shared_task(name=Wake.REMINDERS.value)
def deliver_reminders() -> None:
    """Send every reminder that is due."""
    for channel in Channel:
        deliver_due(Queue.REMINDERS, channel)
