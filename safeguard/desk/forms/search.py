"""What is typed at the desk."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm
from safeguard.people.rules import Wanted, read_search


class SearchForm(BaseForm):
    """Names, a date of birth or a reference. It is sent in the body: a name never stands in an address.

    ``wanted``, once it is valid: who is looked for.
    """

    wanted: Wanted

    words = forms.CharField(
        label=_("Name, date of birth or reference"),
        help_text=_(
            "The beginning of each name is enough, in any order. A whole name is also found if it is spelt differently."
            " You can add a date of birth, like 27/3/2011. A reference is found whole."
        ),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter a name, a date of birth or a reference")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_words(self) -> str:
        """What was typed. Says what is wrong with it, if nobody could be looked for."""
        typed: str = self.cleaned_data["words"]
        self.wanted = read_search(typed, self.today)
        if self.wanted.problem:
            raise forms.ValidationError(self.wanted.problem)
        return typed
