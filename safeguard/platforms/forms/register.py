"""Parsing and checking what is typed about platforms. Never saves anything."""

from copy import deepcopy
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.lib.permissions import Permission
from safeguard.platforms import rules
from safeguard.platforms.actions.register import CORRECTED
from safeguard.platforms.enums import Method, PlatformStatus
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may

LONGEST = 10_000


class PlatformForm(BaseForm):
    """A platform that somebody wants to use."""

    client_token = ClientTokenField()
    name = forms.CharField(
        label=_("What is it called?"), max_length=100, error_messages={"required": _("Enter what it is called")}
    )
    methods = forms.MultipleChoiceField(
        label=_("How do people meet on it?"),
        help_text=_("Tick all that apply."),
        choices=Method.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose how people meet on it")},
    )
    purpose = LongTextField(
        label=_("What is it for?"),
        help_text=_("Who would use it, with whom, and why what we have is not enough."),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write what it is for")},
    )
    min_age = forms.IntegerField(
        label=_("How old must its users be?"),
        help_text=_("In years, as its own terms say. 0 if they say nothing."),
        min_value=0,
        max_value=rules.OLDEST_AGE,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            code: _("Enter an age in whole years, from 0 to 25")
            for code in ("required", "invalid", "min_value", "max_value")
        },
    )
    features = forms.MultipleChoiceField(
        label=_("What does it have?"),
        help_text=_("Also what can be switched off."),
        choices=[
            ("has_chat", _("Written messages beside the call")),
            ("has_camera", _("A camera")),
            ("has_recording", _("Recording")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    owner = forms.ModelChoiceField(
        label=_("Who answers for it?"),
        queryset=User.objects.none(),
        to_field_name="ref",  # no counter leaves the server
        empty_label=None,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people_who_may(Permission.MANAGE_PLATFORMS)
        owner.initial = user.ref

    def facts(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        facts = dict(self.cleaned_data)
        features = facts.pop("features")
        return {**facts, **{name: name in features for name in ("has_chat", "has_camera", "has_recording")}}


class CorrectionForm(BaseForm):
    """What the register says of a platform, put right."""

    client_token = ClientTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = LongTextField(
        label=_("Why is it corrected?"),
        help_text=_("What it said before is kept beside it."),
        max_length=LONGEST,
        rows=2,
        error_messages={"required": _("Write why it is corrected")},
    )

    def __init__(self, *args: Any, platform: Platform, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {name: deepcopy(PlatformForm.base_fields[name]) for name in CORRECTED}
        self.fields = {**asked, **self.fields}  # type: ignore[assignment]
        owner: Any = self.fields["owner"]
        owner.queryset = people_who_may(Permission.MANAGE_PLATFORMS) | User.objects.filter(pk=platform.owner_id)
        for name in CORRECTED:
            self.fields[name].initial = platform.owner.ref if name == "owner" else getattr(platform, name)
        self.fields["version"].initial = platform.version


class DecisionForm(BaseForm):
    """A decision about a platform."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"status": {PlatformStatus.RESTRICTED: ["restrictions"]}}

    client_token = ClientTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(
        label=_("What was decided?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided")},
    )
    restrictions = LongTextField(
        label=_("What may it be used for, and what not?"),
        help_text=_("Whoever plans a session reads this."),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write what it may be used for, and what not")},
    )
    reason = LongTextField(
        label=_("Why?"),
        help_text=_("What was looked at, and what was found."),
        max_length=LONGEST,
        error_messages={"required": _("Write why")},
    )
    review_due = UiDateField(
        label=_("When is it looked at again?"),
        help_text=_("Only if it may be used: within a year. From the day after, whoever uses it has to give a reason."),
        required=False,
    )

    def __init__(
        self, *args: Any, platform: Platform, today: date, assessed: rules.Assessed | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.platform, self.today, self.assessed = platform, today, assessed
        may = rules.MAY_BECOME[platform.status]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (status.value, DECISIONS[status]) for status in PlatformStatus if status in may
        ]
        self.fields["version"].initial = platform.version

    @property
    def is_stale(self) -> bool:
        """Whether it was written on an earlier decision than the one in force."""
        written_on = str(self.data.get("version", ""))
        return bool(written_on) and written_on != str(self.platform.version)

    def clean(self) -> dict[str, Any]:
        """Ask for what a decision of this kind must have."""
        cleaned = super().clean() or self.cleaned_data
        for missing in rules.what_is_wrong(
            before=self.platform.status,
            status=cleaned.get("status", ""),
            reason=cleaned.get("reason", ""),
            restrictions=cleaned.get("restrictions", ""),
            review_due=cleaned.get("review_due"),
            today=self.today,
        ):
            if missing.field not in self.errors:
                self.add_error(missing.field, missing.text)
        if "status" not in self.errors:
            for text in rules.what_keeps_from_use(cleaned.get("status", ""), self.assessed, self.today):
                self.add_error("status", str(text))
        return cleaned


# A status as the answer to "What was decided?".
DECISIONS = {
    PlatformStatus.IN_ASSESSMENT: _("We are looking at it: nobody uses it yet"),
    PlatformStatus.APPROVED: _("Approved"),
    PlatformStatus.RESTRICTED: _("Approved for some things only"),
    PlatformStatus.REFUSED: _("Refused: nobody may use it"),
    PlatformStatus.RETIRED: _("Retired: we do not use it any more"),
}
