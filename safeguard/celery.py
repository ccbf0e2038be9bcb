"""Celery: wakes what PostgreSQL owns. It never decides when something is due and never carries a message."""

import logging
import os
import time
from contextvars import ContextVar
from typing import Any

from celery import Celery, Task
from celery.signals import celeryd_init, setup_logging, task_postrun, task_prerun
from django.conf import settings
from django.utils.log import configure_logging

from safeguard.lib import context
from safeguard.lib.logs import about, catch_the_rest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeguard.settings")

logger = logging.getLogger(__name__)
REGULAR = ("safeguard.sweep", "safeguard.tick")
SLOW = 1000  # ms
_began = ContextVar("began", default=0.0)
app = Celery("safeguard")
# The default of every thread, not only of the one that imports this: web requests and the relay's lanes publish too.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["safeguard"], related_name="sweeping")


@celeryd_init.connect  # before it says anything
@setup_logging.connect
def _log_as_everybody_does(**_: Any) -> None:
    """Celery would bring its own handlers, which write arguments and the texts of errors."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    catch_the_rest()


@task_prerun.connect
def _begin(**_: Any) -> None:
    context.begin()
    _began.set(time.monotonic())


@task_postrun.connect
def _end(task: Task, state: str | None, **_: Any) -> None:
    """One line a task: its name, never its arguments. Sweeps come every few seconds: only if worth it."""
    ms = round((time.monotonic() - _began.get()) * 1000)
    dull = task.name in REGULAR and state == "SUCCESS" and ms < SLOW
    fields = about(task=task.name, ms=ms, outcome=str(state).lower())
    logger.log(logging.DEBUG if dull else logging.INFO, "task", extra=fields)
