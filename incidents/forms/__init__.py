"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.complaining import ComplaintAnswerForm, ComplaintForm
from incidents.forms.details import DetailsForm
from incidents.forms.involved import InvolvedForm
from incidents.forms.outside import OutsideAddForm, OutsideForm
from incidents.forms.raising import AfterwardsForm, ConcernForm, ReferralForm

__all__ = [
    "AfterwardsForm",
    "CloseForm",
    "ComplaintAnswerForm",
    "ComplaintForm",
    "ConcernForm",
    "DetailsForm",
    "EntryForm",
    "InvolvedForm",
    "NotReferForm",
    "OutsideAddForm",
    "OutsideForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "TriageForm",
]
