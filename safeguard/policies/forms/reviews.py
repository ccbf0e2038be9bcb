"""A yearly review, a yearly risk assessment, and a look at a link."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.policies.actions import RiskFacts
from safeguard.policies.enums import Facing

LONGEST = 4000


class ReviewForm(BaseForm):
    """What a yearly review found and decided."""

    client_token = ClientTokenField()
    held_on = UiDateField(
        label=_("When was it held?"), min_year=2020, error_messages={"required": _("Enter when it was held")}
    )
    took_part = forms.CharField(
        label=_("Who took part?"), max_length=500, error_messages={"required": _("Write who took part")}
    )
    found = LongTextField(
        label=_("What was looked at, and what was found?"),
        max_length=LONGEST,
        error_messages={"required": _("Write what was found")},
    )
    decided = LongTextField(
        label=_("What was decided, and who does it?"),
        max_length=LONGEST,
        error_messages={"required": _("Write what was decided")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = today

    def risks(self) -> list[RiskFacts]:
        """None in a review of systems and policies."""
        return []


class RiskReviewForm(ReviewForm):
    """A yearly risk assessment: customers, learners and staff, each addressed with a measure and an owner (ORG-38)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for facing in Facing:
            self.fields |= _risk_fields(facing)
        self.order_fields(["client_token", "held_on", "took_part", *self._names(), "found", "decided"])

    def _names(self) -> Iterator[str]:
        for facing in Facing:
            yield from (f"{facing.value}_risk", f"{facing.value}_measure", f"{facing.value}_owner")

    def risks(self) -> list[RiskFacts]:
        """The risks to each, as they were typed."""
        cleaned = self.cleaned_data
        return [
            RiskFacts(
                facing=facing.value,
                risk=cleaned[f"{facing.value}_risk"],
                measure=cleaned[f"{facing.value}_measure"],
                owner=cleaned[f"{facing.value}_owner"],
            )
            for facing in Facing
        ]


def _risk_fields(facing: Facing) -> dict[str, forms.Field]:
    whom = str(facing.label).partition(":")[0]
    return {
        f"{facing.value}_risk": LongTextField(
            label=_("%(whom)s: which risks do they face?") % {"whom": whom},
            max_length=LONGEST,
            rows=3,
            error_messages={"required": _("Write which risks they face: %(whom)s") % {"whom": whom}},
        ),
        f"{facing.value}_measure": LongTextField(
            label=_("%(whom)s: what is done about it?") % {"whom": whom},
            max_length=LONGEST,
            rows=3,
            error_messages={"required": _("Write what is done about it: %(whom)s") % {"whom": whom}},
        ),
        f"{facing.value}_owner": forms.CharField(
            label=_("%(whom)s: who answers for that?") % {"whom": whom},
            max_length=150,
            error_messages={"required": _("Write who answers for it: %(whom)s") % {"whom": whom}},
        ),
    }


class LinkForm(BaseForm):
    """Whether a link leads where it says."""

    works = forms.ChoiceField(choices=[("yes", _("It works")), ("no", _("It does not"))])
