"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.outside import AnswerForm, CallFields, HoldEndForm, HoldForm, OutsideForm
from incidents.forms.raising import AfterwardsForm, ConcernForm, ReferralForm
from incidents.forms.standing import NamingForm, StepBackForm
from incidents.forms.steps import CheckForm, LinkForm, SecondForm, SeveralForm, StepForm, SupportForm

__all__ = [
    "AfterwardsForm",
    "AnswerForm",
    "CallFields",
    "CheckForm",
    "CloseForm",
    "ConcernForm",
    "EntryForm",
    "HoldEndForm",
    "HoldForm",
    "LinkForm",
    "NamingForm",
    "NotReferForm",
    "OutsideForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "SecondForm",
    "SeveralForm",
    "StepBackForm",
    "StepForm",
    "SupportForm",
    "TriageForm",
]
