"""What is looked for on the page of guidance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.desk.rules.enforced import AREAS
from safeguard.lib.forms import BaseForm


class GuidanceForm(BaseForm):
    """Words, and an area."""

    words = forms.CharField(
        label=_("Words, a number or a clause"),
        help_text=_("For example “consent”, “RA-10” or “004”"),
        max_length=100,
        required=False,
    )
    area = forms.ChoiceField(label=_("About"), choices=[("", _("Everything")), *AREAS.items()], required=False)
