"""Parsing and checking what is typed about courses, and about what people are taught. Never saves anything."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.practitioners import rules
from safeguard.practitioners.enums import Audience, Role, Topic
from safeguard.practitioners.models import Service


class CourseForm(BaseForm):
    """A course, and the roles that need it: one line of the matrix."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("What is it called?"), max_length=100, error_messages={"required": _("Enter what it is called")}
    )
    about = LongTextField(label=_("What does it teach?"), required=False, max_length=2000, rows=3)
    roles = forms.MultipleChoiceField(
        label=_("Who needs it?"),
        help_text=_("Managers of teams that meet people need it as much as those teams."),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_after = forms.IntegerField(
        label=_("How many months after somebody joins?"),
        help_text=_("0: at induction. A refresher comes later, for example after 12 months."),
        error_messages={"required": _("Enter 0 if it is needed at induction"), "invalid": _("Enter a whole number")},
        initial=0,
    )
    months = forms.IntegerField(
        label=_("For how many months does it count?"),
        help_text=_("Leave it empty if it does not run out."),
        required=False,
        error_messages={"invalid": _("Enter a whole number")},
    )
    is_used = forms.BooleanField(label=_("It is in use"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """The months must be possible."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            found = rules.what_is_wrong_with_course(months=cleaned["months"], starts_after=cleaned["starts_after"])
            for field, text in found.items():
                self.add_error(field, text)
        return cleaned


class EducationForm(BaseForm):
    """Online safety that was taught."""

    client_token = ClientTokenField()
    given_on = UiDateField(
        label=_("When was it?"), min_year=2000, error_messages={"required": _("Enter the day on which it was")}
    )
    audience = forms.ChoiceField(
        label=_("Who was it for?"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it was for")},
    )
    topics = forms.MultipleChoiceField(
        label=_("What was it about?"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it was about")},
    )
    what = LongTextField(
        label=_("What was done, or which material was given?"),
        help_text=_("No names of those who took part."),
        max_length=5000,
        rows=4,
        error_messages={"required": _("Say what was done")},
    )
    given_by = forms.CharField(
        label=_("Who gave it?"), max_length=150, error_messages={"required": _("Enter who gave it")}
    )
    how_many = forms.IntegerField(
        label=_("How many people did it reach?"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        error_messages={"invalid": _("Enter a whole number")},
    )
    service = forms.ModelChoiceField(
        label=_("For which service?"),
        queryset=Service.objects.none(),
        to_field_name="ref",  # no counter leaves the server
        required=False,
        empty_label=_("All of them"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        services = Service.objects.filter(is_active=True).order_by("name")
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def clean_given_on(self) -> date:
        """A day that has come."""
        return checked_day(self.cleaned_data["given_on"], self.today)


def checked_day(day: date, today: date) -> date:
    """The day itself. Raises ValidationError for one to come."""
    wrong = rules.what_is_wrong_with_day(day, today)
    if wrong:
        raise forms.ValidationError(wrong)
    return day
