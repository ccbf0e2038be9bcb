"""A change of a limit: its value, why, and from when."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, ClientTokenField, UiDateField
from safeguard.policies import rules
from safeguard.policies.forms.library import LATER, NOW


class ThresholdForm(BaseForm):
    """A number of another size."""

    client_token = ClientTokenField()
    value = forms.IntegerField(
        label=_("What shall it be?"),
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
        error_messages={"required": _("Enter what it shall be"), "invalid": _("Enter a whole number")},
    )
    reason = forms.CharField(label=_("Why?"), max_length=300, error_messages={"required": _("Write why")})
    starts = forms.ChoiceField(
        label=_("From when?"),
        choices=[(NOW, _("From now on")), (LATER, _("From a later day"))],
        widget=forms.RadioSelect,
        initial=NOW,
        error_messages={"required": _("Say from when")},
    )
    starts_on = UiDateField(
        label=_("From which day?"), min_year=2020, error_messages={"required": _("Enter the day from which it holds")}
    )
    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {"starts": {LATER: ["starts_on"]}}

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        default = rules.DEFAULTS[code]
        if default.unit != rules.NATION:
            words = {"low": rules.in_words(code, default.low), "high": rules.in_words(code, default.high)}
            self.fields["value"].help_text = _now("From %(low)s to %(high)s.") % words

    def clean_value(self) -> Any:
        """A value that may be set at all."""
        value = self.cleaned_data["value"]
        problem = rules.why_not(self.code, value)
        if problem:
            raise forms.ValidationError(problem)
        return value

    def from_at(self) -> datetime | None:
        """From when: midnight of that day in London, or None for now."""
        day = self.cleaned_data.get("starts_on")
        if self.cleaned_data["starts"] != LATER or day is None:
            return None
        return datetime.combine(day, time(), LONDON)


class NationForm(ThresholdForm):
    """Another nation."""

    value = forms.ChoiceField(  # type: ignore[assignment]
        label=_("Which nation?"), choices=list(rules.NATION_NAMES.items())
    )
    field_order = ("client_token", "value", "reason", "starts", "starts_on")
