"""Parsing what is answered to a plan: its risk, reasons, approval; and the start of an unplanned contact."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.findings import Finding
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from sessions_app.enums import Rating
from sessions_app.rules.planning import LONGEST_TEXT as LONGEST


class AssessmentForm(BaseForm):
    """The risk of one session (RA-06), and exactly what is done if a concern arises (RA-08)."""

    client_token = ClientTokenField()
    rating = forms.ChoiceField(
        label=gettext_lazy("How high is the risk of this session?"),
        help_text=gettext_lazy("There is always some. Moderate or high: the line manager decides whether it goes on."),
        choices=Rating.choices,
        widget=forms.RadioSelect,
    )
    risks = LongTextField(
        label=gettext_lazy("What could go wrong?"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": gettext_lazy("Write what could go wrong")},
    )
    measures = LongTextField(
        label=gettext_lazy("What lowers the risk?"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": gettext_lazy("Write what lowers the risk")},
    )
    response = LongTextField(
        label=gettext_lazy("If a concern arises: exactly what is done, and by whom?"),
        help_text=gettext_lazy("Names and numbers. It stands on the live page while the session runs."),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write exactly what is done, and by whom, if a concern arises")},
    )


class ReasonForm(BaseForm):
    """A reason to go on, to send back, or to call off."""

    reason = LongTextField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST,
        rows=4,
        error_messages={"required": gettext_lazy("Write why")},
    )

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class ApprovalForm(BaseForm):
    """A manager's answer: a reason for each thing that was found, then yes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = LongTextField(
        label=gettext_lazy("Anything the worker should know (if you want to say)"),
        required=False,
        max_length=LONGEST,
        rows=2,
    )

    def __init__(self, *args: Any, findings: Sequence[Finding], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        self.keys = {f"reason_{number}": finding.key for number, finding in enumerate(findings)}
        own = dict(self.fields)
        self.fields.clear()
        for (name, _key), finding in zip(self.keys.items(), findings, strict=True):
            self.fields[name] = LongTextField(
                label=str(finding.text),
                help_text=_("Why may it go on? On what conditions?"),
                max_length=LONGEST,
                rows=3,
                error_messages={"required": _("Write why it may go on: %(what)s") % {"what": finding.text}},
            )
        self.fields.update(own)

    def reasons(self) -> dict[str, str]:
        """The reasons by the key of what was found."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


class UnplannedForm(BaseForm):
    """An unplanned contact: nothing has to be said before it begins (practice A7)."""

    client_token = ClientTokenField()
    purpose = LongTextField(
        label=gettext_lazy("What is it about (if you know)"), required=False, max_length=LONGEST, rows=2
    )
