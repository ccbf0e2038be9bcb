"""Parsing and checking what is typed about concerns and cases. Never saves anything."""

from incidents.forms.cases import CloseForm, EntryForm, NotReferForm, ReferForm, ReopenForm, TriageForm
from incidents.forms.copies import ChoicesForm, CopyForm
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

__all__ = [
    "AfterwardsForm",
    "ChoicesForm",
    "CloseForm",
    "ConcernForm",
    "ContributionForm",
    "CopyForm",
    "CorrectionForm",
    "EntryForm",
    "InvitationForm",
    "LinkForm",
    "LockForm",
    "NotReferForm",
    "ReaderForm",
    "ReferForm",
    "ReferralForm",
    "ReopenForm",
    "StreamFilter",
    "TriageForm",
    "UnlinkForm",
    "moments_of",
]
