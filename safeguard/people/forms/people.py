"""Registering somebody, and changing who they are and how they are reached."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import ClientTokenField
from safeguard.lib.permissions import Permission
from safeguard.people import rules
from safeguard.people.actions import MASKED, AdultDetails, PersonDetails
from safeguard.people.enums import AuthorityKnown
from safeguard.people.forms.fields import (
    ADULT,
    AdultFields,
    CheckedForm,
    ContactFields,
    IdentityFields,
    SigningFields,
    stored,
)
from safeguard.people.models import Adult, Home, Person
from safeguard.people.selectors import homes_of
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may


class RegisterForm(CheckedForm, IdentityFields, ContactFields):
    """One page of plain questions: a person, how they are reached, and one parent or carer."""

    client_token = ClientTokenField()
    practitioner = forms.ModelChoiceField(
        label=_("Who will work with them?"),
        queryset=User.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("I will"),
    )
    is_somebody_else = forms.BooleanField(label=_("I have checked: this is somebody else"), required=False)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.today = today
        for name, field in AdultFields.base_fields.items():
            self.fields[ADULT + name] = deepcopy(field)
            if name in ("full_name", "relationship"):
                self.fields[ADULT + name].required = False
        service: Any = self.fields["service"]
        if len(service.queryset) == 1:  # nothing to ask
            service.required, service.widget = False, forms.HiddenInput()
        self.only_service = service.queryset[0] if len(service.queryset) == 1 else None
        practitioner: Any = self.fields["practitioner"]
        if user.may(Permission.SEE_SERVICE_PEOPLE):
            workers = people_who_may(Permission.WORK_WITH_PEOPLE).exclude(pk=user.pk)
            practitioner.queryset = workers.filter(services__in=service.queryset).distinct()
        else:
            del self.fields["practitioner"]

    def clean(self) -> dict[str, Any]:
        """The name they use is their first one unless another is given; without a name, only the name is asked for."""
        cleaned = self.cleaned_data
        known_as = cleaned.pop("known_as", "") or rules.known_as(cleaned.get("full_name", ""))
        cleaned |= {"known_as": known_as} if known_as else {}
        cleaned["service"] = cleaned.get("service") or self.only_service
        return super().clean()

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """The person, and the adult if anything is written of one."""
        adult = self._adult(cleaned)
        found = rules.what_is_wrong_with_adult(adult) if self.has_adult else []
        return [
            *rules.what_is_wrong(cleaned, today=self.today),
            *(rules.Wrong(ADULT + one.field, one.text) for one in found),
        ]

    @property
    def has_adult(self) -> bool:
        """Whether anything is written of a parent or carer."""
        return any(self[ADULT + name].value() for name in ("full_name", "relationship", "phone", "email"))

    @property
    def has_more(self) -> bool:
        """Whether anything stands in the questions that are folded away, or is wrong there."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def _adult(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {name.removeprefix(ADULT): value for name, value in cleaned.items() if name.startswith(ADULT)}

    def details(self) -> PersonDetails:
        """The person as the action takes them."""
        facts = {name: value for name, value in self.cleaned_data.items() if not name.startswith(ADULT)}
        for name in ("client_token", "is_somebody_else"):
            del facts[name]
        return PersonDetails(**facts)

    def adults(self) -> list[AdultDetails]:
        """The parent or carer as the action takes them, if there is one."""
        return [AdultDetails(**self._adult(self.cleaned_data))] if self.has_adult else []


FOLDED = (
    "also_known_as",
    "case_reference",
    "address",
    "address_withheld",
    "call_back_phone",
    "call_back_agreed",
    "known_use_endangers",
    "has_known_violence",
)


class VersionedForm(CheckedForm):
    """A form that changes a row: it carries the version its author saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    client_token = ClientTokenField()  # its typing is kept under it

    def __init__(self, *args: Any, begun: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """``begun``: what its author typed before, and has not sent; it stands in the place of what is stored."""
        kwargs["initial"] = {**kwargs.pop("initial", {}), **(begun or {})}
        super().__init__(*args, **kwargs)

    @property
    def seen(self) -> int:
        """The version its author saw; -1, which no row has, where the form does not say."""
        version = self.cleaned_data.get("version")
        return version if version is not None else -1

    def changes(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "client_token")}


class ReachForm(VersionedForm):
    """Changing how somebody is reached: a "yes" for the number before is none for the one that is typed now."""

    row: Person | Adult
    is_new_safe = forms.BooleanField(
        label=_("They have said that the new number or address is safe too"), required=False
    )

    @property
    def asks_about_new(self) -> bool:
        """Whether that question is there."""
        return self.is_bound and bool(self["is_new_safe"].value() or self._said_of_another(self.cleaned_data))

    def _said_of_another(self, cleaned: dict[str, Any]) -> list[rules.Wrong]:
        typed = {name: rules.tidy_phone(value) if name in rules.PHONES else value for name, value in cleaned.items()}
        before = {
            name: getattr(self.row, name) for name in [*rules.ABOUT, *rules.ABOUT.values()] if name in self.fields
        }
        return rules.said_of_another(before, typed)

    def of_the_new(self, cleaned: dict[str, Any]) -> list[rules.Wrong]:
        """What is to be asked again, unless they say that it was."""
        return [] if cleaned.get("is_new_safe") else self._said_of_another(cleaned)

    def changes(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {name: value for name, value in super().changes().items() if name != "is_new_safe"}


class PersonForm(VersionedForm, IdentityFields):
    """Changing who somebody is."""

    def __init__(
        self, *args: Any, user: User, person: Person, today: date, shows_masked: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, user=user, person=person, initial=stored(person, self.base_fields), **kwargs)
        self.person, self.today = person, today
        if not shows_masked:
            _drop(self, MASKED)
        self.fields["known_as"].help_text = _("This is the name we show and say.")

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A date of birth and a kind that nobody touches are not judged: people grow out of what was right once."""
        same = all(cleaned.get(name) == getattr(self.person, name) for name in ("kind", "born_on"))
        facts = {name: value for name, value in cleaned.items() if not (same and name == "born_on")}
        return rules.what_is_wrong(facts, today=self.today)

    def changes(self) -> dict[str, Any]:
        """Without an authority that is not known."""
        changes = super().changes()
        known = changes["authority_known"] == AuthorityKnown.YES
        return {**changes, "authority": changes["authority"] if known else None}


class ContactForm(ReachForm, ContactFields):
    """Changing how a person is reached."""

    def __init__(self, *args: Any, person: Person, shows_masked: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored(person, self.base_fields), **kwargs)
        self.row = person
        if not shows_masked:
            _drop(self, MASKED)

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """Numbers that nobody could ring, and answers that were about another number."""
        return rules.wrong_phones(cleaned) or self.of_the_new(cleaned)


class AdultForm(ReachForm, AdultFields, SigningFields):
    """Changing a parent or carer."""

    home = forms.ModelChoiceField(
        label=_("Which home is theirs?"),
        help_text=_("Several homes of a young person are written down on their page."),
        queryset=Home.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Not said"),
    )

    def __init__(self, *args: Any, adult: Adult, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored(adult, self.base_fields), **kwargs)
        self.row = adult
        home: Any = self.fields["home"]
        home.queryset = homes_of(adult.person)
        home.label_from_instance = lambda one: one.title

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A name, a relationship, a number that can be rung, and answers that were about another number."""
        return rules.what_is_wrong_with_adult(cleaned) or self.of_the_new(cleaned)


class AdultAddForm(CheckedForm, AdultFields, SigningFields):
    """Another parent or carer."""

    client_token = ClientTokenField()

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A name, a relationship, and a number that can be rung."""
        return rules.what_is_wrong_with_adult(cleaned)

    def details(self) -> AdultDetails:
        """The adult as the action takes them."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "client_token"}
        return AdultDetails(**{**facts, "delegation": facts.get("delegation") or ""})


def _drop(form: VersionedForm, names: Iterable[str]) -> None:
    """Leave out what somebody may not open: neither shown nor taken."""
    for name in names:
        form.fields.pop(name, None)
