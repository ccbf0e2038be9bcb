"""Reading people, what surrounds them, and finding them. What access has let through, and nothing else."""

from safeguard.people.selectors.agreements import AgreementLine, agreement_counts, agreement_lines
from safeguard.people.selectors.people import (
    FOUND_AT_MOST,
    Findings,
    Found,
    adults_of,
    allocated_to,
    authorities,
    authority_with,
    find,
    involved_with,
    like,
    people_of,
)

__all__ = [
    "FOUND_AT_MOST",
    "AgreementLine",
    "Findings",
    "Found",
    "adults_of",
    "agreement_counts",
    "agreement_lines",
    "allocated_to",
    "authorities",
    "authority_with",
    "find",
    "involved_with",
    "like",
    "people_of",
]
