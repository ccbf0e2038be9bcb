"""Who is kept out of cases."""

from collections.abc import Sequence
from datetime import datetime

from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_holding


def includes_lead(people: Sequence[User], now: datetime) -> bool:
    """Whether anybody of them holds or covers the post of the safeguarding lead."""
    leads = people_holding(PostCode.DSL, now)
    return any(person.pk in leads for person in people)
