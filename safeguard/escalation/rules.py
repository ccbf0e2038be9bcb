"""Who is told in which order, and when the next is told. Pure: facts and ``now`` in, plans and dates out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.lib.worktime import add_working_time, next_working_moment
from safeguard.policies.rules import Thresholds
from safeguard.practitioners.enums import PostCode as P

Levels = tuple[tuple[str, ...], ...]

# ESC-05: the officer of the service and the lead together; ESC-06: then deputy, then strategic lead.
# ESC-07, practice B17: about staff, the lead and the officer for staff matters only. Practice B18: imagery, the
# lead and the deputy only. About the lead: those above, never the lead's own deputy (practice B16).
ROUTES: Mapping[RouteKind, Levels] = {
    RouteKind.ORDINARY: ((P.DSO, P.DSL), (P.DEPUTY_DSL,), (P.STRATEGIC_LEAD,)),
    RouteKind.ABOUT_STAFF: ((P.DSL, P.HR_DSO), (P.DEPUTY_DSL,), (P.STRATEGIC_LEAD,)),
    RouteKind.ABOUT_LEAD: ((P.STRATEGIC_LEAD, P.HR_DSO), (P.CHAIR,)),
    RouteKind.IMAGERY: ((P.DSL,), (P.DEPUTY_DSL,)),
}
# Whom an organisation may put on a route of its own, by kind. The narrow ones stay narrow: an officer of a service is
# not told about staff (practice B17), imagery is the lead's and the deputy's (B18), and what is about the lead goes
# neither to the lead nor to the lead's deputy (B16).
MAY_BE_TOLD: Mapping[RouteKind, tuple[str, ...]] = {
    RouteKind.ORDINARY: (P.DSO, P.DSL, P.DEPUTY_DSL, P.STRATEGIC_LEAD, P.CHAIR),
    RouteKind.ABOUT_STAFF: (P.DSL, P.HR_DSO, P.DEPUTY_DSL, P.STRATEGIC_LEAD, P.CHAIR),
    RouteKind.ABOUT_LEAD: (P.STRATEGIC_LEAD, P.HR_DSO, P.CHAIR),
    RouteKind.IMAGERY: (P.DSL, P.DEPUTY_DSL),
}
MOST_LEVELS = 4
# When a whole route comes to nobody (posts empty, or everybody named in the matter), these are asked in turn.
LAST_RESORT: tuple[str, ...] = (P.STRATEGIC_LEAD, P.CHAIR)


def why_not_route(kind: RouteKind, levels: Sequence[Sequence[str]]) -> str:
    """Why an organisation may not tell people in this order, in words; empty if it may (ESC-06, practice B16 to B18).

    Somebody who answers for the whole organisation is in it, more than one post is asked, and none is asked twice:
    the last step is repeated to everybody anyway.
    """
    posts = [code for level in levels for code in level]
    if not posts or not levels[0]:
        return _("Choose who is told first")
    if any(not level for level in levels) or len(levels) > MOST_LEVELS:
        return _("Leave no step empty before one that is filled")
    if set(posts) - set(MAY_BE_TOLD[kind]):
        return _("One of these posts is never told of this kind of concern")
    if len(posts) != len(set(posts)):
        return _("Choose each post once: at the end everybody is told again")
    if len(posts) < 2:
        return _("Choose at least two posts")
    return _who_is_missing(kind, levels)


def _who_is_missing(kind: RouteKind, levels: Sequence[Sequence[str]]) -> str:
    """Who must be told of this kind and is not, in words: no order of one's own does without them (B16 to B18)."""
    posts = {code for level in levels for code in level}
    if kind == RouteKind.ORDINARY and P.DSL not in posts:
        return _("The safeguarding lead must be told at some step")
    if kind == RouteKind.IMAGERY and P.DSL not in levels[0]:
        return _("The safeguarding lead must be told first of pictures and videos")
    if kind == RouteKind.ABOUT_STAFF and P.HR_DSO not in posts:
        return _("The safeguarding officer for staff matters must be told at some step")
    if not posts & {P.DSL, P.DEPUTY_DSL, P.STRATEGIC_LEAD}:
        return _("The lead, the deputy or the strategic lead must be told at some step")
    return ""


def route_kind(*, is_about_staff: bool, is_about_lead: bool, has_imagery: bool) -> RouteKind:
    """Which route a concern climbs. The narrower one wins (SEC-06, practice B16 to B18)."""
    if is_about_lead:
        return RouteKind.ABOUT_LEAD
    if has_imagery:
        return RouteKind.IMAGERY
    return RouteKind.ABOUT_STAFF if is_about_staff else RouteKind.ORDINARY


def first_due_at(urgency: str, now: datetime, thresholds: Thresholds) -> datetime:
    """When the first people are told: at once, but what can wait sleeps until working time (practice A1)."""
    if urgency == Urgency.CAN_WAIT:
        return next_working_moment(now, thresholds.hours)
    return now


def next_due_at(urgency: str, told_at: datetime, thresholds: Thresholds, *, was_last: bool) -> datetime:
    """When the next people are told if nobody acknowledges before (ESC-06, practice A1).

    After the last post everybody is called again at an interval, in working time only for what can wait.
    """
    if urgency == Urgency.CAN_WAIT:
        return add_working_time(told_at, thresholds.working_hours_long("answer_can_wait"), thresholds.hours)
    if was_last:
        return told_at + thresholds.minutes("call_again")
    return told_at + thresholds.minutes("answer_now" if urgency == Urgency.NOW else "answer_today")


@dataclass(frozen=True)
class Climb:
    """What one climb does: the levels told now, whether it is everybody again, and where the ladder then stands."""

    levels: tuple[int, ...]
    is_again: bool
    level: int
    due_at: datetime


def plan_climb(
    levels: Sequence[Sequence[str]],
    *,
    level: int,
    due_at: datetime,
    now: datetime,
    urgency: str,
    thresholds: Thresholds,
) -> Climb:
    """The climb that is due at ``now`` for a ladder that last told ``level`` (-1: nobody yet; ESC-06).

    After an outage every level whose time has passed is told, in order, but calls to everybody that were
    missed are made once, not many times over.
    """
    last = len(levels) - 1
    if level >= last:
        return Climb(tuple(range(last + 1)), True, last, next_due_at(urgency, now, thresholds, was_last=True))
    told: list[int] = []
    while level < last and due_at <= now:
        level += 1
        told.append(level)
        due_at = next_due_at(urgency, due_at, thresholds, was_last=level == last)
    if due_at <= now:  # the first call to everybody has been missed too: they are being told just now
        due_at = next_due_at(urgency, now, thresholds, was_last=True)
    return Climb(tuple(told), False, level, due_at)


def levels_that_pass_on(levels: Sequence[Sequence[str]], first: int, new: Mapping[str, int | None]) -> tuple[int, ...]:
    """The levels from ``first`` on that are told at once, because those before them come to nobody new (ESC-06).

    ``new`` has for each post who answers for it and has not been told yet, or None.
    """
    passed: list[int] = []
    for number in range(first, len(levels)):
        passed.append(number)
        if any(new.get(code) is not None for code in levels[number]):
            break
    return tuple(passed)


def order_of_work(urgency: str) -> int:
    """Where an urgency stands in a list of what burns first: 0 is first."""
    return list(Urgency.values).index(urgency)
