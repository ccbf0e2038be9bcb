"""In which order posts are told. Never saves anything."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.escalation.enums import RouteKind
from safeguard.escalation.rules import MAY_BE_TOLD, MOST_LEVELS, Levels, why_not_route
from safeguard.lib.forms import BaseForm
from safeguard.practitioners.enums import PostCode

STEP_WORDS = (
    gettext_lazy("Told first"),
    gettext_lazy("Then, if nobody answers"),
    gettext_lazy("Then"),
    gettext_lazy("Last"),
)


class RouteForm(BaseForm):
    """Up to four steps, each of posts that are told together."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(self, *args: Any, kind: RouteKind, current: Levels, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **{f"step_{number}": list(level) for number, level in enumerate(current)},
            "seen": json.dumps(current),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.kind = kind
        titles = dict(PostCode.choices)
        choices = [(code, titles[code]) for code in MAY_BE_TOLD[kind]]
        for number, words in enumerate(STEP_WORDS[: min(MOST_LEVELS, len(choices))]):
            self.fields[f"step_{number}"] = forms.MultipleChoiceField(
                label=words, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
            )

    @property
    def levels(self) -> Levels:
        """The steps that are filled, in order; an empty one in between stays, and is refused."""
        steps = [tuple(self.cleaned_data.get(f"step_{number}", ())) for number in range(len(self.fields) - 1)]
        while steps and not steps[-1]:
            steps.pop()
        return tuple(steps)

    def clean_seen(self) -> list[list[str]]:
        """How it was when the form was opened; what cannot be read is something else than it is now."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return []
        is_levels = isinstance(seen, list) and all(isinstance(level, list) for level in seen)
        return seen if is_levels else []

    def clean(self) -> dict[str, Any]:
        """An order that cannot be is told beside its first step."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and (words := why_not_route(self.kind, self.levels)):
            self.add_error("step_0", _("%(why)s.") % {"why": words})
        return cleaned
