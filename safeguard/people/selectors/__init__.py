"""Reading people, what surrounds them, and finding them. What access has let through, and nothing else."""

from safeguard.people.selectors.agreements import AgreementLine, agreement_counts, agreement_lines, agreement_progress
from safeguard.people.selectors.around import (
    Around,
    around,
    entry_for,
    has_order_for_nobody,
    homes_of,
    is_looked_after,
    looked_after_on,
    signposts,
    turning_18,
)
from safeguard.people.selectors.authorities import AuthorityLine, lines_now
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
    "FOUND_AT_MOST",
    "AgreementLine",
    "Around",
    "AuthorityLine",
    "Findings",
    "Found",
    "adults_of",
    "agreement_counts",
    "agreement_lines",
    "agreement_progress",
    "allocated_since",
    "allocated_to",
    "around",
    "authorities",
    "authority_with",
    "entry_for",
    "find",
    "has_order_for_nobody",
    "homes_of",
    "involved_with",
    "is_looked_after",
    "like",
    "lines_now",
    "looked_after_on",
    "people_of",
    "signposts",
    "turning_18",
]
