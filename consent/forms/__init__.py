"""Parsing and checking what is typed about consent. Never saves anything."""

from consent.forms.answering import AnswerForm, BirthdayForm
from consent.forms.recording import RecordForm, WithdrawForm
from consent.forms.staff import ActivityForm, AskForm, NoConcernForm, StatementForm

__all__ = [
    "ActivityForm",
    "AnswerForm",
    "AskForm",
    "BirthdayForm",
    "NoConcernForm",
    "RecordForm",
    "StatementForm",
    "WithdrawForm",
]
