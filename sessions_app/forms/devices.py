"""On which device a session takes place."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.forms import BaseForm
from safeguard.practitioners.models import Device

OTHER, OWN = "other", "own"


class DeviceForm(BaseForm):
    """Which of our devices (SEC-09). A device of one's own is a stop (practice E42); a register with gaps is none."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"device": {OTHER: ["other_device"]}}
    device = forms.ChoiceField(
        label=gettext_lazy("On which device does it take place?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("This device is not in use, or somebody else has it.")},
    )
    other_device = forms.CharField(
        label=gettext_lazy("Its name or asset number"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write which device it is")},
    )

    def __init__(self, *args: Any, devices: Sequence[Device], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.ref): one for one in devices}
        field: Any = self.fields["device"]
        field.choices = [
            *((ref, str(one)) for ref, one in self.known.items()),
            (OTHER, _("Another one of ours, which is not in the list")),
            (OWN, _("A device of my own")),
        ]
        own = [ref for ref, one in self.known.items() if one.custodian_id is not None]
        field.initial = own[0] if len(own) == 1 else None

    def clean_device(self) -> str:
        """Never one of their own: what is said of a young person would stay on it."""
        if self.cleaned_data["device"] == OWN:
            raise forms.ValidationError(
                _(
                    "A session is never held on a device of your own. Take one of ours, ask ICT for one, or call it "
                    "off and tell the young person now."
                )
            )
        return str(self.cleaned_data["device"])

    def answer(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        given = self.cleaned_data.get("device", "")
        words = self.cleaned_data.get("other_device", "") if given == OTHER else ""
        return {"device": self.known.get(given), "other_device": words}
