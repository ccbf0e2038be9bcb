"""What is asked when a session is started. Never saves anything."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import LongTextField
from safeguard.practitioners.models import Device
from sessions_app.forms.devices import DeviceForm
from sessions_app.rules.settings import LONGEST_WORDS, Confirmed, why_not_confirmed

YES, NO = "yes", "no"


class StartForm(DeviceForm):
    """Whether the platform is set as it should be, and which device is used; asks only what there is to ask."""

    field_order = ("all_set", "otherwise", "device", "other_device")
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {**DeviceForm.reveals, "all_set": {NO: ["otherwise"]}}
    all_set = forms.ChoiceField(
        label=_("Is all of this set?"),
        choices=[(YES, _("Yes, all of it")), (NO, _("No, something is otherwise"))],
        widget=forms.RadioSelect,
        required=False,
    )
    otherwise = LongTextField(
        label=_("What is set otherwise, and what do you do instead?"), required=False, rows=2, max_length=LONGEST_WORDS
    )

    def __init__(self, *args: Any, settings: Sequence[str], devices: Sequence[Device] | None, **kwargs: Any) -> None:
        """``devices``: those of ours that may be used; None as long as there is no register of them."""
        super().__init__(*args, devices=devices or (), **kwargs)
        self.settings = settings
        if not settings:
            del self.fields["all_set"], self.fields["otherwise"]
        if devices is None:
            del self.fields["device"], self.fields["other_device"]

    @property
    def said(self) -> Confirmed:
        """What was answered, as the action takes it."""
        answer = {YES: True, NO: False}.get(self.cleaned_data.get("all_set", ""))
        return Confirmed(answer, self.cleaned_data.get("otherwise") or "")

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing, at its question."""
        cleaned = super().clean() or self.cleaned_data
        missing = why_not_confirmed(self.settings, self.said)
        if missing and not self.errors:
            self.add_error("otherwise" if self.said.all_set is False else "all_set", missing)
        return cleaned
