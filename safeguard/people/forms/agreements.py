"""What a person, or an adult around them, has agreed to keep to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, UiDateField
from safeguard.people.enums import AgreementAnswer, AgreementHow
from safeguard.people.models import Adult, Person
from safeguard.policies.models import PolicyVersion

THEMSELVES = "self"


class AgreementForm(BaseForm):
    """Which policy, with whom, how, and what they said."""

    client_token = ClientTokenField()
    version = forms.ChoiceField(
        label=_("What did you go through?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you went through")},
    )
    who = forms.ChoiceField(
        label=_("With whom?"), widget=forms.RadioSelect, error_messages={"required": _("Choose with whom")}
    )
    answer = forms.ChoiceField(
        label=_("What did they say?"),
        choices=AgreementAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said")},
    )
    how = forms.ChoiceField(
        label=_("How did you go through it?"),
        choices=AgreementHow.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how")},
    )
    held_at = forms.CharField(
        label=_("Where is the paper held?"),
        max_length=300,
        error_messages={"required": _("Write where the paper is held")},
    )
    agreed_on = UiDateField(label=_("On which day?"), min_year=2020, error_messages={"required": _("Enter the day")})
    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {"how": {AgreementHow.PAPER: ["held_at"]}}

    def __init__(
        self,
        *args: Any,
        person: Person,
        adults: Sequence[Adult],
        versions: Sequence[PolicyVersion],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._adults = {adult.ref: adult for adult in adults}
        self._versions = {str(version.ref): version for version in versions}
        self._choose(
            "version", [(ref, _now("%(title)s, version %(number)s") % _words(v)) for ref, v in self._versions.items()]
        )
        own = [(ref, f"{adult.full_name}, {adult.relationship}") for ref, adult in self._adults.items()]
        self._choose("who", [(THEMSELVES, person.known_as), *own])
        self.fields["agreed_on"].initial = today
        if len(versions) == 1:
            self.fields["version"].initial = str(versions[0].ref)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was said, for the action."""
        cleaned = self.cleaned_data
        return {
            "version": self._versions[cleaned["version"]],
            "adult": self._adults.get(cleaned["who"]),
            "answer": cleaned["answer"],
            "how": cleaned["how"],
            "held_at": cleaned["held_at"],
            "agreed_on": cleaned["agreed_on"],
            "client_token": cleaned["client_token"],
        }


def _words(version: PolicyVersion) -> dict[str, Any]:
    return {"title": version.policy.title, "number": version.number}
