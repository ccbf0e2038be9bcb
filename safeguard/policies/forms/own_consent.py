"""From which age a service takes a young person's own consent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField
from safeguard.policies import rules

NEVER = "never"


class OwnConsentForm(BaseForm):
    """An age and the policy that says so; or that a parent or carer always countersigns."""

    client_token = ClientTokenField()
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)  # what held when the page was opened
    from_age = forms.ChoiceField(
        label=_("From which age may a young person agree alone?"),
        help_text=_("Only who understands what they agree to (Gillick competence). Check with your local partnership."),
        choices=[
            (NEVER, _("A parent or carer always countersigns under 16")),
            *((str(age), _("%(age)s years") % {"age": age}) for age in range(rules.YOUNGEST, rules.OLDEST + 1)),
        ],
        error_messages={"required": _("Choose an age, or that a parent or carer always countersigns")},
    )
    policy = forms.CharField(
        label=_("Which policy says so?"),
        help_text=_("Its title and clause. For example: Counselling policy, 4.2."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """What the rule says, beside the policy."""
        cleaned = super().clean() or self.cleaned_data
        problem = rules.why_not_own_consent(self.age, cleaned.get("policy", "")) if "from_age" in cleaned else ""
        if problem:
            self.add_error("policy", str(problem))
        return cleaned

    @property
    def age(self) -> int | None:
        """The age; None for never."""
        chosen = self.cleaned_data["from_age"]
        return None if chosen == NEVER else int(chosen)
