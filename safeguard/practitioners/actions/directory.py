"""The safeguarding directory is verified again and again, or it fails when it is needed (ORG-24)."""

from datetime import datetime

from django.db import transaction

from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners import messages, selectors
from safeguard.practitioners.enums import Verified
from safeguard.practitioners.selectors import directory


@transaction.atomic
def remind_of_verification(*, by: None = None, now: datetime, hours: WorkingHours) -> int:
    """Tell those who verify the directory, once a week and in working time (ORG-41), that an entry waits for it.

    Returns how many entries wait. Run again, it tells nobody twice.
    """
    if not selectors.is_live() or not is_working_time(now, hours):
        return 0
    waiting = [one for one in directory.entries(now) if one.verified != Verified.YES]
    if waiting:
        people = selectors.people_who_may(Permission.VERIFY_DIRECTORY)
        week = "-".join(str(part) for part in now.isocalendar()[:2])
        queue_messages([messages.directory_waits(one, now, week) for one in people], now=now)
    return len(waiting)
