"""Parsing and checking what is typed about board reports. Never saves anything."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.reports.rules import HEADINGS, LONGEST_TEXT, Quarter


class QuarterForm(BaseForm):
    """Which quarter to count."""

    quarter = forms.ChoiceField(
        label=_("Which quarter?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a quarter"), "invalid_choice": _("Choose one of these quarters")},
    )

    def __init__(self, *args: Any, quarters: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running, *ended = quarters
        labels = [(running.first_day.isoformat(), _("%(quarter)s, so far") % {"quarter": running.label})]
        labels += [(quarter.first_day.isoformat(), quarter.label) for quarter in ended]
        self.fields["quarter"].choices = labels  # type: ignore[attr-defined]

    def clean_quarter(self) -> Quarter:
        """The quarter itself."""
        return Quarter(date.fromisoformat(self.cleaned_data["quarter"]))


class WordsForm(BaseForm):
    """What is written beside the figures."""

    client_token = ClientTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    summary = LongTextField(
        label=HEADINGS["summary"],
        help_text=_("What the board should know first: what has changed, what is going well, what worries you."),
        required=False,
        max_length=LONGEST_TEXT,
        rows=8,
    )
    learning = LongTextField(
        label=HEADINGS["learning"],
        help_text=_("What cases, reviews and complaints have taught us, and what is done differently now."),
        required=False,
        max_length=LONGEST_TEXT,
        rows=8,
    )
    asks = LongTextField(
        label=HEADINGS["asks"],
        help_text=_("Decisions, money or people that are needed. Leave it empty if there is nothing."),
        required=False,
        max_length=LONGEST_TEXT,
    )

    @property
    def texts(self) -> dict[str, str]:
        """The words by their fields."""
        return {name: self.cleaned_data[name] for name in HEADINGS}


class VersionForm(BaseForm):
    """Which version of a report somebody has read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
