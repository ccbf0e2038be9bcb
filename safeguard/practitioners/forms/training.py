"""Parsing and checking what is typed about people. Never saves anything."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, UiDateField
from safeguard.practitioners import rules


class TrainingForm(BaseForm):
    """A training somebody has done."""

    client_token = ClientTokenField()
    done_on = UiDateField(
        label=_("When was it done?"),
        help_text=_("The day on the certificate, for example 27 3 2026."),
        min_year=2000,
        error_messages={"required": _("Enter the day on which it was done")},
    )
    expires_on = UiDateField(
        label=_("Until when does it count?"),
        help_text=_("The last day. Leave it empty if it does not run out."),
        min_year=2000,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """The days must be in their order."""
        cleaned = super().clean() or self.cleaned_data
        done_on = cleaned.get("done_on")
        if done_on is not None:
            for field, text in rules.what_is_wrong_with_training(
                done_on, cleaned.get("expires_on"), self.today
            ).items():
                self.add_error(field, text)
        return cleaned
