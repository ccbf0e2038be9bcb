"""The sweeps as Celery tasks, and beat's schedule: static, so that no two schedulers can disagree."""

from celery import shared_task

from safeguard.celery import app
from safeguard.jobs import BY_NAME, SWEEPS
from safeguard.lib import context

SLOWEST_NEEDED = 5.0  # seconds: beat need not tick as often as the relay


@shared_task(name="safeguard.sweep")
def sweep(name: str) -> None:
    """Run one sweep by its name."""
    context.begin()
    BY_NAME[name].run()


app.conf.beat_schedule = {
    s.name: {
        "task": sweep.name,
        "args": [s.name],
        "schedule": max(s.every, SLOWEST_NEEDED),
        "options": {"queue": s.queue.value},
    }
    for s in SWEEPS
}
