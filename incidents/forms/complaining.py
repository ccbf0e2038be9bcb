"""What a parent or carer said about a session, and the answer (ESC-15)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.rules import LONGEST_TEXT
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField


class ComplaintForm(BaseForm):
    """Their words, not ours."""

    client_token = ClientTokenField()
    said_by = forms.CharField(
        label=_("Who said it?"),
        help_text=_("For example: Mrs Fenn, Jo’s mother"),
        max_length=1_000,
        error_messages={"required": _("Write who said it")},
    )
    when_said = forms.CharField(label=_("When, and how?"), required=False, max_length=1_000)
    words = LongTextField(
        label=_("What did they say? Their own words"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what they said, in a few words")},
    )


class ComplaintAnswerForm(BaseForm):
    """What was done."""

    client_token = ClientTokenField()
    answer = LongTextField(
        label=_("What was done, and what was the parent or carer told?"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what was done, and what the parent or carer was told")},
    )
