"""Who is involved: one person a form, with a part of their own (INC-15)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.enums import Involved, Part
from incidents.rules import LONGEST_TEXT, Somebody, is_said
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.people.models import Person

NOBODY_PICKED = ""


class InvolvedForm(BaseForm):
    """One person: picked from those who were found, or in words."""

    client_token = ClientTokenField()
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput)
    picked = forms.ChoiceField(label=_("Is it one of these?"), widget=forms.RadioSelect, required=False)
    name = forms.CharField(
        label=_("Name, or who they are in a few words"),
        help_text=_("For example: Jo Fenn, 15, or: a boy she met in the game"),
        required=False,
        max_length=LONGEST_TEXT,
    )
    kind = forms.ChoiceField(
        label=_("Who are they?"), choices=Involved.choices, widget=forms.RadioSelect, required=False
    )
    part = forms.ChoiceField(
        label=_("What is their part in it?"),
        help_text=_("Of this person only, as far as you know."),
        choices=Part.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    note = LongTextField(label=_("Anything else about them"), required=False, max_length=LONGEST_TEXT, rows=3)
    is_taken_out = forms.BooleanField(
        label=_("They have nothing to do with it after all"),
        help_text=_("Write above why. What was said before stays in the chronology."),
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[Person] = (), is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.ref): person for person in people}
        if self.people:
            choices = [(ref, label_of(person)) for ref, person in self.people.items()]
            self.fields["picked"].choices = [*choices, (NOBODY_PICKED, _("None of these"))]  # type: ignore[attr-defined]
        else:
            del self.fields["picked"]
        if not is_correction:
            del self.fields["is_taken_out"]

    @property
    def somebody(self) -> Somebody:
        """The person as rules see them."""
        given = self.cleaned_data
        person = self.people.get(given.get("picked") or "")
        name = given["name"].strip() or (person.full_name if person else "")
        return Somebody(
            name=name,
            kind=given["kind"],
            part=given["part"],
            note=given["note"],
            person_id=person.pk if person else None,
        )

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("picked") and not cleaned.get("name"):
            self.add_error("name", _("Write a name, or who they are in a few words"))
        return cleaned


def label_of(person: Person) -> str:
    """Somebody we work with, as a list names them so that two of one name are told apart."""
    born = person.born_on
    return f"{person.full_name}, {born:%-d.%-m.%Y}" if born else person.full_name


ROWS = range(1, 5)


class PeopleRows(BaseForm):
    """Rows of one person each, in the form that raises a concern; more are added after it is sent."""

    @property
    def has_people(self) -> bool:
        """Whether anybody stands in the rows that are folded away."""
        return any(self[f"person{number}"].value() or self[f"person{number}"].errors for number in ROWS)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row, for the page."""
        return [[self[f"person{number}{part}"] for part in ("", "_kind", "_part")] for number in ROWS]

    def people_said(self, known: Iterable[Person]) -> tuple[Somebody, ...]:
        """Those who were typed, each with a part of their own; a name as the list offers it is one of ``known``."""
        by_label: dict[str, list[Person]] = {}
        for person in known:
            by_label.setdefault(label_of(person), []).append(person)
        said = []
        for number in ROWS:
            name = self.cleaned_data[f"person{number}"]
            meant = by_label.get(name, [])
            said.append(
                Somebody(
                    name=name,
                    kind=self.cleaned_data[f"person{number}_kind"],
                    part=self.cleaned_data[f"person{number}_part"],
                    person_id=meant[0].pk if len(meant) == 1 else None,
                )
            )
        return tuple(one for one in said if is_said(one))


for _number in ROWS:
    PeopleRows.base_fields[f"person{_number}"] = forms.CharField(
        label=format_lazy(_("Person {number}: name, or who they are"), number=_number),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput({"list": "those-you-work-with", "autocomplete": "off"}),
    )
    PeopleRows.base_fields[f"person{_number}_kind"] = forms.ChoiceField(
        label=_("Who are they?"), choices=[("", _("Not said")), *Involved.choices], required=False
    )
    PeopleRows.base_fields[f"person{_number}_part"] = forms.ChoiceField(
        label=_("What is their part in it?"), choices=[("", _("Not said")), *Part.choices], required=False
    )
