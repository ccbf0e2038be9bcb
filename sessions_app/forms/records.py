"""The record of a session, and what is added to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from sessions_app.rules.live import LONGEST_TEXT


class RecordForm(BaseForm):
    """What was talked about, and what was agreed (LOG-01)."""

    client_token = ClientTokenField()
    summary = LongTextField(
        label=_("What the session was about"),
        help_text=_("Headlines are enough. Facts first; say so where it is your opinion."),
        max_length=LONGEST_TEXT,
        rows=8,
        error_messages={"required": _("Write what the session was about")},
    )
    agreed = LongTextField(
        label=_("What was agreed: who does what, by when"), required=False, max_length=LONGEST_TEXT, rows=4
    )
    no_actions = forms.BooleanField(label=_("Nothing was agreed"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two must be there, and not both."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("agreed") and not cleaned.get("no_actions") and "agreed" not in self.errors:
            self.add_error("agreed", _("Write what was agreed, or tick that nothing was"))
        if cleaned.get("agreed") and cleaned.get("no_actions"):
            self.add_error("no_actions", _("You have written what was agreed: take this tick away"))
        return cleaned


class NoConcernForm(BaseForm):
    """Why what worried somebody at the end is not raised as a concern."""

    client_token = ClientTokenField()
    reason = LongTextField(
        label=_("Why is there nothing to raise?"),
        help_text=_("Everybody who reads the session reads this. About somebody who works for us: raise a concern."),
        max_length=LONGEST_TEXT,
        rows=4,
        error_messages={"required": _("Write why there is nothing to raise")},
    )


class AddendumForm(BaseForm):
    """Something added to a locked record, and why now (LOG-17)."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("What you add"), max_length=LONGEST_TEXT, error_messages={"required": _("Write what you add")}
    )
    reason = forms.CharField(
        label=_("Why you add it now"),
        max_length=500,
        error_messages={"required": _("Write why you add it now")},
    )
