"""When somebody who works here is at work: the hours of their profile, else those of the organisation (ORG-41)."""

from collections.abc import Collection
from datetime import datetime

from safeguard.lib.worktime import WorkingHours
from safeguard.policies.selectors.thresholds import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.practitioners.rules import own_hours


def hours_of(people: Collection[int], now: datetime) -> dict[int, WorkingHours]:
    """The working hours of people, by id, in the nation of the organisation. Two queries.

    The outbox asks for it by its name in the settings: it lies left of everybody's profile and of the limits.
    """
    ours = thresholds_in_force(now).hours
    rows = User.objects.filter(pk__in=people).values_list("pk", "works_from", "works_to", "works_on")
    return {pk: own_hours(ours, opens, closes, weekdays) for pk, opens, closes, weekdays in rows}
