"""What somebody without an account types: plain words for a reader of twelve, and only the words have to be there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums import Answering, PublicSoon, Teller, YesNoUnsure
from incidents.rules import LONGEST_TEXT
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField

OFF = {"autocomplete": "off"}  # a shared device remembers nothing
SHORT = 1_000


class PublicForm(BaseForm):
    """Tell us: what is happening first, everything else as they like."""

    client_token = ClientTokenField()
    exact_words = LongTextField(
        label=_("What is happening?"),
        help_text=_("Write it your own way. A few words are enough. Do not send pictures."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write a few words about what is happening")},
    )
    how_soon = forms.ChoiceField(
        label=_("How soon do you need us?"), choices=PublicSoon.choices, widget=forms.RadioSelect, required=False
    )
    teller = forms.ChoiceField(
        label=_("Who are you?"), choices=Teller.choices, widget=forms.RadioSelect, required=False
    )
    about_whom = forms.CharField(
        label=_("Who is it about?"),
        help_text=_("It can be you, or somebody else. Names help us to help."),
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(OFF),
    )
    about_staff = forms.ChoiceField(
        label=_("Is this about someone who works for us?"),
        help_text=_("If it is, or you are not sure, we do not tell them or their manager."),
        choices=YesNoUnsure.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    staff_named = forms.CharField(
        label=_("Who? Their name, or what they do"),
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(OFF),
    )
    imagery = forms.ChoiceField(
        label=_("Is it about nude or sexual pictures or videos?"),
        help_text=_("You are not in trouble. Do not send them to us or to anyone."),
        choices=YesNoUnsure.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("You do not have to say."),
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(OFF),
    )
    answering = forms.ChoiceField(
        label=_("May we get in touch with you?"),
        help_text=_("Only say yes if nobody else can see or hear it who should not."),
        choices=Answering.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    contact = forms.CharField(
        label=_("Your phone number or email address"), required=False, max_length=SHORT, widget=forms.TextInput(OFF)
    )
    safe_times = forms.CharField(
        label=_("When is it safe?"),
        help_text=_("For example: on school days before 4"),
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(OFF),
    )
    never = forms.CharField(
        label=_("Is there anything we must not do?"),
        help_text=_("For example: do not leave a message, do not say who you are"),
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(OFF),
    )

    @property
    def concern(self) -> dict[str, Any]:
        """What goes into the concern; what was left blank stays blank."""
        given = self.cleaned_data
        names = ("client_token", "exact_words", "about_whom", "about_staff", "staff_named", "imagery")
        return {**{name: given[name] for name in names}, "how_soon": given["how_soon"] or PublicSoon.NOT_SURE}

    @property
    def outside(self) -> dict[str, Any]:
        """What they said of themselves."""
        return {
            name: self.cleaned_data[name] for name in ("teller", "name", "answering", "contact", "safe_times", "never")
        }


class PublicAddForm(BaseForm):
    """Add more, by the link that was shown when it was sent."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("What do you want to add?"),
        help_text=_("For example: something new, or when it is safe to reach you."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what you want to add")},
    )
