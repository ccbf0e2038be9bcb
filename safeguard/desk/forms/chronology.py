"""What of a person's chronology is shown."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.desk.selectors import KIND_WORDS
from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, UiDateField


class ChronologyForm(BaseForm):
    """A part of it, and days. Its address carries only codes and days."""

    kind = forms.ChoiceField(
        label=_("What"),
        choices=[("", _("Everything")), *((kind.value, words) for kind, words in KIND_WORDS.items())],
        required=False,
    )
    since = UiDateField(label=_("From"), required=False, min_year=1990)
    until = UiDateField(label=_("To, that day included"), required=False, min_year=1990)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that is not before the first"))
        return cleaned

    def moments(self, now: datetime) -> tuple[datetime | None, datetime]:
        """From when (included; None: from the beginning) to when (not included), in London's days."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        begins = datetime.combine(since, time(), LONDON) if since else None
        ends = datetime.combine(until + timedelta(days=1), time(), LONDON) if until else now
        return begins, min(ends, now)
