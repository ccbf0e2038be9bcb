"""A past that happened in its order: many stories side by side, each going on when its moment has come.

A story is a generator. It yields the moment at which it goes on, and then lets something happen at that moment through
the actions. What one story does is there for the next, as it was: a consent that is taken back in May stops the session
of June.
"""

from collections.abc import Generator, Iterable
from datetime import datetime, timedelta
from heapq import heappop, heappush

from safeguard.notifications.actions import delivered_elsewhere
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message

Story = Generator[datetime, None, None]
REACHED_AFTER = timedelta(seconds=2)


def play(stories: Iterable[Story], *, until: datetime) -> int:
    """Let the stories happen, and everything they send be received. What is later than ``until`` does not happen.

    Returns how many moments there were.
    """
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        _go_on(waiting, number, story)
    moments = 0
    while waiting and waiting[0][0] <= until:
        at, number, story = heappop(waiting)
        _go_on(waiting, number, story)
        count_as_received(at)
        moments += 1
    for _at, _number, story in waiting:
        story.close()
    return moments


def _go_on(waiting: list[tuple[datetime, int, Story]], number: int, story: Story) -> None:
    """Let a story go on until it names the next moment; at the same moment, the one that was told first goes first."""
    at = next(story, None)
    if at is not None:
        heappush(waiting, (at, number, story))


def count_as_received(at: datetime) -> None:
    """Messages of the past are not sent: they count as received, a moment after they were due."""
    due = Message.objects.filter(state=MessageState.WAITING, next_attempt_at__lte=at)
    subjects = list(due.values_list("subject_ref", flat=True).distinct())
    if subjects:
        delivered_elsewhere(subjects, now=at + REACHED_AFTER)
