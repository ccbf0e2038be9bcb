"""What a policy is called, whom it is for, who must sign it, and where somebody stands with it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from safeguard.policies.enums import AupState, PolicyKind

LONGEST_CODE = 40
# Addresses of ours, which no policy may take.
RESERVED_CODES = frozenset({"add", "links", "reviews", "thresholds", "types", "wordings"})
AHEAD = timedelta(days=366)
ISSUED = "policies.issued"  # the kind of message that says that a version is in force

# The starting types of ORG-03, with those of ORG-06, ORG-10, ORG-11 and ORG-12 beside them.
ACCEPTABLE_USE, SAFEGUARDING, PROMOTING = "acceptable-use", "safeguarding", "promoting-events"
TYPES = {
    ACCEPTABLE_USE: "Acceptable use",
    SAFEGUARDING: "Safeguarding and procedures",
    "online-safety": "Online safety",
    "online-safety-agreement": "Online safety agreement",
    "online-behaviour": "Online behaviour code",
    "phones-and-images": "Rules on phones, wearables, cameras and images",
    "it-and-data-security": "IT and data security",
    "data-protection": "Data protection",
    "health-and-safety": "Health and safety",
    "harassment-and-bullying": "Harassment and bullying",
    "allegations": "Allegations against staff",
    "whistleblowing": "Whistleblowing",
    "mobile-phone": "Mobile phone",
    "photography": "Photography and image sharing",
    "code-of-conduct": "Code of conduct",
    "social-media": "Social media",
    "behaviour": "Behaviour and disciplinary",
    "recording": "Recording and notes",
    "prevent": "Prevent",
    PROMOTING: "Promoting events",
    "other": "Something else",
}


@dataclass(frozen=True)
class Audience:
    """Whom a version for staff is for: by what somebody is to the organisation, by role, and by where they work:
    services (ids), and all of brands (ids), regions and contracts (ids), as those are when it is read (ORG-01).

    Each of the three leaves out everybody else, and leaves out nobody while it is empty (ORG-36).
    """

    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    services: tuple[int, ...] = ()
    brands: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    contracts: tuple[int, ...] = ()


def code_of(title: str) -> str:
    """The name of a policy in addresses, made of its title; empty when no name can be made of it."""
    code = slugify(title)[:LONGEST_CODE].strip("-")
    return "" if code in RESERVED_CODES else code


def is_link(text: str) -> bool:
    """Whether a text is an address that a browser opens: https or http, with a host, and nothing else in it."""
    if any(letter.isspace() for letter in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def why_not_from(effective_at: datetime | None, now: datetime) -> str | Promise | None:
    """Why a version may not hold from this moment on, or None if it may: never from the past (ORG-03)."""
    if effective_at is not None and effective_at < now:
        return _("A version holds from now on, or from a later day: never from the past.")
    if effective_at is not None and effective_at > now + AHEAD:
        return _("Choose a day within a year.")
    return None


def why_not_signed_on(signed_on: date, issued_on: date, today: date) -> str | Promise | None:
    """Why a paper cannot have been signed on this day, or None if it can (ORG-06)."""
    if signed_on > today:
        return _("A signature is of today or earlier.")
    if signed_on < issued_on:
        return _("This version was issued after that day. They signed an earlier one.")
    return None


def needs_signing(kind: str, number: int, *, must_sign: bool | None) -> bool:
    """Whether a version must be signed. ``number``: 1 for the first; ``must_sign`` None: nobody said.

    The first version of the policy on acceptable use always is, or its signature could never be asked for (ORG-07).
    """
    if kind != PolicyKind.AUP:
        return bool(must_sign)
    return number == 1 or must_sign is not False


def aup_state(to_sign: int | None, signed: int | None) -> AupState:
    """Where somebody stands with the policy on acceptable use (ORG-07).

    ``to_sign`` is the number of the latest version that must be signed (None: none was issued), ``signed`` that of
    the latest version they signed (None: they never did).
    """
    if to_sign is None:
        return AupState.NO_AUP
    if signed is None:
        return AupState.NEVER_SIGNED
    return AupState.SIGNED if signed >= to_sign else AupState.STALE


def subject_of(ref: str, number: int) -> str:
    """What every message about version ``number`` of the policy with this reference names as its subject."""
    return f"{ref}/{number}"
