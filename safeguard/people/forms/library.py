"""A service for the library, and what was talked over about turning 18."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import ClientTokenField, UiDateField
from safeguard.people import rules
from safeguard.people.enums import HelpFor, PersonKind
from safeguard.people.forms.fields import CheckedForm, line_field, phone_field, text_field, words_field


class SignpostForm(CheckedForm):
    """A service for the library (PER-18)."""

    client_token = ClientTokenField()
    name = text_field(_("What is it called?"), max_length=100, error_messages={"required": _("Enter its name")})
    helps_with = text_field(
        _("What does it help with?"), max_length=200, error_messages={"required": _("Write what it helps with")}
    )
    help_for = forms.ChoiceField(label=_("Whom?"), choices=HelpFor.choices, widget=forms.RadioSelect)
    phone = phone_field(_("Phone number"))
    other_ways = line_field(_("Another way to reach it"), help_text=_("A text number, a website."))
    hours = text_field(_("When is it open?"), max_length=100, error_messages={"required": _("Write when it is open")})
    checked_on = UiDateField(
        label=_("When did somebody last check this?"), required=False, help_text=_("For example, 27 3 2026.")
    )
    is_shown = forms.BooleanField(label=_("Show it in the library"), required=False, initial=True)

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """It must be possible to reach it."""
        if cleaned.get("phone") or cleaned.get("other_ways"):
            return []
        return [rules.Wrong("phone", str(_("Give a number, or another way to reach it.")))]


class AdulthoodForm(CheckedForm):
    """What was talked over about turning 18."""

    client_token = ClientTokenField()
    kind = forms.ChoiceField(
        label=_("What are they to us from 18 on?"),
        choices=[
            (PersonKind.YOUNG_PERSON.value, _("A young person who is an adult now")),
            (PersonKind.ADULT_AT_RISK.value, _("An adult at risk: they need care or support to stay safe")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are from 18 on")},
    )
    wishes = words_field(
        _("What do they want: who may know what from now on?"),
        required=True,
        error_messages={"required": _("Write what they want")},
    )

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """Their wishes cannot be wrong."""
        return []
