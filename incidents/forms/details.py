"""What is asked about one kind of harm. Every question may be left blank (practice A6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums import ASKED, TOPICS, DetailAsked, Topic
from incidents.rules import LONGEST_TEXT, Answered, Details
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField


def _field(asked: DetailAsked) -> forms.Field:
    label, hint = asked.question.label, asked.hint
    if asked.choices is None:
        return LongTextField(label=label, help_text=hint, required=False, max_length=LONGEST_TEXT, rows=3)
    if asked.several:
        return forms.MultipleChoiceField(
            label=label,
            help_text=hint or _("Tick all that fit."),
            choices=asked.choices.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
    return forms.ChoiceField(
        label=label, help_text=hint, choices=asked.choices.choices, widget=forms.RadioSelect, required=False
    )


class _EveryQuestion(BaseForm):
    """All questions, so that what was typed before a time-out finds its field again."""

    client_token = ClientTokenField()


for _name, _asked in ASKED.items():
    _EveryQuestion.base_fields[_name] = _field(_asked)


class DetailsForm(_EveryQuestion):
    """The questions of one topic."""

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = ["client_token", *(asked.question.value for asked in TOPICS[topic])]
        self.fields = {name: self.fields[name] for name in wanted}
        self.topic = topic

    @property
    def answers(self) -> Details:
        """What was answered, as rules see it."""
        return {asked.question: self._answered(asked) for asked in TOPICS[self.topic]}

    def _answered(self, asked: DetailAsked) -> Answered:
        given = self.cleaned_data.get(asked.question.value)
        if asked.choices is None:
            return Answered(words=given or "")
        return Answered(chosen=tuple(given or ()) if asked.several else ((given,) if given else ()))

    @staticmethod
    def beginning(in_force: Details, topic: Topic) -> dict[str, Any]:
        """What the form begins with, from what is known."""
        begun: dict[str, Any] = {}
        for asked in TOPICS[topic]:
            answered = in_force.get(asked.question)
            if answered is None:
                continue
            one = answered.chosen[0] if answered.chosen else ""
            begun[asked.question.value] = answered.words or (list(answered.chosen) if asked.several else one)
        return begun
