"""Signatures on paper: of somebody who works here, or of a guest."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, UiDateField
from safeguard.policies.forms.library import ByName
from safeguard.practitioners.models import User


class _OnPaper(BaseForm):
    """When a paper was signed, and where it is held."""

    signed_on = UiDateField(
        label=_("When was it signed?"), min_year=2020, error_messages={"required": _("Enter when it was signed")}
    )
    held_at = forms.CharField(
        label=_("Where is the paper held?"),
        help_text=_("For example “Personnel file, cabinet 2”"),
        max_length=300,
        error_messages={"required": _("Write where the paper is held")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = today


class PaperForm(_OnPaper):
    """The paper of somebody who works here."""

    person = ByName(
        label=_("Who signed?"),
        queryset=User.objects.none(),
        to_field_name="ref",
        empty_label=_("Choose who signed"),
        error_messages={"required": _("Choose who signed")},
    )
    field_order = ("person", "signed_on", "held_at")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class GuestForm(_OnPaper):
    """The paper of a guest."""

    client_token = ClientTokenField()
    name = forms.CharField(
        label=_("What is the guest’s name?"), max_length=150, error_messages={"required": _("Enter the guest’s name")}
    )
    is_another = forms.BooleanField(label=_("I have checked: this is another guest of that name"), required=False)
    field_order = ("client_token", "name", "signed_on", "held_at", "is_another")

    def ask_whether_another(self, why: str) -> None:
        """A guest of this name signed that day: one more, or the same again?"""
        self.add_error("is_another", why)

    @property
    def asks_whether_another(self) -> bool:
        """Whether that question is there."""
        return "is_another" in self.errors or bool(self["is_another"].value())
