"""Waking Celery. Nothing here carries a message or decides when something is due: the database does."""

import logging
import time
from enum import StrEnum
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)
SLOW = 1.0  # seconds: a broker that hangs, instead of refusing, makes whoever has just committed wait
LEFT_ALONE = 10.0  # seconds: so it is not asked again at once; the relay sends meanwhile
_broker = {"left_alone_until": 0.0}


class Wake(StrEnum):
    """The closed list of tasks that may be woken, by name, so that no app imports another's tasks."""

    ALERTS = "notifications.deliver_alerts"
    REMINDERS = "notifications.deliver_reminders"
    BOARD_REPORTS = "reports.prepare"
    IMPORTS = "desk.imports"
    COPIES = "incidents.copies"


class Queue(StrEnum):
    """Three queues, so that a report or ten thousand reminders never delay an alert."""

    ALERTS = "alerts"
    REMINDERS = "reminders"
    REPORTS = "reports"


_QUEUE_OF = {
    Wake.ALERTS: Queue.ALERTS,
    Wake.REMINDERS: Queue.REMINDERS,
    Wake.BOARD_REPORTS: Queue.REPORTS,
    Wake.IMPORTS: Queue.REPORTS,
    Wake.COPIES: Queue.REPORTS,
}


def wake_on_commit(wake: Wake) -> None:
    """Wake a worker once this transaction is safe. A broker that is down loses nothing and is only logged."""
    transaction.on_commit(partial(_publish, wake), robust=True)


def _publish(wake: Wake) -> None:
    began = time.monotonic()
    if began < _broker["left_alone_until"]:
        return
    try:
        current_app.send_task(wake.value, queue=_QUEUE_OF[wake].value, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the relay sends what is due
        logger.warning("broker not reached, %s is left to the relay (%s)", wake.value, type(error).__name__)
        if time.monotonic() - began > SLOW:
            _broker["left_alone_until"] = time.monotonic() + LEFT_ALONE
