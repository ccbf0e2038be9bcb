"""When systems and policies, and the risks of the whole organisation, are looked at again. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from safeguard.policies.enums import Facing

FIRST_WITHIN = timedelta(days=90)  # of a new installation: our own
REMIND_BEFORE = timedelta(days=28)


def first_due_on(today: date) -> date:
    """When the first one is due where none was ever held (ORG-37; ninety days are our own)."""
    return today + FIRST_WITHIN


def next_due_on(held_on: date) -> date:
    """When the next is due: a year after this one was held (ORG-37, ORG-38). After the 29th of February, the 28th."""
    try:
        return held_on.replace(year=held_on.year + 1)
    except ValueError:
        return held_on.replace(year=held_on.year + 1, day=28)


def why_not_held(held_on: date, today: date) -> str | Promise | None:
    """Why a review cannot have been held on this day, or None (ORG-37)."""
    if held_on > today:
        return _("Write it down once it has been held.")
    if held_on < today - timedelta(days=366):
        return _("It was held within the last year.")
    return None


def why_not_risks(faced: Collection[str]) -> str | Promise | None:
    """Why an assessment is not whole, or None: customers, learners and staff are each addressed, once (ORG-38)."""
    if sorted(faced) != sorted(Facing.values):
        return _("Address the risks to customers, to learners and to staff: each of the three.")
    return None
