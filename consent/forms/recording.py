"""Answers that were given another way than through a link, and consent taken back."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.enums import Decision, Method, Purpose
from consent.forms.staff import YOUNG_PERSON
from consent.models import Activity
from consent.selectors import party_of
from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.people.enums import ActsFor
from safeguard.people.models import Adult, Person

HOW = [(method.value, method.label) for method in Method if method != Method.LINK]
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class _SaidForm(BaseForm):
    """Who said it, and how."""

    client_token = ClientTokenField()
    who = forms.ChoiceField(
        label=gettext_lazy("Who gave the answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who gave the answer")},
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How did they say it?"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they said it")},
    )

    def __init__(self, *args: Any, person: Person, activity: Activity, adults: list[Adult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.activity = person, activity
        self.adults = {one.ref: one for one in adults}
        young = (YOUNG_PERSON, person.known_as)
        others = [(one.ref, adult_words(one)) for one in adults]
        self.fields["who"].choices = [young, *others]  # type: ignore[attr-defined]

    def said_by(self) -> dict[str, Any]:
        """Who it was, as the action is told."""
        adult = self.adults.get(self.cleaned_data["who"])
        return {
            "party": party_of(adult),
            "adult": adult,
            "given_by": adult.full_name if adult else self.person.full_name,
        }


class RecordForm(_SaidForm):
    """One answer for each purpose that was spoken about (CON-03, CON-07)."""

    given_on = UiDateField(
        label=gettext_lazy("On which day?"), error_messages={"required": gettext_lazy("Enter the day")}
    )
    given_time = forms.CharField(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("For example, 16:30. If you do not know, give your best guess."),
        max_length=5,
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
        error_messages={"required": gettext_lazy("Enter the time, for example 16:30")},
    )
    evidence_at = forms.CharField(
        label=gettext_lazy("Where is the form, message, recording or note of the call kept?"),
        help_text=gettext_lazy("For example: case file, folder “Consent”. Nothing is uploaded here."),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Say where the form, the message, the recording or the note of the call is kept")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in self.activity.purposes:
            self.fields[f"answer_{purpose}"] = forms.ChoiceField(
                label=purpose_words(purpose, self.activity),
                choices=[
                    (Decision.AGREED.value, _("Agreed")),
                    (Decision.REFUSED.value, _("Did not agree")),
                    ("", _("Was not asked, or did not say")),
                ],
                widget=forms.RadioSelect,
                required=False,
                initial="nothing chosen",
            )
        self.order_fields(
            ["client_token", "who", *(f"answer_{one}" for one in self.activity.purposes), "method", "given_on"]
        )

    def clean_given_time(self) -> time:
        """The time of day."""
        found = _TIME.fullmatch(self.cleaned_data["given_time"].strip())
        if not found:
            raise forms.ValidationError(_("Enter the time, for example 16:30"))
        return time(int(found[1]), int(found[2]))

    @property
    def answers(self) -> dict[Purpose, Decision]:
        """The answers that were given."""
        given = {purpose: self.cleaned_data.get(f"answer_{purpose}") for purpose in self.activity.purposes}
        return {Purpose(purpose): Decision(answer) for purpose, answer in given.items() if answer}

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        answers = self.cleaned_data
        return {
            **self.said_by(),
            "answers": self.answers,
            "method": Method(answers["method"]),
            # The hour that comes twice in October is taken as its first.
            "given_at": datetime.combine(answers["given_on"], answers["given_time"], LONDON),
            "evidence_at": answers["evidence_at"],
            "client_token": answers["client_token"],
        }

    def clean(self) -> dict[str, Any]:
        """At least one answer."""
        cleaned = super().clean() or self.cleaned_data
        first = f"answer_{self.activity.purposes[0]}"
        if not self.answers and first not in self.errors:
            self.add_error(first, _("Enter an answer to at least one question"))
        return cleaned


class WithdrawForm(_SaidForm):
    """What somebody has taken back. Nobody has to give a reason."""

    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What have they taken back?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick what they have taken back")},
    )
    reason = LongTextField(
        label=gettext_lazy("What did they say? (optional)"),
        help_text=gettext_lazy("Nobody has to give a reason."),
        max_length=4_000,
        required=False,
        rows=4,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(purpose, purpose_words(purpose, self.activity)) for purpose in self.activity.purposes]
        self.fields["purposes"].choices = asked  # type: ignore[attr-defined]
        self.fields["who"].label = _("Who has taken it back?")
        self.order_fields(["client_token", "who", "purposes", "method", "reason"])

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        answers = self.cleaned_data
        return {
            **self.said_by(),
            "purposes": [Purpose(one) for one in answers["purposes"]],
            "method": Method(answers["method"]),
            "reason": answers["reason"],
            "client_token": answers["client_token"],
        }


def adult_words(adult: Adult) -> str:
    """Who an adult is, as staff read it; and that they answer for the authority, where they do (practice C27)."""
    words = f"{adult.full_name}, {adult.relationship}"
    return _("%(who)s, for the local authority") % {"who": words} if adult.acts_for == ActsFor.AUTHORITY else words


def purpose_words(purpose: str, activity: Activity) -> str:
    """A purpose as staff read it, with the organisation that information would be shared with."""
    if purpose == Purpose.SHARING and activity.sharing_with:
        return _("Share information with %(party)s") % {"party": activity.sharing_with}
    return str(Purpose(purpose).label)
