"""Parsing and checking what is typed about people. Never saves anything."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.lib.permissions import Permission
from safeguard.lib.templatetags.ui import readable
from safeguard.people import rules
from safeguard.people.actions import AdultDetails, PersonDetails
from safeguard.people.enums import AuthorityKnown, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.models import Adult, Authority, Person
from safeguard.people.selectors import authorities
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import people_who_may, services_of

LONGEST = 2_000
OFF = {"autocomplete": "off"}  # nobody else's name or number is offered on a shared machine
ADULT = "adult_"  # the first parent or carer stands in the form of the young person


def _text(label: Any, **over: Any) -> forms.CharField:
    return forms.CharField(**{"label": label, "max_length": 150, "widget": forms.TextInput(OFF), **over})


def _phone(label: Any, **over: Any) -> forms.CharField:
    box = forms.TextInput({**OFF, "inputmode": "tel", "class": "govuk-input--width-20"})
    return forms.CharField(**{"label": label, "max_length": 30, "widget": box, "required": False, **over})


def _email(label: Any) -> forms.EmailField:
    return forms.EmailField(label=label, required=False, widget=forms.EmailInput(OFF))


def _answer(label: Any, choices: Any, **over: Any) -> forms.TypedChoiceField:
    """One of three answers. Nothing chosen is "not asked yet", and never yes (practice B19)."""
    return forms.TypedChoiceField(
        **{
            "label": label,
            "choices": choices,
            "widget": forms.RadioSelect,
            "required": False,
            "initial": SafeToContact.NOT_ASKED.value,
            "empty_value": SafeToContact.NOT_ASKED.value,
            **over,
        }
    )


def _safe(label: Any) -> forms.TypedChoiceField:
    return _answer(label, SafeToContact.choices)


class CheckedForm(BaseForm):
    """A form whose answers are judged by the rules of people, field by field."""

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """What the rules say."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Each fault beside its question; a question with a fault of its own is not judged twice."""
        cleaned = super().clean() or self.cleaned_data
        for wrong in self.wrong(cleaned):
            if wrong.field not in self.errors:
                self.add_error(wrong.field if wrong.field in self.fields else None, wrong.text)
        return cleaned


class IdentityFields(BaseForm):
    """Who somebody is (PER-01), where they live and which local authority is theirs (PER-15)."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"authority_known": {AuthorityKnown.YES: ["authority"]}}

    full_name = _text(_("What is their full name?"), error_messages={"required": _("Enter their full name")})
    known_as = _text(
        _("What name do they use?"),
        help_text=_("This is the name we show and say. Leave it blank if it is their first name."),
        max_length=100,
        required=False,
    )
    born_on = UiDateField(
        label=_("When were they born?"),
        help_text=_("For example, 27 3 2011. The rules for their age follow from it."),
        min_year=1800,
        error_messages={"required": _("Enter their date of birth")},
    )
    kind = forms.ChoiceField(
        label=_("Who are they?"),
        choices=PersonKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who they are")},
    )
    service = forms.ModelChoiceField(
        label=_("Which service is it?"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        error_messages={"required": _("Choose the service")},
    )
    case_reference = _text(
        _("What is their reference in another case system?"),
        help_text=_("If there is one."),
        max_length=60,
        required=False,
    )
    authority_known = _answer(
        _("Do you know their local authority?"),
        AuthorityKnown.choices,
        help_text=_("If nobody knows it, the NSPCC helps: 0808 800 5000."),
    )
    authority = forms.ModelChoiceField(
        label=_("Which one?"),
        queryset=Authority.objects.none(),
        to_field_name="ref",
        error_messages={"required": _("Choose the local authority")},
    )
    address = LongTextField(label=_("What is their home address?"), required=False, max_length=LONGEST, rows=3)
    address_withheld = _text(
        _("Is the address kept secret? Write whom to ask instead"),
        help_text=_("For a refuge or a confidential placement: the police or social care contact. Give no address."),
        max_length=200,
        required=False,
    )
    is_in_danger_at_home = forms.BooleanField(
        label=_("Contact itself may put them in danger"),
        help_text=_("For example, somebody at home must not know of us. Messages then say nothing of what they are."),
        required=False,
    )

    def __init__(self, *args: Any, user: User, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        own = services_of(user)
        present = Q(pk=person.service_id) if person else Q(pk__in=[])
        service.queryset = Service.objects.filter(Q(pk__in=own.values("pk")) | present).order_by("name")
        self.fields["authority"].queryset = authorities()  # type: ignore[attr-defined]


class ReachFields(BaseForm):
    """A number and an address, each channel with its own answer."""

    phone = _phone(_("Phone number"))
    safe_call = _safe(_("Is it safe to ring this number?"))
    safe_text = _safe(_("Is it safe to text this number?"))
    email = _email(_("Email address"))
    safe_email = _safe(_("Is it safe to email this address?"))


class ContactFields(ReachFields):
    """How a young person or adult at risk is reached (PER-03), and how to ring back without danger (practice A11)."""

    other_phone = _phone(_("Another number, in case the connection fails"))
    safe_other_phone = _safe(_("Is it safe to ring the other number?"))
    wants_reminders = forms.BooleanField(
        label=_("They want a text on the morning of a session"),
        help_text=_("Sent only if it is safe to text them."),
        required=False,
    )
    call_back_phone = _phone(_("Which number is rung if a call is cut off?"), help_text=_("Only if it is another one."))
    call_back_agreed = LongTextField(
        label=_("What have you agreed about ringing back?"),
        help_text=_("Safe times, voicemail or not, who may answer, and what the caller says."),
        required=False,
        max_length=LONGEST,
        rows=3,
    )


class AdultFields(ReachFields):
    """A parent, carer or other adult (PER-04, practice C27)."""

    full_name = _text(_("What is their name?"), error_messages={"required": _("Enter their name")})
    relationship = _text(
        _("Who are they to the young person?"),
        help_text=_("For example, mother, foster carer, social worker."),
        max_length=60,
        error_messages={"required": _("Enter who they are to the young person")},
    )
    may_countersign = _answer(
        _("May they sign consent for the young person?"),
        YesNoNotAsked.choices,
        help_text=_("Nobody signs for an adult at risk."),
    )
    has_responsibility = _answer(_("Do they have parental responsibility?"), YesNoNotAsked.choices)
    field_order = ("full_name", "relationship")


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


FOLDED = ("case_reference", "address", "address_withheld", "call_back_phone", "call_back_agreed")


class VersionedForm(CheckedForm):
    """A form that changes a row: it carries the version its author saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def seen(self) -> int:
        """The version its author saw; -1, which no row has, where the form does not say."""
        version = self.cleaned_data.get("version")
        return version if version is not None else -1

    def changes(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


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

    def __init__(self, *args: Any, user: User, person: Person, today: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, person=person, initial=_stored(person, self.base_fields), **kwargs)
        self.person, self.today = person, today
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

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial=_stored(person, self.base_fields), **kwargs)
        self.row = person

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """Numbers that nobody could ring, and answers that were about another number."""
        return rules.wrong_phones(cleaned) or self.of_the_new(cleaned)


class AdultForm(ReachForm, AdultFields):
    """Changing a parent or carer."""

    def __init__(self, *args: Any, adult: Adult, **kwargs: Any) -> None:
        super().__init__(*args, initial=_stored(adult, self.base_fields), **kwargs)
        self.row = adult

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A name, a relationship, a number that can be rung, and answers that were about another number."""
        return rules.what_is_wrong_with_adult(cleaned) or self.of_the_new(cleaned)


class AdultAddForm(CheckedForm, AdultFields):
    """Another parent or carer."""

    client_token = ClientTokenField()

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A name, a relationship, and a number that can be rung."""
        return rules.what_is_wrong_with_adult(cleaned)

    def details(self) -> AdultDetails:
        """The adult as the action takes them."""
        return AdultDetails(**{name: value for name, value in self.cleaned_data.items() if name != "client_token"})


class AuthorityForm(CheckedForm):
    """A local authority for the directory."""

    name = _text(
        _("What is the local authority called?"),
        max_length=100,
        error_messages={"required": _("Enter the name of the local authority")},
    )
    children_phone = _phone(_("Children’s social care, by day"))
    adults_phone = _phone(_("Adult social care, by day"))
    duty_team_phone = _phone(_("Emergency duty team, out of hours"))
    email = _email(_("Email address"))
    checked_on = UiDateField(
        label=_("When did somebody last check these numbers?"), required=False, help_text=_("For example, 27 3 2026.")
    )

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A name, and numbers that can be rung."""
        return rules.what_is_wrong_with_authority(cleaned.get("name", ""), cleaned)


def _stored(row: Person | Adult, names: Iterable[str]) -> dict[str, Any]:
    """What a form begins with: the row as it is, related rows by their reference."""
    values = {name: getattr(row, name) for name in names if hasattr(row, name)}
    numbers = {name: readable(values[name]) for name in rules.PHONES if name in values}
    return {name: getattr(value, "ref", value) for name, value in values.items()} | numbers
