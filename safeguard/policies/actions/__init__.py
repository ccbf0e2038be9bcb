"""All writes about policies, thresholds, wordings and yearly reviews."""

from safeguard.policies.actions.issuing import PolicyFacts, VersionFacts, add_type, issue_policy, name_owner
from safeguard.policies.actions.leaving import hand_over_policies
from safeguard.policies.actions.own_consent import set_own_consent
from safeguard.policies.actions.reading import note_signers_listed
from safeguard.policies.actions.reminding import remind_of_policies
from safeguard.policies.actions.reviewing import RiskFacts, check_link, hold_review, remind_of_reviews
from safeguard.policies.actions.signing import record_guest, record_paper, sign_policy
from safeguard.policies.actions.thresholds import set_threshold
from safeguard.policies.actions.wording import set_wording

__all__ = [
    "PolicyFacts",
    "RiskFacts",
    "VersionFacts",
    "add_type",
    "check_link",
    "hand_over_policies",
    "hold_review",
    "issue_policy",
    "name_owner",
    "note_signers_listed",
    "record_guest",
    "record_paper",
    "remind_of_policies",
    "remind_of_reviews",
    "set_own_consent",
    "set_threshold",
    "set_wording",
    "sign_policy",
]
