"""Parsing and checking what is typed about policies. Never saves anything."""

from safeguard.policies.forms.library import NO, YES, OwnerForm, PolicyForm, SignForm, TypeForm, VersionForm
from safeguard.policies.forms.own_consent import OwnConsentForm
from safeguard.policies.forms.reviews import LinkForm, ReviewForm, RiskReviewForm
from safeguard.policies.forms.signatures import GuestForm, PaperForm
from safeguard.policies.forms.thresholds import NationForm, ThresholdForm
from safeguard.policies.forms.wordings import WordingForm

__all__ = [
    "NO",
    "YES",
    "GuestForm",
    "LinkForm",
    "NationForm",
    "OwnConsentForm",
    "OwnerForm",
    "PaperForm",
    "PolicyForm",
    "ReviewForm",
    "RiskReviewForm",
    "SignForm",
    "ThresholdForm",
    "TypeForm",
    "VersionForm",
    "WordingForm",
]
