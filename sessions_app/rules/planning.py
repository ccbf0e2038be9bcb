"""What a plan must say, and what may be done with it in which state. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.lib.worktime import WorkingHours, next_working_morning
from safeguard.platforms.enums import PlatformStatus
from safeguard.platforms.rules import IN_USE
from sessions_app.enums import Promotion, SessionKind, SessionState

LONDON = ZoneInfo("Europe/London")
SHORTEST, LONGEST = 5, 480  # minutes; the database holds the same bounds
LONGEST_TEXT = 4000
MOST_PEOPLE = 200
BEGAN = timedelta(minutes=30)  # a plan that is typed in while people wait has begun a little before it is saved
AHEAD = timedelta(days=366)
SAME_OCCASION = timedelta(hours=12)  # a session may begin so much before or after its time, and be the same one

OPEN = frozenset({SessionState.PLANNED, SessionState.WITH_MANAGER, SessionState.APPROVED})  # not begun, not cancelled
MAY_BE_ADVERTISED = frozenset({SessionKind.GROUP, SessionKind.WEBINAR})
MAY_START = frozenset({SessionState.PLANNED, SessionState.APPROVED})


@dataclass(frozen=True)
class Missing:
    """A question whose answer is missing or wrong, and what to say about it."""

    field: str
    text: str | Promise


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody proposes, as plain facts. ``now`` is the moment at which they do."""

    now: datetime
    kind: str
    method: str
    purpose: str
    starts_at: datetime
    minutes: int
    people: int
    platform_status: str
    platform_methods: Collection[str]
    is_new_platform: bool
    activity_from: date
    activity_to: date | None
    why_one_to_one: str = ""
    mitigations: Sequence[str] = ()
    is_second_worker_the_first: bool = False
    fits_policies: bool = False
    promotion: str = ""

    @property
    def day(self) -> date:
        """The day it takes place, in London."""
        return self.starts_at.astimezone(LONDON).date()


def what_is_wrong(proposal: Proposal) -> list[Missing]:
    """What keeps this plan from being written down, by field; an empty list if nothing does (PLN-01)."""
    return [*_what(proposal), *_when(proposal), *_with_what(proposal), *_one_to_one(proposal), *_policies(proposal)]


def _what(proposal: Proposal) -> list[Missing]:
    wrong = []
    if proposal.kind == SessionKind.UNPLANNED:
        wrong.append(Missing("kind", _("An unplanned contact needs no plan: start it from the person’s page")))
    if not proposal.purpose.strip():
        wrong.append(Missing("purpose", _("Write what the session is for")))
    if not proposal.people:
        wrong.append(Missing("participants", _("Choose who takes part")))
    if proposal.people > MOST_PEOPLE:
        wrong.append(Missing("participants", _("Choose fewer people: one session holds 200 at most")))
    if proposal.kind == SessionKind.ONE_TO_ONE and proposal.people > 1:
        wrong.append(Missing("participants", _("Choose one person, or plan a group")))
    if proposal.is_second_worker_the_first:
        wrong.append(Missing("second_worker", _("Choose another person: this one runs the session already")))
    return wrong


def _when(proposal: Proposal) -> list[Missing]:
    wrong = []
    if not proposal.now - BEGAN <= proposal.starts_at <= proposal.now + AHEAD:
        wrong.append(Missing("starts_on", _("Enter a day and time from now on, within a year")))
    if not SHORTEST <= proposal.minutes <= LONGEST:
        wrong.append(Missing("minutes", _("Enter a length from 5 to 480 minutes")))
    if proposal.day < proposal.activity_from:
        wrong.append(Missing("activity", _("This activity has not begun on that day")))
    if proposal.activity_to is not None and proposal.activity_to < proposal.day:
        wrong.append(Missing("activity", _("This activity is over on that day")))
    return wrong


def _with_what(proposal: Proposal) -> list[Missing]:
    wrong = []
    if proposal.is_new_platform and PlatformStatus(proposal.platform_status) not in IN_USE:
        wrong.append(Missing("platform", _("Choose a platform that has been approved")))
    if proposal.method not in proposal.platform_methods:
        wrong.append(Missing("method", _("People do not meet on this platform in this way")))
    return wrong


def _one_to_one(proposal: Proposal) -> list[Missing]:
    """One-to-ones are avoided by default: an exception says why, and what makes it safer (RA-10)."""
    if proposal.kind != SessionKind.ONE_TO_ONE:
        return []
    wrong = []
    if not proposal.why_one_to_one:
        wrong.append(Missing("why_one_to_one", _("Say why it is a one-to-one and not a group")))
    if not proposal.mitigations:
        wrong.append(Missing("mitigations", _("Choose at least one thing that makes it safer")))
    return wrong


def _policies(proposal: Proposal) -> list[Missing]:
    """It fits acceptable use and safeguarding (ORG-05); for what is advertised that policy was read too (ORG-17)."""
    wrong = []
    if not proposal.fits_policies:
        wrong.append(Missing("fits_policies", _("Read the two policies, and say that this contact fits them")))
    if proposal.kind in MAY_BE_ADVERTISED and proposal.promotion not in Promotion.values:
        text = _("Say whether it is advertised, and if it is, that you have checked our policy on promoting events")
        wrong.append(Missing("promotion", text))
    return wrong


def asks_again(changed: Collection[str]) -> bool:
    """Whether these changes make another plan of it, which is approved anew (PLN-02): all but that an adult
    has agreed."""
    return bool(set(changed) - {"has_agreed"})


MAKES_OLD_NEWS = frozenset({"starts_at", "method", "platform", "practitioner"})  # the family knows it otherwise


def approval_due_at(now: datetime, starts_at: datetime, hours: WorkingHours) -> datetime:
    """When a plan is answered: by the end of the next working day, or when it starts, if that is earlier (RA-10)."""
    morning = next_working_morning(now, hours).astimezone(LONDON)
    evening = datetime.combine(morning.date(), hours.closes, LONDON)
    return max(now, min(evening, starts_at))


def is_the_same_occasion(starts_at: datetime, now: datetime) -> bool:
    """Whether a start now is the session that was planned, and not one of another day. Twelve hours: our own."""
    return abs(now - starts_at) <= SAME_OCCASION


def day_judged(starts_at: datetime, now: datetime) -> date:
    """The day, in London, that everybody judges a session for: its own; today, if it may begin still after
    midnight (PER-02: ages are those of the day)."""
    is_late = is_the_same_occasion(starts_at, now) and now > starts_at
    return (now if is_late else starts_at).astimezone(LONDON).date()
