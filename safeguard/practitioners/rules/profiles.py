"""What is said of somebody who works here, and to whom. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils.html import escape
from django.utils.translation import gettext as _

from safeguard.lib.worktime import WorkingHours
from safeguard.practitioners.enums import PersonKind, PostCode, Verified

# ORG-02: whoever is none of these has to do with the organisation, and does not work for it.
WORKS_HERE = frozenset({PersonKind.STAFF, PersonKind.VOLUNTEER, PersonKind.SUBCONTRACTOR, PersonKind.BOARD})
# ORG-19, ORG-21: without these two posts nobody answers for safeguarding.
NEVER_EMPTY = (PostCode.DSL, PostCode.DEPUTY_DSL)


def name_for_families(full_name: str, *, do_not_publicise: bool) -> str:
    """What families and young people are told of a worker's name: the first, or none at all (ORG-18, practice B14)."""
    first = (full_name.split() or [""])[0]
    return _("Your worker") if do_not_publicise or not first else first


def without_names(text: str, names: Iterable[str]) -> str:
    """A text, or a page as it is sent, in which none of these people is named (ORG-18): whole names, however spaced."""
    spelled = {form for name in names if name.strip() for form in (name, escape(name))}
    if not spelled:
        return text
    longest_first = sorted(spelled, key=len, reverse=True)
    patterns = (r"\s+".join(re.escape(word) for word in name.split()) for name in longest_first)
    return re.sub(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", _("a colleague"), text, flags=re.IGNORECASE)


def own_hours(hours: WorkingHours, opens: time | None, closes: time | None, weekdays: Collection[int]) -> WorkingHours:
    """Somebody's own working hours, where they have said so; else the organisation's (ORG-41).

    ``weekdays``: Monday is 0; none: the organisation's.
    """
    if opens is not None and closes is not None:
        hours = replace(hours, opens=opens, closes=closes)
    return replace(hours, weekdays=frozenset(weekdays)) if weekdays else hours


def verified(confirmed_at: datetime | None, now: datetime, every: timedelta) -> Verified:
    """Where an entry of the directory stands: shown to reach its holder, a while ago, or never (ORG-24)."""
    if confirmed_at is None:
        return Verified.NEVER
    return Verified.YES if now - confirmed_at < every else Verified.STALE
