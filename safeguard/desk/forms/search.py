"""What is typed at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm


class SearchForm(BaseForm):
    """A name, or a reference. It is sent in the body: a name never stands in an address."""

    words = forms.CharField(
        label=_("Name or reference"),
        help_text=_("Part of a name is enough, its words in any order. A reference is found whole."),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter a name or a reference")},
    )
