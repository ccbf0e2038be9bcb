"""A service for the library, and what was talked over about turning 18."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import ClientTokenField, UiDateField
from safeguard.people import rules
from safeguard.people.enums import HelpFor, PersonKind
from safeguard.people.forms.contacts import CONTACT_FIELDS, NATIONS, time_field
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
    is_contact = forms.BooleanField(label=_("Show it to everybody who works here, as a contact"), required=False)
    nation = forms.ChoiceField(label=_("Which nation is it for?"), choices=NATIONS, required=False)
    page = line_field(_("Its own page, or how it is found"))
    is_always_open = forms.BooleanField(label=_("It answers day and night"), required=False)
    opens = time_field(_("Or: it answers from"))
    closes = time_field(_("until"))
    at_weekends = forms.BooleanField(label=_("At weekends and on bank holidays too"), required=False)

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """It must be possible to reach it, and its hours must be hours."""
        if not (cleaned.get("phone") or cleaned.get("other_ways")):
            yield rules.Wrong("phone", str(_("Give a number, or another way to reach it.")))
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if (opens is None) is not (closes is None):
            yield rules.Wrong("closes", str(_("Enter both: from when, and until when it answers.")))
        elif opens is not None and closes is not None and opens >= closes:
            yield rules.Wrong("closes", str(_("It closes before it opens.")))

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes: what is said of the contact stands together."""
        said = {
            name: value for name, value in self.cleaned_data.items() if name not in (*CONTACT_FIELDS, "client_token")
        }
        return {**said, "contact": {name: self.cleaned_data[name] for name in CONTACT_FIELDS}}


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
