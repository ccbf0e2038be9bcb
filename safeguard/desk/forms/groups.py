"""Who is let into a closed group. Never saves anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.clock import NOW
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.people.access import visible_people
from safeguard.people.models import Involvement, Person
from safeguard.platforms.models import ClosedGroup
from safeguard.practitioners.models import User


class _Known(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """The name somebody goes by, with the reference that tells two of the same name apart."""
        return f"{obj.known_as} ({obj.ref})"


class AdmitForm(BaseForm):
    """Somebody with whom one of the two adults works now."""

    client_token = ClientTokenField()
    person = _Known(
        label=_("Whom do you let in?"),
        help_text=_("Those with whom one of the two of you works."),
        queryset=Person.objects.none(),
        to_field_name="ref",
        empty_label=_("Choose"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose whom you let in")),
    )
    verified_how = LongTextField(
        label=_("How did you make sure that it is really them?"),
        help_text=_("A profile may be fake or nameless, and an adult may pose as a child: see or ring them first."),
        rows=2,
        max_length=10_000,
        error_messages={"required": _("Write how you made sure that it is them")},
    )

    def __init__(self, *args: Any, user: User, group: ClosedGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worked_with = Involvement.objects.at(NOW).filter(practitioner__in=group.administrators)
        inside = group.members.filter(left_at__isnull=True)
        person: Any = self.fields["person"]
        person.queryset = (
            visible_people(user)
            .filter(pk__in=worked_with.values("person"))
            .exclude(ref__in=inside.values("person_ref"))
            .order_by("known_as", "pk")
        )
