"""Parsing and checking what is typed about risk. Never saves anything."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.lib.permissions import Permission
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may
from sessions_app.actions.risk import AgreedActionDetails
from sessions_app.enums import Rating
from sessions_app.rules import risk as rules

LONGEST = 10_000
ROWS = (1, 2, 3)  # agreed actions on the page; more belong to the next look


class RiskForm(BaseForm):
    """An individual risk assessment, and what was agreed to do."""

    client_token = ClientTokenField()
    risks = LongTextField(
        label=_("What may go wrong for them online or by phone?"),
        help_text=_("At home, on the device, with other people, with what is talked about."),
        max_length=LONGEST,
        error_messages={"required": _("Write what may go wrong")},
    )
    strengths = LongTextField(
        label=_("What keeps them safe already?"),
        help_text=_("People, places and what they do well themselves."),
        required=False,
        max_length=LONGEST,
        rows=3,
    )
    measures = LongTextField(
        label=_("What lowers the risk?"),
        help_text=_("What is done in every session, whatever the rating."),
        max_length=LONGEST,
        error_messages={"required": _("Write what lowers the risk. There is always some")},
    )
    rating = forms.ChoiceField(
        label=_("How much risk is left?"),
        help_text=_("There is no “none”: everybody carries some."),
        choices=Rating.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much risk there is")},
    )
    review_on = UiDateField(
        label=_("When does somebody look at it again?"),
        error_messages={"required": _("Enter the day on which somebody looks at it again")},
    )

    def __init__(self, *args: Any, user: User, person: Person, today: date, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.latest = today, latest
        self.fields["review_on"].initial = latest
        owners = people_who_may(Permission.WORK_WITH_PEOPLE).filter(services=person.service_id)
        owners |= User.objects.filter(pk=user.pk)
        for row in ROWS:
            self.fields[f"what_{row}"] = LongTextField(label=_("What?"), required=False, max_length=2_000, rows=2)
            self.fields[f"owner_{row}"] = forms.ModelChoiceField(
                label=_("Who?"),
                queryset=owners.distinct(),
                to_field_name="ref",  # no counter leaves the server
                empty_label=None,
                initial=user.ref,
                required=False,
            )
            self.fields[f"due_on_{row}"] = UiDateField(label=_("By when?"), required=False)

    def clean(self) -> dict[str, Any]:
        """What an assessment must say, and what and by when of everything that is agreed."""
        cleaned = super().clean() or self.cleaned_data
        given = {name: cleaned.get(name) or "" for name in ("rating", "risks", "measures")}
        found = rules.what_is_wrong(**given, review_on=cleaned.get("review_on"), today=self.today, latest=self.latest)
        for row in self._filled(cleaned):
            facts = {name: cleaned.get(f"{name}_{row}") for name in ("what", "due_on")}
            wrong = rules.what_is_wrong_with_action(what=facts["what"] or "", due_on=facts["due_on"], today=self.today)
            found += [rules.Missing(f"{one.field}_{row}", one.text) for one in wrong]
        for one in found:
            if one.field not in self.errors:
                self.add_error(one.field, one.text)
        return cleaned

    def _filled(self, cleaned: dict[str, Any]) -> Iterator[int]:
        yield from (row for row in ROWS if cleaned.get(f"what_{row}") or cleaned.get(f"due_on_{row}"))

    def rows(self) -> list[list[Any]]:
        """The agreed actions as the page draws them: three questions each."""
        return [[self[f"{name}_{row}"] for name in ("what", "owner", "due_on")] for row in ROWS]

    def said(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        cleaned = self.cleaned_data
        agreed = [
            AgreedActionDetails(**{name: cleaned[f"{name}_{row}"] for name in ("what", "owner", "due_on")})
            for row in self._filled(cleaned)
        ]
        return {**{name: cleaned[name] for name in self.base_fields}, "agreed": agreed}


class DoneForm(BaseForm):
    """That something agreed has been done."""

    note = LongTextField(label=_("What came of it? (if you want to say)"), required=False, max_length=2_000, rows=3)
