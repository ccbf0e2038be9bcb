"""A local authority for the directory."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import UiDateField
from safeguard.people import rules
from safeguard.people.forms.fields import CheckedForm, email_field, phone_field, text_field


class AuthorityForm(CheckedForm):
    """A local authority for the directory."""

    name = text_field(
        _("What is the local authority called?"),
        max_length=100,
        error_messages={"required": _("Enter the name of the local authority")},
    )
    children_phone = phone_field(_("Children’s social care, by day"))
    adults_phone = phone_field(_("Adult social care, by day"))
    duty_team_phone = phone_field(_("Emergency duty team, out of hours"))
    email = email_field(_("Email address"))
    officer_post = text_field(
        _("What do they call the officer for allegations against staff?"),
        help_text=_("LADO in England; a designated officer or another post elsewhere."),
        max_length=60,
        required=False,
    )
    officer_phone = phone_field(_("Their number"))
    officer_email = email_field(_("Their email address"))
    police_force = text_field(_("Which police force is it?"), max_length=100, required=False)
    checked_on = UiDateField(
        label=_("When did somebody last check these numbers?"), required=False, help_text=_("For example, 27 3 2026.")
    )

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A name, and numbers that can be rung."""
        return rules.what_is_wrong_with_authority(cleaned.get("name", ""), cleaned)
