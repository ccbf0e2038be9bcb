"""Setting up an activity, issuing the statement, and asking."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consent import rules
from consent.enums import Purpose
from consent.models import Activity
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.people.models import Adult
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import services_of

LONGEST = 4_000
LONGEST_STATEMENT = 20_000
YOUNG_PERSON = "young_person"


class ActivityForm(BaseForm):
    """A piece of work that somebody can agree to."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"purposes": {"sharing": ["sharing_with"]}}

    client_token = ClientTokenField()
    title = forms.CharField(
        label=_("What is it called?"),
        help_text=_("Families read this. Leave out names, and why somebody comes to us."),
        max_length=120,
        error_messages={"required": _("Enter what it is called")},
    )
    description = LongTextField(
        label=_("What happens in it?"),
        help_text=_("In words for a family: who meets whom, how, how often and what for."),
        max_length=LONGEST,
        error_messages={"required": _("Write what happens in it")},
    )
    service = forms.ModelChoiceField(
        label=_("Which service is it of?"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        empty_label=_("Choose a service"),
        error_messages={"required": _("Choose a service")},
    )
    purposes = forms.MultipleChoiceField(
        label=_("What do you need to ask for?"),
        help_text=_("Each is asked on its own. Ask only for what you need."),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what will be asked for")},
    )
    sharing_with = forms.CharField(
        label=_("Which organisation would information be shared with?"),
        max_length=150,
        error_messages={"required": _("Name the organisation that information would be shared with")},
    )
    starts_on = UiDateField(
        label=_("When does it start?"), error_messages={"required": _("Enter the day on which it starts")}
    )
    ends_on = UiDateField(label=_("When does it end? (if you know)"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = services_of(user) or Service.objects.filter(is_active=True).order_by("name")
        self.only_service = own[0] if len(own) == 1 else None
        if self.only_service:  # nothing to ask
            del self.fields["service"]
        else:
            self.fields["service"].queryset = own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say at each field what is wrong with it."""
        cleaned = super().clean() or self.cleaned_data
        wrong = rules.what_is_wrong_with_activity(
            title=cleaned.get("title") or "",
            description=cleaned.get("description") or "",
            purposes=cleaned.get("purposes") or (),
            sharing_with=cleaned.get("sharing_with") or "",
            starts_on=cleaned.get("starts_on"),
            ends_on=cleaned.get("ends_on"),
        )
        for name, problem in wrong.items():
            if name not in self.errors:
                self.add_error(name, problem)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        service = self.cleaned_data.get("service") or self.only_service
        purposes = {Purpose(one) for one in self.cleaned_data["purposes"]}
        return {**self.cleaned_data, "service": service, "purposes": purposes}


class StatementForm(BaseForm):
    """The next version of the consent statement."""

    client_token = ClientTokenField()
    written_on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LongTextField(
        label=_("What does it say?"),
        help_text=_("Plain words that a child of 12 can read. An empty line begins a new paragraph."),
        max_length=LONGEST_STATEMENT,
        rows=20,
        error_messages={"required": _("Write what it says")},
    )


class NoConcernForm(BaseForm):
    """Why no concern is raised from what a family said."""

    client_token = ClientTokenField()
    reason = LongTextField(
        label=_("Why is no concern raised?"),
        help_text=_("What you know, whom you spoke to, and what is done instead."),
        max_length=LONGEST,
        rows=5,
        error_messages={"required": _("Write why no concern is raised")},
    )


class AskForm(BaseForm):
    """To whom a request goes, and what about. Offered are only those who may be written to (practice B19)."""

    client_token = ClientTokenField()
    activity = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about")},
    )
    whom = forms.ChoiceField(
        label=_("Who do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who to ask")},
    )

    def __init__(
        self, *args: Any, activities: list[Activity], whom: list[tuple[str, str]], adults: list[Adult], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.activities = {one.ref: one for one in activities}
        self.adults = {one.ref: one for one in adults}
        self.fields["activity"].choices = [(one.ref, one.title) for one in activities]  # type: ignore[attr-defined]
        self.fields["whom"].choices = whom  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        answers = self.cleaned_data
        return {
            "activity": self.activities[answers["activity"]],
            "adult": self.adults.get(answers["whom"]),
            "client_token": answers["client_token"],
        }
