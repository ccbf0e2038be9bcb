"""How long a sign-in lasts, what a browser calls itself, who is let in by the organisation's own sign-in. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

WARNED = timedelta(minutes=2)  # before it ends
SEEN_EVERY = timedelta(minutes=1)  # how often it is written down that somebody is still there
IN_THE_MIDDLE = timedelta(hours=4)  # whoever is on the phone about a child is not signed out before
LONGEST = timedelta(hours=12)  # a working day: then sign in again, whatever was pressed
AT_MOST = timedelta(hours=16)  # where a session or a case goes on beyond it
WRITING_UP = timedelta(minutes=15)  # after a session, for what has to be written at once
RESET_WAITS = timedelta(hours=1)  # until a lost second factor is taken away
FORMER_ADDRESS = timedelta(days=90)  # for how long somebody is warned at an address they had too
TRUSTED_AFTER = timedelta(days=3)  # a new address or a new lead: a thief of one account is noticed before

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(user_agent: str) -> str:
    """What kind of browser and device this says it is, in words its person knows; no version (SEC-02)."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a device we do not know")


@dataclass(frozen=True)
class Limits:
    """A sign-in ends when nothing was pressed for ``idle``, or after ``longest`` whatever was pressed; ``at_most``
    while its person is in the middle of something."""

    idle: timedelta
    longest: timedelta = LONGEST
    at_most: timedelta = AT_MOST


def time_left(
    began_at: datetime, seen_at: datetime, now: datetime, limits: Limits, *, busy_until: datetime | None = None
) -> timedelta:
    """For how long a sign-in still lasts (SEC-02); nothing or less when it has ended.

    ``busy_until``: whoever is in the middle of a session or a case they have taken on stays until then, within
    ``at_most``: they are speaking to a child, or about one (practice A7). None: they are not.
    """
    if busy_until is None:
        return min(seen_at + limits.idle, began_at + limits.longest) - now
    ends_at = max(began_at + limits.longest, min(busy_until, began_at + limits.at_most))
    return min(seen_at + max(limits.idle, IN_THE_MIDDLE), ends_at) - now


class Refusal(StrEnum):
    """Why the organisation's own sign-in lets somebody not in."""

    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"
    ANOTHER = "another"
    UNLINKED = "unlinked"


@dataclass(frozen=True)
class Claimed:
    """What the organisation's own sign-in says of somebody, once its signature has been checked."""

    subject: str
    email: str
    is_email_verified: bool
    has_second_factor: bool = False


def why_not_let_in(
    claimed: Claimed,
    *,
    is_linked: bool,
    is_known: bool,
    is_linked_to_another_subject: bool,
    is_unlinked: bool = False,
) -> Refusal | None:
    """Why somebody is not let in, None if they are (SEC-02).

    Whoever was linked is known by the subject alone: an address may change hands, a subject may not. The first time the
    provider must have verified the work address, and it must belong to somebody who is here. What was unlinked is
    linked again by its person, once they have signed in another way.
    """
    if is_linked:
        return None
    if not claimed.email or not claimed.is_email_verified:
        return Refusal.UNVERIFIED
    if not is_known:
        return Refusal.UNKNOWN
    if is_unlinked:
        return Refusal.UNLINKED
    return Refusal.ANOTHER if is_linked_to_another_subject else None


STRONG_METHODS = frozenset({"mfa", "hwk", "otp", "fpt", "face", "sc", "swk"})


def says_second_factor(acr: str, amr: Iterable[str], trusted_acr: Collection[str]) -> bool:
    """Whether a provider says that a second factor was used (SEC-02): by a method of RFC 8176 or a class agreed on."""
    return bool(STRONG_METHODS & set(amr)) or (bool(acr) and acr in trusted_acr)
