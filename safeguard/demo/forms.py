"""The filter of the page that shows what was sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.demo.people import EVERYBODY
from safeguard.lib.forms import BaseForm


class RecipientForm(BaseForm):
    """Whose messages to show: both those to their address and those to their number."""

    to = forms.ChoiceField(
        label=_("Sent to"),
        required=False,
        choices=[("", _("Anybody")), *((person.key, person.name) for person in EVERYBODY)],
    )
