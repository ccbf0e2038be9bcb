"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.complaining import ComplaintAnswerForm, ComplaintForm
from incidents.forms.copies import ChoicesForm, CopyForm
from incidents.forms.details import DetailsForm
from incidents.forms.involved import InvolvedForm
from incidents.forms.outside import AnswerForm, CallFields, HoldEndForm, HoldForm, OutsideForm
from incidents.forms.public import PublicAddForm, PublicForm
from incidents.forms.raising import AfterwardsForm, ConcernForm, ReferralForm
from incidents.forms.reading import (
    ContributionForm,
    CorrectionForm,
    InvitationForm,
    LinkForm,
    LockForm,
    ReaderForm,
    StreamFilter,
    UnlinkForm,
    moments_of,
)
from incidents.forms.standing import NamingForm, StepBackForm
from incidents.forms.steps import CaseLinkForm, CheckForm, SecondForm, SeveralForm, StepForm, SupportForm

__all__ = [
    "AfterwardsForm",
    "AnswerForm",
    "CallFields",
    "CaseLinkForm",
    "CheckForm",
    "ChoicesForm",
    "CloseForm",
    "ComplaintAnswerForm",
    "ComplaintForm",
    "ConcernForm",
    "ContributionForm",
    "CopyForm",
    "CorrectionForm",
    "DetailsForm",
    "EntryForm",
    "HoldEndForm",
    "HoldForm",
    "InvitationForm",
    "InvolvedForm",
    "LinkForm",
    "LockForm",
    "NamingForm",
    "NotReferForm",
    "OutsideForm",
    "PublicAddForm",
    "PublicForm",
    "ReaderForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "SecondForm",
    "SeveralForm",
    "StepBackForm",
    "StepForm",
    "StreamFilter",
    "SupportForm",
    "TriageForm",
    "UnlinkForm",
    "moments_of",
]
