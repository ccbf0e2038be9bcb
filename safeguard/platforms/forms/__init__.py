"""Parsing and checking what is typed about platforms. Never saves anything."""

from safeguard.platforms.forms.assessment import AssessmentForm, LeadNoteForm
from safeguard.platforms.forms.register import CorrectionForm, DecisionForm, PlatformForm
from safeguard.platforms.forms.running import (
    AccountForm,
    CustodianForm,
    GroupCloseForm,
    GroupExtendForm,
    GroupForm,
    GuideForm,
    KeepersForm,
)

__all__ = [
    "AccountForm",
    "AssessmentForm",
    "CorrectionForm",
    "CustodianForm",
    "DecisionForm",
    "GroupCloseForm",
    "GroupExtendForm",
    "GroupForm",
    "GuideForm",
    "KeepersForm",
    "LeadNoteForm",
    "PlatformForm",
]
