"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.outside import AnswerForm, CallFields, HoldEndForm, HoldForm, OutsideForm
from incidents.forms.raising import AfterwardsForm, ConcernForm, ReferralForm

__all__ = [
    "AfterwardsForm",
    "AnswerForm",
    "CallFields",
    "CloseForm",
    "ConcernForm",
    "EntryForm",
    "HoldEndForm",
    "HoldForm",
    "NotReferForm",
    "OutsideForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "TriageForm",
]
