"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.raising import AfterwardsForm, ConcernForm, ReferralForm

__all__ = [
    "AfterwardsForm",
    "CloseForm",
    "ConcernForm",
    "EntryForm",
    "NotReferForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "TriageForm",
]
