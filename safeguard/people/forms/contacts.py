"""Finding a local authority on the page of contacts, and how staff ring a body outside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm
from safeguard.people.forms.fields import text_field
from safeguard.policies.rules import NATION_NAMES


class PlaceForm(BaseForm):
    """The place whose authority somebody looks for."""

    place = text_field(_("Find a local authority"), required=False, max_length=100)


def time_field(label: Any) -> forms.TimeField:
    """A time of day, as people write it."""
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput({"class": "govuk-input--width-5", "inputmode": "numeric"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time like 09:30")},
    )


NATIONS = [("", _("The whole of the United Kingdom")), *NATION_NAMES.items()]
CONTACT_FIELDS = ("is_contact", "nation", "page", "is_always_open", "opens", "closes", "at_weekends")
