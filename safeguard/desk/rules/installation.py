"""What an installation must have before real people are recorded in it, and ever after. Pure.

*Essential* findings are stops: going live is refused while there is one. The rest are worth having (notes).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.lib.findings import Finding, Level
from safeguard.notifications.rules import is_confirmed


class Place(StrEnum):
    """The parts of a set-up day, in their order; each is a page."""

    ORGANISATION = "organisation"
    SERVICES = "services"
    PEOPLE = "people"
    POSTS = "posts"
    AUTHORITIES = "authorities"
    MESSAGES = "messages"
    POLICIES = "policies"
    PLATFORMS = "platforms"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The facts: what is there at a moment. A post is held when somebody who works here holds it for all services."""

    name: str
    live_at: datetime | None
    has_nation: bool  # somebody has said which
    has_service: bool
    has_service_without_officer: bool
    has_lead: bool
    has_deputy: bool  # somebody else than the lead
    has_other_route: bool  # whoever hears of concerns about the lead: neither lead nor deputy
    has_officer_for_staff: bool
    has_strategic_lead: bool
    has_chair: bool
    has_on_duty: bool
    has_lead_without_mobile: bool  # lead or deputy
    has_holder_without_mobile: bool
    has_second_administrator: bool
    needs_second_factor: bool  # what the settings say
    has_somebody_without_second_factor: bool  # administrators, lead and deputy
    has_authority: bool
    has_authority_without_duty_team: bool
    has_authority_without_day_number: bool
    has_second_channel: bool  # what the settings say
    email_confirmed_at: datetime | None  # by somebody who still holds a post, at the address they still have
    text_confirmed_at: datetime | None
    has_acceptable_use: bool
    has_platform: bool


@dataclass(frozen=True)
class Check:
    """One thing to have: where it is cured, how much it weighs, when it is there, and what to say when it is not."""

    code: str
    place: Place
    level: Level
    is_there: Callable[[Installation, datetime], bool]
    text: str | Promise
    source: str


# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("ORG-01", Place.ORGANISATION, Level.STOP, lambda i, now: bool(i.name),
          _("Say what your organisation is called."), "002 §1.1"),
    Check("F48", Place.ORGANISATION, Level.STOP, lambda i, now: i.has_nation,
          _("Say in which nation you work: bank holidays and words follow from it."), "practice F48"),
    Check("ORG-01", Place.SERVICES, Level.STOP, lambda i, now: i.has_service,
          _("Set up at least one service: people, posts and records belong to services."), "002 §1.1"),
    Check("ORG-21", Place.POSTS, Level.STOP, lambda i, now: i.has_lead,
          _("Nobody is Designated Safeguarding Lead. Concerns need somebody who answers for them."), "002 §6.2.1"),
    Check("ORG-21", Place.POSTS, Level.STOP, lambda i, now: i.has_deputy,
          _("Nobody is deputy, or it is the lead: it must be a second person, for when the lead cannot be reached."),
          "002 §3.4.6"),
    Check("ESC-05", Place.POSTS, Level.STOP, lambda i, now: not i.has_service_without_officer,
          _("A service has no safeguarding officer. Name one for it, or one for all services."), "000 §6"),
    Check("B17", Place.POSTS, Level.STOP, lambda i, now: i.has_other_route,
          _("Nobody would hear of a concern about the lead. Name a strategic lead, an officer for staff matters or a "
            "chair who is neither lead nor deputy."), "practice B17"),
    Check("A10", Place.PEOPLE, Level.STOP, lambda i, now: not i.has_lead_without_mobile,
          _("The lead or the deputy has no work mobile, so no text message and no call can wake them."),
          "practice A10"),
    Check("SEC-02", Place.PEOPLE, Level.STOP,
          lambda i, now: not (i.needs_second_factor and i.has_somebody_without_second_factor),
          _("An administrator, the lead or the deputy has not yet signed in and set up a second factor."),
          "002 §2.9 g"),
    Check("A9", Place.AUTHORITIES, Level.STOP, lambda i, now: i.has_authority,
          _("Add the local authority of the people you work with: its numbers are shown when they are needed."),
          "practice A9"),
    Check("A9", Place.AUTHORITIES, Level.STOP, lambda i, now: not i.has_authority_without_duty_team,
          _("A local authority has no number for its emergency duty team. By day’s number nobody answers at night."),
          "practice A9"),
    Check("ORG-24", Place.MESSAGES, Level.STOP, lambda i, now: is_confirmed(i.email_confirmed_at, now),
          _("No holder of a post has confirmed a test email in the last 90 days. An alert that does not arrive is as "
            "good as none."), "practice A10"),
    Check("A10", Place.MESSAGES, Level.STOP, lambda i, now: i.has_second_channel,
          _("No text messages are set up. Two mailboxes wake nobody at night: whoever runs the server names a "
            "provider of text messages (SMS_URL in the settings)."), "practice A10"),
    Check("A10", Place.MESSAGES, Level.STOP,
          lambda i, now: not i.has_second_channel or is_confirmed(i.text_confirmed_at, now),
          _("No holder of a post has confirmed a test text message in the last 90 days. Email alone wakes nobody at "
            "night."), "practice A10"),
    Check("B16", Place.PEOPLE, Level.NOTE, lambda i, now: i.has_second_administrator,
          _("There is one administrator only. Nobody gives themselves a role or a post, so it takes a second one."),
          "practice B16"),
    Check("A10", Place.PEOPLE, Level.NOTE, lambda i, now: not i.has_holder_without_mobile,
          _("Somebody who holds a safeguarding post has no work mobile."), "practice A10"),
    Check("SEC-02", Place.PEOPLE, Level.NOTE, lambda i, now: i.needs_second_factor,
          _("A second factor is not asked of anybody (SECOND_FACTOR_REQUIRED in the settings)."), "002 §2.9 g"),
    Check("ORG-19", Place.POSTS, Level.NOTE, lambda i, now: i.has_strategic_lead,
          _("Nobody is strategic lead for safeguarding, the last to be told when nobody else answers."), "002 §6.1"),
    Check("ESC-07", Place.POSTS, Level.NOTE, lambda i, now: i.has_officer_for_staff,
          _("Nobody is safeguarding officer for matters about staff."), "002 §11"),
    Check("B16", Place.POSTS, Level.NOTE, lambda i, now: i.has_chair,
          _("Nobody is chair of trustees, who is told when everybody else is named in a concern."), "practice B16"),
    Check("ESC-14", Place.POSTS, Level.NOTE, lambda i, now: i.has_on_duty,
          _("Nobody is on duty out of hours. Until somebody is, the lead is told at night too."), "004 Self-care b1"),
    Check("A9", Place.AUTHORITIES, Level.NOTE, lambda i, now: not i.has_authority_without_day_number,
          _("A local authority lacks its number for children’s or adult social care by day."), "practice A9"),
    Check("ORG-07", Place.POLICIES, Level.NOTE, lambda i, now: i.has_acceptable_use,
          _("No acceptable use policy has been issued. Nobody can hold a one-to-one before they have signed it."),
          "002 §5.2"),
    Check("PLT-01", Place.PLATFORMS, Level.NOTE, lambda i, now: i.has_platform,
          _("No platform is approved yet. A session is planned on one that is."), "002 §2.9 k"),
)
# fmt: on


def findings(installation: Installation, urls: Mapping[Place, str], now: datetime) -> list[Finding]:
    """What is missing at ``now``, each with the page that cures it (``urls``, by place)."""
    missing = [check for check in CHECKS if not check.is_there(installation, now)]
    return [Finding(c.code, c.level, c.text, c.source, cure_url=urls[c.place]) for c in missing]
