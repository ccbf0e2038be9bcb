"""What is chosen about a copy of a chronology."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.enums import CopyFor, LineKind
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField

LONGEST = rules.LONGEST_TEXT
# What a reader outside is rarely to have; whoever makes the copy may tick it.
LEFT_OUT_FIRST = (LineKind.TOLD, LineKind.DUTY, LineKind.ACCESS, LineKind.OPENED)
MOST_WORDS = 200


class CopyForm(BaseForm):
    """Who gets a copy, why, and which parts and days of the chronology."""

    client_token = ClientTokenField()
    copy_for = forms.ChoiceField(
        label=_("Who will read it?"),
        choices=CopyFor.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who will read it")},
    )
    for_whom = forms.CharField(
        label=_("Their name or office"),
        help_text=_("It stands on each page, as does your name."),
        max_length=200,
        error_messages={"required": _("Write whom it is for")},
    )
    why = LongTextField(
        label=_("Why do they get it, and what allows it?"),
        help_text=_("It is written down here, and does not stand in the document."),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write why they get it")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which parts of the chronology?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part of the chronology")},
    )
    since = UiDateField(label=_("From which day? (if not from the beginning)"), required=False, min_year=2000)
    until = UiDateField(label=_("To which day? (if not to the end)"), required=False, min_year=2000)

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kinds"]
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.initial = [kind.value for kind in kinds if kind not in LEFT_OUT_FIRST]

    def clean(self) -> dict[str, Any]:
        """The days in their order, as text that can be kept."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that is not before the first"))
        for name in ("since", "until"):
            day: date | None = cleaned.get(name)
            cleaned[name] = day.isoformat() if day else ""
        return cleaned


class ChoicesForm(BaseForm):
    """Who is named, which of the words that were found are replaced, what else is left out.

    Keys, codes and places that the page does not offer any more do nothing.
    """

    words = LongTextField(
        label=_("Other words to leave out, one in each line"),
        help_text=_("Nicknames, friends, schools, places: what nobody has recorded, we cannot look for."),
        required=False,
        max_length=LONGEST,
        rows=4,
    )

    def clean_words(self) -> list[str]:
        """Each line once, in its order."""
        lines = [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if len(lines) > MOST_WORDS:
            raise forms.ValidationError(_("Write at most %(most)d lines") % {"most": MOST_WORDS})
        return list(dict.fromkeys(lines))

    def chosen(self) -> dict[str, Any]:
        """Everything that was chosen, as it is kept."""
        named = [key for key in self._all("person") if self._one(f"as-{key}") == "name"]
        return {
            "named": sorted(named),
            "seen": sorted(set(self._all("seen"))),
            "replaced": sorted(set(self._all("replaced"))),
            "out": sorted(set(self._all("out"))),
            "words": self.cleaned_data["words"],
        }

    def _all(self, name: str) -> list[str]:
        found: list[str] = self.data.getlist(name)  # type: ignore[attr-defined]
        return found

    def _one(self, name: str) -> str:
        return str(self.data.get(name, ""))
