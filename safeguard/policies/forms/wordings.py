"""A wording of a service or of the organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.policies import rules


class WordingForm(BaseForm):
    """Its words; which version they were written on; kept, looked at first, or taken back."""

    client_token = ClientTokenField()
    written_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = LongTextField(label=_("The words"), max_length=rules.LONGEST_WORDING, rows=10, required=False)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        standard = rules.STANDARD[code]
        known = ", ".join(f"{{{name}}}" for name in sorted(standard.placeholders))
        filled = _now("What can be filled in: %(known)s.") % {"known": known} if known else ""
        self.fields["text"].help_text = " ".join(str(part) for part in (standard.hint, filled) if part)

    def clean_text(self) -> str:
        """Words that may stand there."""
        text: str = self.cleaned_data["text"]
        problem = rules.why_not_worded(self.code, text)
        if problem:
            raise forms.ValidationError(str(problem))
        return text
