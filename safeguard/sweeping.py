"""The sweeps as Celery tasks, and beat's schedule: static, so that no two schedulers can disagree."""

from celery import shared_task

from safeguard.celery import app
from safeguard.jobs import BY_NAME, SWEEPS
from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import record_pulse
from safeguard.notifications.enums import worker_pulse

SLOWEST_NEEDED = 5.0  # seconds: beat need not tick as often as the relay
TICK_EVERY = 20.0  # seconds


@shared_task(name="safeguard.sweep")
def sweep(name: str) -> None:
    """Run one sweep by its name."""
    BY_NAME[name].run()


@shared_task(name="safeguard.tick")
def tick(queue: str) -> None:
    """Beat has asked, the broker has carried it, a worker of this queue is at it, and PostgreSQL was reached."""
    record_pulse(worker_pulse(queue), now=clock.now())


app.conf.beat_schedule = {
    s.name: {
        "task": sweep.name,
        "args": [s.name],
        "schedule": max(s.every, SLOWEST_NEEDED),
        "options": {"queue": s.queue.value},
    }
    for s in SWEEPS
}
app.conf.beat_schedule |= {
    f"tick {queue.value}": {
        "task": tick.name,
        "args": [queue.value],
        "schedule": TICK_EVERY,
        "options": {"queue": queue.value},
    }
    for queue in Queue
}
