"""The long form of an assessment, made from the questions, section by section."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.platforms.models import PlatformAssessment
from safeguard.platforms.rules.assessment import LONGEST_LINE, LONGEST_TEXT
from safeguard.platforms.rules.questions import SECTIONS, USUAL_SETTINGS, Kind, Question, Section, questions

NUMBERS = _("Enter a whole number, or leave it blank")


class AssessmentBase(BaseForm):
    """What every question needs around it. Gaps are saved: approving asks for what is missing."""

    reveals: ClassVar[Mapping[str, Mapping[str, list[str]]]] = {}
    client_token = ClientTokenField()
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, last: PlatformAssessment | None, today: date, **kwargs: Any) -> None:
        usual = {"settings": "\n".join(str(line) for line in USUAL_SETTINGS), **(last.answers if last else {})}
        kwargs["initial"] = {**usual, "number": last.number if last else 0, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Nothing has been checked on a day that is still to come."""
        cleaned = super().clean() or self.cleaned_data
        for question in questions():
            if question.kind == Kind.DATE and (day := cleaned.get(question.code)) is not None and day > self.today:
                self.add_error(question.code, str(_("Enter a day that is not in the future")))
        return cleaned

    @property
    def seen(self) -> int:
        """The number of the version its author saw."""
        return self.cleaned_data.get("number") or 0

    def answers(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        cleaned = self.cleaned_data
        return {
            question.code: value.isoformat() if isinstance(value := cleaned[question.code], date) else value
            for question in questions()
            if cleaned.get(question.code) is not None
        }

    def sections(self) -> Iterator[tuple[Section, list[BoundField]]]:
        """Each heading with its questions; those that follow an answer are drawn under it."""
        for section in SECTIONS:
            yield section, [self[question.code] for question in section.questions if question.after is None]


def _field(question: Question) -> forms.Field:
    said: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": False}
    if question.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **said)
    if question.kind == Kind.MANY:
        return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **said)
    if question.kind == Kind.TEXT:
        return LongTextField(rows=6 if question.code == "settings" else 3, max_length=LONGEST_TEXT, **said)
    if question.kind == Kind.DATE:
        return UiDateField(**said)
    if question.kind == Kind.NUMBER:
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), NUMBERS)
        widget = forms.TextInput({"inputmode": "numeric"})
        return forms.IntegerField(min_value=0, max_value=question.most, widget=widget, error_messages=wrong, **said)
    return forms.CharField(max_length=LONGEST_LINE, **said)


def _reveals() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for question in questions():
        if question.after is not None:
            found.setdefault(question.after[0], {}).setdefault(question.after[1], []).append(question.code)
    return found


# A class of its own, so that a draft knows its fields.
AssessmentForm: type[AssessmentBase] = type(
    "AssessmentForm",
    (AssessmentBase,),
    {
        "__doc__": "An assessment of a platform.",
        "reveals": _reveals(),
        **{question.code: _field(question) for question in questions()},
    },
)


class LeadNoteForm(BaseForm):
    """What the safeguarding lead says to live streaming."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("Under what conditions may it stream live?"),
        help_text=_("Who may be seen and heard, who can watch, who moderates, what is kept. Or why it must not."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write under what conditions it may stream live")},
    )
