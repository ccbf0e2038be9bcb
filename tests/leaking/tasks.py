"""A task that is given somebody's words, and fails with them in its error."""

from celery import shared_task


@shared_task(name="tests.leak")
def leak(words: str, *, more: str) -> None:
    """Fail."""
    raise ValueError(words + more)
