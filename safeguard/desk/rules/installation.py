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
    CONTACTS = "contacts"
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
    has_champion: bool
    has_stale_entry: bool  # of the directory: nobody has verified it, or not for a while
    has_on_duty: bool
    has_lead_without_mobile: bool  # lead or deputy
    has_holder_without_mobile: bool  # whoever covers a post too
    has_second_administrator: bool
    needs_second_factor: bool  # what the settings say
    has_somebody_without_second_factor: bool  # administrators, lead and deputy
    has_authority: bool
    has_authority_without_duty_team: bool
    has_authority_without_day_number: bool
    has_stale_number: bool  # of an authority or a body outside: nobody has made sure of it lately
    has_second_channel: bool  # what the settings say
    has_neutral_sender: bool  # what the settings say: of another domain than our own
    has_neutral_number: bool  # what the settings say: texts that must not say who writes have a sender of their own
    email_confirmed_at: datetime | None  # by somebody who still holds a post, at the address they still have
    text_confirmed_at: datetime | None
    has_acceptable_use: bool
    has_platform: bool


@dataclass(frozen=True)
class Check:
    """One thing to have: where it is cured, how much it weighs, when it is there; when it is not, what to say and why
    it matters."""

    code: str
    place: Place
    level: Level
    is_there: Callable[[Installation, datetime], bool]
    text: str | Promise
    why: str | Promise
    source: str


# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("ORG-01", Place.ORGANISATION, Level.STOP, lambda i, now: bool(i.name),
          _("Your organisation has no name here."), _("It stands in every invitation."), "002 §1.1"),
    Check("F48", Place.ORGANISATION, Level.STOP, lambda i, now: i.has_nation,
          _("Nobody has said in which nation you work."), _("Bank holidays and words follow from it."), "practice F48"),
    Check("ORG-01", Place.SERVICES, Level.STOP, lambda i, now: i.has_service,
          _("There is no service."), _("People, posts and records belong to services."), "002 §1.1"),
    Check("ORG-21", Place.POSTS, Level.STOP, lambda i, now: i.has_lead,
          _("Nobody is Designated Safeguarding Lead."), _("Every concern needs somebody who answers for it."),
          "002 §6.2.1"),
    Check("ORG-21", Place.POSTS, Level.STOP, lambda i, now: i.has_deputy,
          _("Nobody but the lead is deputy."), _("It is a second person, for when the lead cannot be reached."),
          "002 §3.4.6"),
    Check("ESC-05", Place.POSTS, Level.STOP, lambda i, now: not i.has_service_without_officer,
          _("A service has no safeguarding officer."), _("Name one for it, or one for all services."), "000 §6"),
    Check("B17", Place.POSTS, Level.STOP, lambda i, now: i.has_other_route,
          _("Nobody would hear of a concern about the lead."),
          _("Name a strategic lead, an officer for staff matters or a chair who is neither lead nor deputy."),
          "practice B17"),
    Check("A10", Place.PEOPLE, Level.STOP, lambda i, now: not i.has_lead_without_mobile,
          _("The lead or the deputy has no work mobile."), _("No text message and no call can wake them."),
          "practice A10"),
    Check("SEC-02", Place.PEOPLE, Level.STOP,
          lambda i, now: not (i.needs_second_factor and i.has_somebody_without_second_factor),
          _("An administrator, the lead or the deputy has no second factor yet."),
          _("They follow their invitation, sign in and set one up."), "002 §2.9 g"),
    Check("A9", Place.AUTHORITIES, Level.STOP, lambda i, now: i.has_authority,
          _("There is no local authority."), _("Its numbers are shown when somebody needs them."), "practice A9"),
    Check("A9", Place.AUTHORITIES, Level.STOP, lambda i, now: not i.has_authority_without_duty_team,
          _("A local authority has no number for its emergency duty team."),
          _("At the number for the day nobody answers at night."), "practice A9"),
    Check("ORG-24", Place.MESSAGES, Level.STOP, lambda i, now: is_confirmed(i.email_confirmed_at, now),
          _("No test email has been confirmed in the last 90 days."),
          _("Somebody who holds a post has to say that one arrived."), "practice A10"),
    Check("A10", Place.MESSAGES, Level.STOP, lambda i, now: i.has_second_channel,
          _("No text messages are set up."),
          _("Two mailboxes wake nobody at night. Whoever runs the server names a provider of text messages (SMS_URL in "
            "the settings)."), "practice A10"),
    Check("A10", Place.MESSAGES, Level.STOP,
          lambda i, now: not i.has_second_channel or is_confirmed(i.text_confirmed_at, now),
          _("No test text message has been confirmed in the last 90 days."),
          _("Email alone wakes nobody at night: somebody who holds a post has to say that a text arrived."),
          "practice A10"),
    Check("PER-14", Place.MESSAGES, Level.NOTE, lambda i, now: i.has_neutral_sender,
          _("Messages that must not say who writes leave from your own domain."),
          _("The address of your organisation tells a family who is in touch. Whoever runs the server names a mailbox "
            "of another domain (MAIL_FROM_NEUTRAL in the settings)."), "practice B14"),
    Check("PER-14", Place.MESSAGES, Level.NOTE, lambda i, now: not i.has_second_channel or i.has_neutral_number,
          _("Text messages that must not say who writes have the sender of all others."),
          _("If that is a name, it tells a family who is in touch. Whoever runs the server names a sender that is a "
            "plain number (SMS_URL_NEUTRAL in the settings)."), "practice B14"),
    Check("B16", Place.PEOPLE, Level.NOTE, lambda i, now: i.has_second_administrator,
          _("There is one administrator only."),
          _("Nobody gives themselves a role or a post, so it takes a second one."), "practice B16"),
    Check("A10", Place.PEOPLE, Level.NOTE, lambda i, now: not i.has_holder_without_mobile,
          _("Somebody who holds or covers a safeguarding post has no work mobile."), _("They are told by email only."),
          "practice A10"),
    Check("SEC-02", Place.PEOPLE, Level.NOTE, lambda i, now: i.needs_second_factor,
          _("A second factor is not asked of anybody."), _("SECOND_FACTOR_REQUIRED in the settings says so."),
          "002 §2.9 g"),
    Check("ORG-19", Place.POSTS, Level.NOTE, lambda i, now: i.has_strategic_lead,
          _("Nobody is strategic lead."), _("They are told when nobody else answers."), "002 §6.1"),
    Check("ESC-07", Place.POSTS, Level.NOTE, lambda i, now: i.has_officer_for_staff,
          _("Nobody is officer for staff matters."), _("They are told, with the lead, of concerns about staff."),
          "002 §11"),
    Check("B16", Place.POSTS, Level.NOTE, lambda i, now: i.has_chair,
          _("Nobody is chair of trustees."), _("They are told when everybody else is named in a concern."),
          "practice B16"),
    Check("ORG-20", Place.POSTS, Level.NOTE, lambda i, now: i.has_champion,
          _("The board has no Safeguarding Champion."),
          _("A member of the board asks about online safety there. Name one."), "002 §6.1.1"),
    Check("ORG-24", Place.POSTS, Level.NOTE, lambda i, now: not i.has_stale_entry,
          _("The safeguarding directory waits to be verified."),
          _("Send test messages from the directory: an entry that nobody has tried fails when it is needed."),
          "002 §11"),
    Check("ESC-14", Place.POSTS, Level.NOTE, lambda i, now: i.has_on_duty,
          _("Nobody is on duty out of hours."), _("Until somebody is, the lead is told at night too."),
          "004 Self-care b1"),
    Check("A9", Place.AUTHORITIES, Level.NOTE, lambda i, now: not i.has_authority_without_day_number,
          _("A local authority lacks a number for the day."), _("There is one for children and one for adults."),
          "practice A9"),
    Check("ESC-10", Place.CONTACTS, Level.NOTE, lambda i, now: not i.has_stale_number,
          _("Numbers of authorities or helplines wait to be checked."),
          _("Ring each (never 999), or open its page, and press the button: a wrong number fails when it is needed."),
          "003 Accountability b2"),
    Check("ORG-07", Place.POLICIES, Level.NOTE, lambda i, now: i.has_acceptable_use,
          _("No acceptable use policy has been issued."), _("Sessions are planned by those who have signed it."),
          "002 §5.2"),
    Check("PLT-01", Place.PLATFORMS, Level.NOTE, lambda i, now: i.has_platform,
          _("No platform is approved."), _("Sessions are planned on those that are."), "002 §2.9 k"),
)
# fmt: on


def findings(installation: Installation, urls: Mapping[Place, str], now: datetime) -> list[Finding]:
    """What is missing at ``now``, each with the page that cures it (``urls``, by place; decision 0018)."""
    missing = [check for check in CHECKS if not check.is_there(installation, now)]
    return [Finding(c.code, c.level, c.text, c.source, cure=c.why, cure_url=urls[c.place]) for c in missing]
