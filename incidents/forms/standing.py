"""Whom a case turns out to be about, and stepping back from one. Never saves anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.rules import LONGEST_TEXT
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import holders_meant_by, people_named_in


class PeopleField(forms.ModelMultipleChoiceField):
    """People to tick, told apart by their work e-mail: two may have the same name, and the wrong one is left out."""

    def label_from_instance(self, obj: User) -> str:
        """The name and the work e-mail."""
        return f"{obj.full_name} ({obj.email})"


class NamingForm(BaseForm):
    """A name is typed, then the people found are ticked: two steps, because whoever is named sees the case no more."""

    client_token = ClientTokenField()
    name = forms.CharField(
        label=_("What is their name?"),
        help_text=_("First name and surname. For several people, put a comma between their names."),
        max_length=500,
        error_messages={"required": _("Enter the name of the person who works or volunteers for us")},
    )
    text = LongTextField(
        label=_("How do you know?"),
        help_text=_("In a few words. It is written in the chronology, which they cannot read."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write how you know, in a few words")},
    )
    people = PeopleField(
        label=_("Is it about these people?"),
        help_text=_(
            "They are left out from then on, and so are their managers, or the deputy if it is the safeguarding lead. "
            "This cannot be taken back."
        ),
        queryset=User.objects.none(),
        to_field_name="ref",  # no counter leaves the server
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self["name"].value() or "")
        found = {one.pk for one in [*people_named_in(typed), *holders_meant_by(typed, now)]} if typed else set()
        people = User.objects.filter(pk__in=found).order_by("full_name")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.has_found = bool(found)
        if not found:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        """A name that nobody has is told beside the field; whoever was found has to be ticked."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and not self.has_found:
            self.add_error("name", _("Nobody of this name works or volunteers here. Check how it is written."))
        elif self.has_found and not cleaned.get("people"):
            self.add_error("people", _("Tick the people it is about, then press the button again"))
        return {name: value for name, value in cleaned.items() if name != "name"}  # whoever it found is ticked


class StepBackForm(BaseForm):
    """Why somebody steps back."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("Why do you stand too near to it?"),
        help_text=_("For example: I am related to the family. Whoever takes over can read this."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write why, in a few words")},
    )
