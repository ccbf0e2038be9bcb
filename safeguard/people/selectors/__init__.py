"""Reading people, what surrounds them, and finding them. What access has let through, and nothing else."""

from safeguard.people.selectors.agreements import AgreementLine, agreement_counts, agreement_lines
from safeguard.people.selectors.around import Around, around, entry_for, homes_of, signposts, turning_18
from safeguard.people.selectors.authorities import AuthorityLine, lines_now
from safeguard.people.selectors.contacts import (
    AUTHORITIES_SHOWN,
    AuthorityNow,
    Contact,
    authorities_now,
    authorities_to_check,
    contacts_now,
    contacts_to_check,
    stale_authorities,
    stale_contacts,
)
from safeguard.people.selectors.finding import FOUND_AT_MOST, Findings, Found, find, like
from safeguard.people.selectors.people import (
    adults_of,
    allocated_since,
    allocated_to,
    authorities,
    authority_with,
    involved_with,
    people_of,
)

__all__ = [
    "AUTHORITIES_SHOWN",
    "FOUND_AT_MOST",
    "AgreementLine",
    "Around",
    "AuthorityLine",
    "AuthorityNow",
    "Contact",
    "Findings",
    "Found",
    "adults_of",
    "agreement_counts",
    "agreement_lines",
    "allocated_since",
    "allocated_to",
    "around",
    "authorities",
    "authorities_now",
    "authorities_to_check",
    "authority_with",
    "contacts_now",
    "contacts_to_check",
    "entry_for",
    "find",
    "homes_of",
    "involved_with",
    "like",
    "lines_now",
    "people_of",
    "signposts",
    "stale_authorities",
    "stale_contacts",
    "turning_18",
]
