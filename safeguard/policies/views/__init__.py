"""Pages of policies, limits, wordings and yearly reviews."""

from safeguard.policies.views.library import add, detail, earlier_version, issue, policies, sign
from safeguard.policies.views.managing import guest, owner, paper, types
from safeguard.policies.views.own_consent import own_consent, own_consents
from safeguard.policies.views.reviews import check, review, reviews
from safeguard.policies.views.thresholds import threshold, thresholds
from safeguard.policies.views.wordings import standard, wording, wordings

__all__ = [
    "add",
    "check",
    "detail",
    "earlier_version",
    "guest",
    "issue",
    "own_consent",
    "own_consents",
    "owner",
    "paper",
    "policies",
    "review",
    "reviews",
    "sign",
    "standard",
    "threshold",
    "thresholds",
    "types",
    "wording",
    "wordings",
]
