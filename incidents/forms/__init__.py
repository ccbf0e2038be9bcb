"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.raising import AfterwardsForm, ConcernForm, ReferralForm
from incidents.forms.standing import NamingForm, StepBackForm

__all__ = [
    "AfterwardsForm",
    "CloseForm",
    "ConcernForm",
    "EntryForm",
    "NamingForm",
    "NotReferForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "StepBackForm",
    "TriageForm",
]
