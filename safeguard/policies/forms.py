"""Parsing and checking what is typed about policies. Never saves anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.policies import rules
from safeguard.policies.enums import PolicyKind

LONGEST = 100_000
YES, NO = "yes", "no"


class VersionForm(BaseForm):
    """The next version of a policy."""

    client_token = ClientTokenField()
    written_on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LongTextField(
        label=_("What does it say?"),
        help_text=_("Plain words. An empty line begins a new paragraph."),
        max_length=LONGEST,
        rows=18,
        error_messages={"required": _("Write what it says")},
    )
    must_sign = forms.ChoiceField(
        label=_("Does everybody have to sign this version?"),
        choices=[(YES, _("Yes")), (NO, _("No: only its wording changed, or it is only to be read"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether everybody has to sign it")},
    )

    def clean_must_sign(self) -> bool:
        """Whether it must be signed."""
        return bool(self.cleaned_data["must_sign"] == YES)


class PolicyForm(VersionForm):
    """A policy that is not there yet."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=150, error_messages={"required": _("Enter what it is called")}
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            (PolicyKind.AUP, _("Acceptable use: how we use phones, computers and the internet at work")),
            (PolicyKind.OTHER, _("Something else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about")},
    )
    field_order = ("client_token", "written_on", "title", "kind", "text", "must_sign")

    def clean(self) -> dict[str, Any]:
        """Every policy needs a name for its address."""
        cleaned = super().clean() or self.cleaned_data
        title = cleaned.get("title", "")
        cleaned["code"] = rules.code_of(title)
        if title and not cleaned["code"]:
            self.add_error("title", _("Use letters or digits, and more than the word “add”"))
        return cleaned


class SignForm(BaseForm):
    """The tick that goes with the button: a signature takes both."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read it and will keep to it"),
        error_messages={"required": _("Tick that you have read it and will keep to it")},
    )
