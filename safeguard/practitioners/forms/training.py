"""Parsing and checking what is typed about people. Never saves anything."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, UiDateField
from safeguard.practitioners import rules
from safeguard.practitioners.enums import TrainingKind
from safeguard.practitioners.models import Course


class TrainingForm(BaseForm):
    """A training somebody has done."""

    client_token = ClientTokenField()
    course = forms.ChoiceField(
        label=_("Which course?"), required=False, error_messages={"invalid_choice": _("Choose a course from the list")}
    )
    done_on = UiDateField(
        label=_("When was it done?"),
        help_text=_("The day on the certificate, for example 27 3 2026."),
        min_year=2000,
        error_messages={"required": _("Enter the day on which it was done")},
    )
    expires_on = UiDateField(
        label=_("Until when does it count?"),
        help_text=_("The last day. Leave it empty, and it counts for as long as the course says."),
        min_year=2000,
        required=False,
    )
    held_at = forms.CharField(
        label=_("Where is the certificate?"),
        help_text=_("For example: in the personnel file, HR-114. Nothing is uploaded."),
        required=False,
        max_length=150,
    )

    def __init__(self, *args: Any, today: date, courses: Sequence[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.courses = {course.code: course for course in courses}
        field = self.fields["course"]
        field.choices = [(course.code, course.name) for course in courses]  # type: ignore[attr-defined]
        field.initial = TrainingKind.SAFEGUARDING_ONLINE.value

    def clean_course(self) -> Course | None:
        """The course; the one that sessions ask for where none was chosen, as before there were others."""
        return self.courses.get(self.cleaned_data["course"] or TrainingKind.SAFEGUARDING_ONLINE)

    def clean(self) -> dict[str, Any]:
        """The days must be in their order."""
        cleaned = super().clean() or self.cleaned_data
        done_on = cleaned.get("done_on")
        if done_on is not None:
            for field, text in rules.what_is_wrong_with_training(
                done_on, cleaned.get("expires_on"), self.today
            ).items():
                self.add_error(field, text)
        if not self.errors and done_on is not None and cleaned.get("expires_on") is None and cleaned["course"]:
            cleaned["expires_on"] = rules.runs_out(done_on, cleaned["course"].months)
        return cleaned
