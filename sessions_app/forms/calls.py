"""The welfare call: what is agreed about it, and what came of it."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.people.enums import ContactChannel
from safeguard.practitioners.models import User
from sessions_app.enums import CallResult
from sessions_app.rules.live import LONGEST_TEXT

_CLOCK = re.compile(r"\s*([0-9]{1,2})\s*[:.]?\s*([0-9]{2})\s*")


class ClockField(forms.CharField):
    """A time of day as people write it: 18:30, 18.30 or 1830, of 24 hours."""

    default_error_messages = {"clock": _("Enter a time of day, for example 18:30")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=10, widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}), **kwargs
        )

    def clean(self, value: Any) -> time:
        """The time, or an error in words."""
        text = super().clean(value)
        found = _CLOCK.fullmatch(text)
        try:
            return time(int(found[1]), int(found[2])) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> time:
        raise ValidationError(self.error_messages["clock"], code="clock")


class AgreeForm(BaseForm):
    """Agreed with the young person: when today, how, and who calls (LOG-08)."""

    at = ClockField(
        label=_("At what time today?"),
        error_messages={"required": _("Enter the time you agreed on")},
    )
    channel = forms.ChoiceField(
        label=_("How?"),
        choices=ContactChannel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how")},
    )
    caller = forms.ModelChoiceField(
        label=_("Who calls?"),
        queryset=User.objects.none(),
        to_field_name="ref",
        empty_label=None,
        error_messages={"required": _("Choose who calls")},
    )

    def __init__(self, *args: Any, callers: list[User], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=[one.pk for one in callers]).order_by("full_name")
        self.fields["caller"].queryset = people  # type: ignore[attr-defined]
        self.day = day

    @property
    def due_at(self) -> datetime:
        """The moment that was agreed on, in London, today."""
        return datetime.combine(self.day, self.cleaned_data["at"], LONDON)


class ResultForm(BaseForm):
    """What came of a try."""

    client_token = ClientTokenField()
    result = forms.ChoiceField(
        label=_("What came of the call?"),
        choices=CallResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of the call")},
    )
    note = LongTextField(label=_("What was said, or what you tried"), required=False, rows=3, max_length=LONGEST_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "result_%s", **kwargs})
