"""From which age a service may take a young person's own consent. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YOUNGEST, OLDEST = 11, 15  # years: our own bounds; under 16 a parent or carer countersigns (CON-06)


def why_not_own_consent(from_age: int | None, policy: str) -> str | Promise:
    """What keeps a service from taking a young person's own consent from an age on; empty if nothing does (practice
    E45). ``from_age``: in years; None: it takes it no longer, which needs no policy."""
    if from_age is None:
        return ""
    if not YOUNGEST <= from_age <= OLDEST:
        return _("Choose an age from 11 to 15. From 16 on they agree for themselves.")
    if not policy.strip():
        return _("Write which policy says so.")
    return ""
